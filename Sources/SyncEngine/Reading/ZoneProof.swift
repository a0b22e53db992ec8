import ConnectorKit
import JSON
import JourneyStore
import Touchpoints

/// Proves that the times in a stream's queries mean UTC.
///
/// Where they carry no zone, the system reads them in one of its own, and a wrong one loses records without a word. So
/// the record that changed last must be found in the window of its own time, one tick wide.
struct ZoneProof: Sendable {
    let run: StreamRun
    let window: Window

    func demand() async throws {
        guard let request = window.newest else { return }
        var text = ""
        // The record may change between the two calls; three times in a row is another matter.
        for _ in 1...3 {
            guard let newest = try await newest(request) else { return }
            if try await isFound(newest) { return }
            text = newest.text
        }
        throw SyncFailure.fixConfig(
            "\(run.stream.name): a record of \(text) is not found by asking for \(text): the account (or the server) reads "
                + "the times in queries in a time zone of its own; set it to UTC")
    }

    private func newest(_ request: RequestTemplate) async throws -> (id: String, text: String, at: Int64)? {
        let walker = PageWalker(
            run, request: request, shape: PageShape(records: window.page.records), limit: 1, values: run.values,
            withFields: false)
        guard let page = try await walker.page(at: nil), let record = page.records.first else { return nil }
        guard let id = run.sink.id(of: record, parent: nil), let text = record[path: window.cursor]?.text,
            let at = Moment(parsing: text)?.milliseconds
        else { throw SyncFailure.stopStream("\(page.request): the newest record has no id or no \(window.cursor)") }
        return (id, text, at)
    }

    private func isFound(_ newest: (id: String, text: String, at: Int64)) async throws -> Bool {
        let from = window.resolution.floor(newest.at)
        var values = run.values.setting("from", window.time.text(from))
            .setting("to", window.time.text(from + window.resolution.milliseconds))
        if window.splitsByID, let id = Int64(newest.id) {
            values = values.setting("from_id", String(id)).setting("to_id", String(id + 1))
        }
        let walker = PageWalker(
            run, request: window.request, shape: window.page, limit: window.limit, values: values,
            withFields: !window.isPartial)
        let page = try await walker.page(at: nil)
        return page?.records.contains { run.sink.id(of: $0, parent: nil) == newest.id } ?? false
    }
}
