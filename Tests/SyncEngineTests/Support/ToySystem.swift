import ConnectorKit
import HTTP
import JSON
import JourneyStore
import SyncEngine
import Synchronization
import Touchpoints

/// A system of few lines, for lies that the sandbox does not tell.
///
/// `boxes` is a listing with cursors; `things` is a listing per box; `links` is a listing whose next page is an address.
enum ToySystem {
    static let boxes = RecordStream(
        name: "boxes", id: "id",
        reading: .snapshot(listing: listing("/boxes", next: .cursor(at: "next", hasMore: nil)), every: nil))
    static let things = RecordStream(
        name: "things", id: RecordID(["@parent", "id"]),
        reading: .children(
            Children(
                parent: "boxes", listing: listing("/boxes/{parent}/things", next: .cursor(at: "next", hasMore: nil)))),
        parent: ParentReference(stream: "boxes"))
    static let links = RecordStream(
        name: "links", id: "id", reading: .snapshot(listing: listing("/links", next: .link(at: "next")), every: nil))
    /// Listed, then read by time; tied to boxes.
    static let items: RecordStream = {
        let request = RequestTemplate(
            get: "/items/changed", query: ["from": "{from}", "to": "{to}", "after": "{cursor}"])
        let window = Window(
            request: request, page: PageShape(records: "results", next: .cursor(at: "next", hasMore: nil)), limit: 2,
            cursor: "at", time: .epochMilliseconds, resolution: .millisecond, lag: 60, overlap: 900,
            initial: listing("/items", next: .cursor(at: "next", hasMore: nil)))
        return RecordStream(
            name: "items", id: "id", revision: "at", reading: .window(window),
            associations: [
                AssociationReading(
                    to: "boxes",
                    request: RequestTemplate(post: "/items/boxes", body: ["ids": ["each": "ids", "as": "{each}"]]),
                    limit: 10, results: "results", from: "from", targets: "to", target: "id")
            ])
    }()

    static func listing(_ path: String, next: Paging) -> Listing {
        Listing(
            request: RequestTemplate(get: path, query: ["after": "{cursor}"]),
            page: PageShape(records: "results", next: next), limit: 2)
    }

    static func connection(_ streams: RecordStream...) -> Connection {
        Connection(
            name: "toy",
            connector: Connector(
                name: "toy", title: "Toy", baseURL: "http://127.0.0.1:9", signIn: [.bearer(credential: "token")],
                account: AccountProbe(request: RequestTemplate(get: "/account"), id: "id"), streams: streams),
            credentials: ["token": "toy-secret"], enforcesBudgets: false)
    }

    typealias Answers = @Sendable (_ path: String, _ body: String) throws -> HTTPResponse

    /// Answers by path and query; the account is always the same.
    static func transport(_ answers: @escaping Answers) -> ScriptedTransport {
        ScriptedTransport { request, _ throws(HTTPError) in
            let path = String(request.url.dropFirst("http://127.0.0.1:9".count))
            if path == "/account" { return .json(#"{"id": "1"}"#) }
            do { return try answers(path, String(decoding: request.body ?? [], as: UTF8.self)) } catch {
                throw error as? HTTPError ?? HTTPError(.cancelled, for: request)
            }
        }
    }

    static func engine(_ store: JourneyStore, _ answers: @escaping Answers) -> SyncEngine {
        SyncEngine(store: store, transport: transport(answers), clock: FakeClock().clock())
    }

    /// `{"results": [{"id": "1"}, …], "next": …}`
    static func page(_ ids: [String], next: String? = nil, date: String = "Tue, 01 Sep 2026 08:00:00 GMT")
        -> HTTPResponse
    {
        let records = ids.map { #"{"id": "\#($0)", "at": "2026-08-01T00:00:00.000Z"}"# }.joined(separator: ", ")
        let next = next.map { #", "next": "\#($0)""# } ?? ""
        return .json("{\"results\": [\(records)]\(next)}", date: date)
    }

    static let notFound = HTTPResponse.json(#"{"message": "not found"}"#, status: 404)

    static func live(_ type: String, in store: JourneyStore) async throws -> [String] {
        try await store.read {
            try $0.liveIDs(
                RecordCollection(system: "toy", account: "1", objectType: type), after: nil, limit: 1_000)
        }
    }
}

/// Which of several moments of a story it is; told by the test, read by its server.
final class Scene: Sendable {
    private let state = Mutex(1)
    var number: Int {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }

    /// An hour for each moment.
    var date: String { "Tue, 01 Sep 2026 \(10 + number):00:00 GMT" }
}
