import ConnectorKit
import JSON

extension WhenChanges {
    /// Changes the stream so that it reads the field and, where the system reports it, the field's past; and gives the
    /// rule that makes touchpoints of it.
    ///
    /// With a reported past there is one touchpoint per change, at the value's own date where the value is one, else at
    /// the time of the change. Without, there is one for the present value, at its own date, else at the record's last
    /// change.
    func rule(on stream: inout RecordStream, of connector: Connector) throws(CommandFailure) -> TouchpointRule {
        let value = try path(in: stream)
        if let selection = stream.fields, !selection.required.contains(whenChanges) {
            stream.fields?.required.append(whenChanges)
        }
        let shape = stream.historyShape(of: whenChanges, in: connector)
        if let shape {
            if let history = stream.fields?.history, !history.contains(whenChanges) {
                stream.fields?.history.append(whenChanges)
            }
            if !stream.tracked.contains(where: { $0.name == whenChanges }) {
                stream.tracked.append(TrackedField(name: whenChanges, value: value, history: shape))
            }
        } else if !stream.tracked.contains(where: { $0.name == whenChanges }) {
            stream.tracked.append(TrackedField(name: whenChanges, value: value))
        }
        var kept: [String: JSONPath] = [:]
        for (name, path) in properties { kept[name] = try Self.parse(path) }
        let prefix = shape == nil ? "" : "entry."
        let changed = shape.map { try? JSONPath(parsing: prefix + $0.value.description) } ?? value
        let time = shape.map { try? JSONPath(parsing: prefix + $0.at.description) } ?? stream.modifiedAt
        let candidates =
            switch self.at {
            case .value: [changed]
            case .change: [time]
            case nil: [changed, time]
            }
        let at = candidates.compactMap { $0 }
        guard !at.isEmpty else {
            throw .config("when_changes: \(connector.title) does not say when a record of \(stream.name) was changed")
        }
        kept["value"] = kept["value"] ?? changed
        return TouchpointRule(
            facet: facet ?? whenChanges, when: changed.map { [.present(path: $0)] } ?? [], each: shape?.entries,
            kind: .always(kind), channel: .always(channel ?? kind.usualChannel),
            direction: .always(direction ?? kind.usualDirection), at: FirstOf(at),
            team: team.map { .always($0) }, stage: stage.map { .always($0) }, title: title, url: url,
            properties: kept)
    }

    /// Where the field's present value stands in a record.
    private func path(in stream: RecordStream) throws(CommandFailure) -> JSONPath {
        guard let container = stream.fields?.container else { return try Self.parse(whenChanges) }
        let isName = whenChanges.utf8.allSatisfy { byte in
            byte == UInt8(ascii: "_") || Character(Unicode.Scalar(byte)).isLetter
                || Character(Unicode.Scalar(byte)).isNumber
        }
        guard isName, !whenChanges.isEmpty else {
            throw .config("when_changes: \"\(whenChanges)\" is no name of a field")
        }
        return try Self.parse("\(container).\(whenChanges)")
    }

    private static func parse(_ text: String) throws(CommandFailure) -> JSONPath {
        do { return try JSONPath(parsing: text) } catch { throw .config("when_changes: \"\(text)\": \(error)") }
    }
}

extension RecordStream {
    /// Where the past of a field stands, concluded from a field of the same system whose past is read already; nil when
    /// the system reports none for this stream.
    fileprivate func historyShape(of field: String, in connector: Connector) -> HistoryShape? {
        if let known = tracked.first(where: { $0.name == field }) { return known.history }
        guard let fields, asksForHistory else { return nil }
        let siblings = [self] + connector.streams.filter { $0.fields?.container == fields.container }
        for sibling in siblings {
            for example in sibling.tracked {
                guard let shape = example.history else { continue }
                let entries = shape.entries.description
                guard entries.hasSuffix("." + example.name),
                    let path = JSONPath(String(entries.dropLast(example.name.count)) + field)
                else { continue }
                return HistoryShape(entries: path, value: shape.value, at: shape.at)
            }
        }
        return nil
    }

    /// Whether the requests that bring whole records can be told whose past to bring along.
    private var asksForHistory: Bool {
        var requests: [RequestTemplate] = []
        switch reading {
        case .window(let window):
            if !window.isPartial { requests.append(window.request) }
            if let initial = window.initial { requests.append(initial.request) }
        case .snapshot(let listing, _): requests.append(listing.request)
        case .children(let children): requests.append(children.listing.request)
        }
        if let lookup { requests.append(lookup.request) }
        return requests.allSatisfy { (try? $0.gaps().contains("history")) ?? false }
    }
}
