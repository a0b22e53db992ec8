import ConnectorKit
import JSON

extension Window {
    /// Above every id that a vendor gives out (2⁵³ − 1, the largest that JSON numbers keep everywhere).
    static let endOfIDs: Int64 = 9_007_199_254_740_991

    /// What the templates of a window's requests may use: its bounds, and all ids.
    func values(_ values: TemplateValues, from: Int64, to: Int64) -> TemplateValues {
        values.setting("from", time.text(from)).setting("to", time.text(to))
            .setting("from_id", "0").setting("to_id", String(Self.endOfIDs))
    }
}

extension Caller {
    /// How many records of the stream the source counts in `[from, to)`, asked with one small call; nil where it does not count.
    func count(_ stream: RecordStream, _ window: Window, from: Int64, to: Int64) async throws -> Int? {
        try await total(
            at: window.page.total, of: stream, window.count ?? window.request,
            window.values(values(of: stream), from: from, to: to))
    }

    /// Asks a listing for its first record and for what it counts.
    func total(
        at path: JSONPath?, of stream: RecordStream, _ request: RequestTemplate, _ values: TemplateValues
    ) async throws -> Int? {
        let one = values.setting("limit", "1").setting("offset", "0").setting("page", "1")
        switch try await call(request, one) {
        case .answer(let answer): return try answer.total(at: path, of: stream)
        case .notFound: throw SyncFailure.stopStream("\(request.path): there is no such thing in this account")
        case .splitRequest: throw SyncFailure.stopStream("\(request.path): the request is too long")
        }
    }
}
