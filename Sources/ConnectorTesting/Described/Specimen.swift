import ConnectorKit
import JSON
import Touchpoints

/// How records of one stream look: its sample, with what tells them apart put in.
struct Specimen: Sendable {
    let stream: RecordStream
    private let template: JSONTemplate
    private let ids: [JSONPath]
    /// Where the time of the last change stands, each in its own spelling.
    private let times: [(path: JSONPath, spelling: TimeSpelling)]
    /// Where a change shows.
    private let text: JSONPath
    /// What has become of the fields of records that are written from now on.
    var drift: Drift?

    init(_ stream: RecordStream) throws {
        self.stream = stream
        template = stream.sample ?? .object([])
        ids = try stream.id.paths.filter { $0 != "@parent" }.map { try JSONPath(parsing: $0) }
        let window: Window? = if case .window(let window) = stream.reading { window } else { nil }
        var paths: [JSONPath] = []
        for path in [window?.cursor, stream.modifiedAt, stream.revision] {
            if let path, !paths.contains(path) { paths.append(path) }
        }
        if case .children(let children) = stream.reading, let newest = children.newestFirst?.time,
            !paths.contains(newest)
        {
            paths.append(newest)
        }
        let template = template
        times = paths.map { path in
            (path, TimeSpelling(template.value(at: path), resolution: window?.resolution ?? .millisecond))
        }
        text = Self.textPath(stream)
    }

    /// A member of its own beside the sample's: no rule of the mapping looks at it.
    private static func textPath(_ stream: RecordStream) -> JSONPath {
        let container = stream.fields?.container.description ?? ""
        return JSONPath(stringLiteral: container.isEmpty ? "waymark_text" : container + ".waymark_text")
    }

    /// Places that nobody may touch: without them a record is not this record, or not of its time.
    var spared: Set<[JSONPath.Step]> {
        var paths = ids + times.map(\.path) + stream.merges.map(\.path) + [text]
        if let path = stream.parent?.id { paths.append(path) }
        for case .merged(_, let old, let survivor, _) in stream.sweeps { paths += [old, survivor] }
        return Set(paths.map(\.steps))
    }

    /// The finest time that a record can tell.
    func floor(_ time: Int64) -> Int64 {
        let ticks = times.map { $0.spelling.milliseconds }
        let tick = ticks.max() ?? 1
        return time - ((time % tick) + tick) % tick
    }

    /// - Parameters:
    ///   - number: the record's own number.
    ///   - modified: Unix milliseconds.
    ///   - parent: the id that `parent.id` names.
    func document(number: Int, modified: Int64, text: String, parent: String?) -> JSONTemplate {
        var document = template
        for (place, path) in ids.enumerated() where place == 0 || template.value(at: path) == nil {
            let shape = template.value(at: path) ?? .text("")
            document = document.setting(shape.like(String(number)), at: path)
        }
        for (path, spelling) in times where !ids.contains(path) || template.value(at: path) != nil {
            guard path != ids.first else { continue }
            document = document.setting(spelling.value(modified), at: path)
        }
        document = document.setting(.text(text), at: self.text)
        for (index, list) in stream.emails.enumerated() {
            document = document.setting(.text("person\(number)-\(index)@example.com"), at: list.path)
        }
        for merged in stream.merges { document = document.setting(.null, at: merged.path) }
        if let path = stream.parent?.id, let parent {
            document = document.setting((template.value(at: path) ?? .text("")).like(parent), at: path)
        }
        for case .merged(_, _, let survivor, _) in stream.sweeps where !ids.contains(survivor) {
            document = document.setting((template.value(at: survivor) ?? .text("")).like(String(number)), at: survivor)
        }
        return drift.map { document.drifted($0, sparing: spared) } ?? document
    }

    /// The id under which the record is known: what stands at the first path.
    func id(of document: JSONTemplate) -> String { ids.first.flatMap { document.value(at: $0)?.text } ?? "" }

    /// The whole id, as the store keeps it.
    func key(of document: JSONTemplate, parent: String?) -> String {
        stream.id.paths.map { path in
            path == "@parent" ? parent ?? "" : JSONPath(path).flatMap { document.value(at: $0)?.text } ?? ""
        }.joined(separator: ":")
    }
}

/// How a sample spells a time.
struct TimeSpelling: Sendable {
    private enum Form { case number(Int64), digits(Int64), rfc3339(Moment.Precision) }
    private let form: Form

    init(_ sample: JSONTemplate?, resolution: Window.Resolution) {
        let text = sample?.text ?? ""
        let unit: Int64 = text.count > 11 ? 1 : 1_000
        if case .number? = sample {
            form = .number(unit)
        } else if !text.isEmpty, text.allSatisfy(\.isNumber) {
            form = .digits(unit)
        } else if text.isEmpty {
            form = .rfc3339(resolution == .millisecond ? .millisecond : resolution == .second ? .second : .day)
        } else {
            form = .rfc3339(text.contains(".") ? .millisecond : text.contains(":") ? .second : .day)
        }
    }

    /// The tick in which it counts.
    var milliseconds: Int64 {
        switch form {
        case .number(let unit), .digits(let unit): unit
        case .rfc3339(.millisecond): 1
        case .rfc3339(.second): 1_000
        case .rfc3339(.day): 86_400_000
        }
    }

    func value(_ time: Int64) -> JSONTemplate {
        switch form {
        case .number(let unit): .number(String(time / unit))
        case .digits(let unit): .text(String(time / unit))
        case .rfc3339(let precision): .text(Moment(clamping: time, precision: precision).description)
        }
    }
}
