import ConnectorKit
import JSON
import Synchronization

/// One page of records, whole and checked.
struct Page: Sendable {
    var records: [JSONValue]
    var total: Int?
    /// Where the next page is; nil: this was the last.
    var next: Position?
    var serverTime: Int64
    var request: String
    /// Keeps the answers alive that the records look into.
    var answers: [Answer]

    /// Bytes of the answers it came in.
    var size: Int { answers.reduce(0) { $0 + $1.bytes } }
}

/// A place in a sequence of pages, as text: it is kept in the ledger.
struct Position: Hashable, Sendable, RawRepresentable {
    var rawValue: String
}

extension JSONValue {
    /// What is wrong with an answer that should have an array there: an empty list has one, a refusal in disguise has not.
    func lacksArray(at path: JSONPath) -> String? {
        if Sabotage.emptyIsEnd.isOn { return nil }
        guard self[path: path]?.kind != .array else { return nil }
        return "the answer has no list \"\(path)\": \(String(decoding: rawBytes.prefix(80), as: UTF8.self))"
    }
}

/// The places that a walk has come to know, by their hashes.
private final class Trail: Sendable {
    private let places = Mutex<Set<Int>>([])

    func isNew(_ place: Position) -> Bool { places.withLock { $0.insert(place.rawValue.hashValue).inserted } }
}

/// Asks for the pages of a listing or a window, one after another, and refuses the ways in which servers are known to lie.
struct PageWalker: Sendable {
    let run: StreamRun
    let request: RequestTemplate
    let shape: PageShape
    let limit: Int
    /// Values besides those of the stream, e.g. the window's bounds.
    let values: TemplateValues
    private let trail = Trail()
    /// More lists than one: every page is asked for once per list, and the parts are joined.
    let fieldParts: [[String]]

    init(_ run: StreamRun, listing: Listing, values: TemplateValues? = nil, withFields: Bool = true) {
        let limit = run.hasHistory && withFields ? listing.limitWithHistory ?? listing.limit : listing.limit
        self.init(
            run, request: listing.request, shape: listing.page, limit: limit, values: values ?? run.values,
            withFields: withFields)
    }

    init(
        _ run: StreamRun, request: RequestTemplate, shape: PageShape, limit: Int, values: TemplateValues,
        withFields: Bool = true
    ) {
        self.run = run
        self.request = request
        self.shape = shape
        self.limit = limit
        self.values = values.setting("limit", String(limit))
        let usesFields = withFields && run.stream.fields != nil
        if !usesFields {
            fieldParts = []
        } else if run.readsParts(of: shape) {
            // Each part would have a view and links of its own: what the pages show is looked up in parts.
            fieldParts = [run.projection.identifying]
        } else {
            fieldParts = run.projection.parts(maximumBytes: run.stream.fields?.maximumBytes)
        }
    }

    /// nil: what is listed does not exist (any more).
    func page(at position: Position?, after previous: Page? = nil) async throws -> Page? {
        // What changes between two parts is read again; what changes every time is no page.
        for _ in 1...5 {
            if case .of(let page) = try await parts(at: position, after: previous) { return page }
        }
        throw SyncFailure.runAgain("\(request.path): records change faster than they can be read", at: nil)
    }

    private enum Parts {
        case of(Page?)
        /// They are not of one and the same version.
        case changed
    }

    private func parts(at position: Position?, after previous: Page?) async throws -> Parts {
        var answers: [Answer] = []
        for fields in fieldParts.isEmpty ? [nil] : fieldParts.map(Optional.some) {
            var values = try values(at: position)
            if let fields { values = values.setting("fields", list: fields) }
            let outcome: Caller.Outcome
            if case .link = shape.next, let position {
                outcome = try await run.caller.call(request, link: position.rawValue) { defect(of: $0, at: position) }
            } else {
                outcome = try await run.caller.call(request, values) { defect(of: $0, at: position) }
            }
            switch outcome {
            case .answer(let answer): answers.append(answer)
            case .notFound: return .of(nil)
            case .splitRequest:
                throw SyncFailure.stopStream(
                    "\(request.path): the request is too long; ask for fewer properties of \(run.stream.name)")
            }
        }
        let first = answers[0]
        guard let array = first.root[path: shape.records] else {
            if Sabotage.emptyIsEnd.isOn {
                return .of(
                    Page(records: [], serverTime: first.serverTime, request: first.request, answers: answers))
            }
            throw SyncFailure.stopStream("\(first.request): the answer has no \"\(shape.records)\"")
        }
        var records = array.kind == .array ? Array(array.elements) : [array]
        if answers.count > 1 {
            guard let joined = try RecordJoin(run: run, shape: shape).join(records, answers.dropFirst()) else {
                return .changed
            }
            records = joined
        }
        var page = Page(
            records: records, total: try first.total(at: shape.total, of: run.stream),
            next: next(after: position, records.count, first.root), serverTime: first.serverTime,
            request: first.request, answers: answers)
        do { try refuseLies(page, at: position, previous) } catch  where Sabotage.repeatIsEnd.isOn { page.next = nil }
        return .of(page)
    }

    /// What is wrong with a page whose place among the counted records is known: a failed query may look like an empty page.
    private func defect(of root: JSONValue, at position: Position?) -> String? {
        let isOneRecord = shape.records.description.isEmpty && root.kind == .object
        if !isOneRecord, let defect = root.lacksArray(at: shape.records) { return defect }
        if case .link(let path) = shape.next, let link = root[path: path]?.string, !link.isEmpty,
            let words = run.caller.foreign(link)
        {
            return words
        }
        if let path = run.stream.objectTypeAt {
            let wanted = run.stream.recordType
            let other = root[path: shape.records]?.elements.lazy.compactMap { $0[path: path]?.text }.first {
                $0 != wanted
            }
            if let other { return "asked for \(wanted) and got \(other.prefix(64))" }
        }
        guard let total = shape.total.flatMap({ root[path: $0]?.text }).flatMap({ Int($0) }) else { return nil }
        let place = position.flatMap { Int($0.rawValue) }
        let before: Int
        switch shape.next {
        case .number(let first, _): before = ((place ?? first) - first) * limit
        case .offset: before = place ?? 0
        // Only a page that can hold everything is known to have to.
        case nil where total <= limit: before = 0
        case .cursor, .link, nil: return nil
        }
        let expected = min(limit, max(0, total - before))
        let count = root[path: shape.records]?.elements.reduce(0) { count, _ in count + 1 } ?? 0
        if Sabotage.believeShortPages.isOn { return nil }
        return count == expected ? nil : "counts \(total) records and sends \(count) where \(expected) have to be"
    }

    private func values(at position: Position?) throws -> TemplateValues {
        switch shape.next {
        case .cursor: values.setting("cursor", position?.rawValue)
        case .number(let first, _): values.setting("page", position?.rawValue ?? String(first))
        case .offset: values.setting("offset", position?.rawValue ?? "0")
        case .link, nil: values
        }
    }

    private func next(after position: Position?, _ count: Int, _ root: JSONValue) -> Position? {
        switch shape.next {
        case nil: return nil
        case .cursor(let path, let hasMore):
            if let hasMore, root[path: hasMore]?.bool != true { return nil }
            guard let text = root[path: path]?.text, !text.isEmpty else { return nil }
            return Position(rawValue: text)
        case .link(let path):
            guard let text = root[path: path]?.string, !text.isEmpty else { return nil }
            return Position(rawValue: text)
        case .number(let first, let pages):
            let current = position.flatMap { Int($0.rawValue) } ?? first
            if let pages, let last = root[path: pages]?.text.flatMap({ Int($0) }) {
                return current < last + first - 1 ? Position(rawValue: String(current + 1)) : nil
            }
            return count < limit ? nil : Position(rawValue: String(current + 1))
        case .offset(let hasMore):
            let current = position.flatMap { Int($0.rawValue) } ?? 0
            let isMore = hasMore.map { root[path: $0]?.bool == true } ?? (count >= limit)
            return isMore ? Position(rawValue: String(current + count)) : nil
        }
    }

    /// A cursor that was there before or a page that comes again would be read for ever, or hide the rest.
    private func refuseLies(_ page: Page, at position: Position?, _ previous: Page?) throws {
        if let next = page.next, next == position || !trail.isNew(next) {
            throw SyncFailure.stopStream("\(page.request): the server repeats the cursor \(next.rawValue.prefix(40))")
        }
        guard let previous, !page.records.isEmpty, page.records.count == previous.records.count else { return }
        let isSame = zip(page.records, previous.records).allSatisfy { $0.rawBytes == $1.rawBytes }
        if isSame { throw SyncFailure.stopStream("\(page.request): the server repeats a page") }
    }
}
