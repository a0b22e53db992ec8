public import ConnectorKit
import JSON
import Sandbox
public import SyncEngine
import Touchpoints

/// A system made from nothing but a connector's description and its sample records.
///
/// It answers every request that the description can make, by reading the request's template backwards, and holds a
/// small company whose records look like the samples. What a description does not say (that a vendor's search lags, that
/// a cursor expires) it does not know either.
public actor DescribedSystem: SimulatedSystem {
    struct Row: Sendable {
        enum State: Hashable, Sendable { case live, archived(at: Int64), merged(into: Int), purged }

        var number: Int
        var document: JSONTemplate
        var modified: Int64
        /// The query by time shows it from then on.
        var visible: Int64
        var state = State.live
        /// The parent's place in its table.
        var parent: String?
        var absorbed: [String] = []
        /// Stream name → ids.
        var associations: [String: Set<String>] = [:]
        var edits = 0
    }

    struct Table: Sendable {
        var specimen: Specimen
        var rows: [Row] = []

        var live: [Int] { rows.indices.filter { rows[$0].state == .live } }
        func id(_ place: Int) -> String { specimen.id(of: rows[place].document) }
        var liveIDs: [String] { live.map(id) }
    }

    let connector: Connector
    let routes: [Route]
    var tables: [String: Table] = [:]
    public internal(set) var now: Int64 = 1_788_249_600_000
    var lag: Int64 = 0
    var isLoose = false
    var baseURL = ""
    /// Continuations that links name.
    var links: [String: Continuation] = [:]

    struct Continuation: Sendable {
        var route: Int
        /// The number of the last record seen.
        var after: Int
        var bindings: Bindings
    }

    nonisolated let pageSize: Int

    private init(_ connector: Connector, people: Int, pageSize: Int) throws {
        self.connector = connector
        self.pageSize = pageSize
        routes = try Route.all(of: connector)
        tables = try Self.company(connector, people: people, now: now)
    }

    private static func company(_ connector: Connector, people: Int, now: Int64) throws -> [String: Table] {
        var tables: [String: Table] = [:]
        // Parents before children.
        for stream in connector.streams.sorted(by: { depth($0, connector) < depth($1, connector) }) {
            var table = Table(specimen: try Specimen(stream))
            let parents = Self.parentName(stream).flatMap { tables[$0]?.liveIDs }
            let count = parents.map { $0.isEmpty ? 0 : people * 2 } ?? people
            for place in 0..<count {
                let parent = parents.map { $0[place % $0.count] }
                let modified = table.specimen.floor(now - Int64(count - place) * 3_600_000)
                let number = 1_000 + place
                table.rows.append(
                    Row(
                        number: number,
                        document: table.specimen.document(
                            number: number, modified: modified, text: "as created", parent: parent),
                        modified: modified, visible: 0, parent: parent))
            }
            tables[stream.name] = table
        }
        for (name, table) in tables {
            for association in table.specimen.stream.associations {
                guard let targets = tables[association.to] else { continue }
                for place in table.rows.indices where !targets.rows.isEmpty {
                    let target = targets.id((place * 7) % targets.rows.count)
                    tables[name]?.rows[place].associations[association.to, default: []].insert(target)
                }
            }
        }
        return tables
    }

    static func parentName(_ stream: RecordStream) -> String? {
        if case .children(let children) = stream.reading { children.parent } else { stream.parent?.stream }
    }

    private static func depth(_ stream: RecordStream, _ connector: Connector) -> Int {
        var (depth, name) = (0, parentName(stream))
        while let parent = name, depth < 8 {
            depth += 1
            name = connector.stream(named: parent).flatMap(parentName)
        }
        return depth
    }

    /// Serves a company of about `people` records per stream while `body` runs.
    ///
    /// - Throws: what is wrong with the description, e.g. a path that cannot be read.
    public static func withSystem<Result: Sendable>(
        for connector: Connector, people: Int = 40, pageSize: Int = 12,
        _ body: @escaping @Sendable (DescribedSystem) async throws -> Result
    ) async throws -> Result {
        // Small pages are asked for, so they are what the description says.
        var small = connector
        small.streams = connector.streams.map { $0.inSmallPages(pageSize) }
        let system = try DescribedSystem(small, people: people, pageSize: pageSize)
        return try await LoopbackServer.withServer({ await system.answer($0) }) { port in
            await system.listens(on: port)
            return try await body(system)
        }
    }

    private func listens(on port: Int) { baseURL = "http://127.0.0.1:\(port)" }

    public var connection: Connection {
        let isPlain: (SignIn) -> Bool = { if case .oauth2 = $0 { false } else { true } }
        let signIn = connector.signIn.first(where: isPlain) ?? connector.signIn.first
        let credentials = (signIn?.credentials ?? []).map { ($0, "secret-\($0)") }
        return Connection(
            name: "test", connector: connector, baseURL: baseURL,
            credentials: Dictionary(credentials, uniquingKeysWith: { first, _ in first }), enforcesBudgets: false)
    }

    /// Parents and what changes most first: windows, then listings, then children.
    public nonisolated var streams: [String] {
        func rank(_ stream: RecordStream) -> Int {
            switch stream.reading {
            case .window(let window): window.isImmutable ? 2 : 0
            case .snapshot: 1
            case .children: 3
            }
        }
        return connector.streams.enumerated().sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }
            .map(\.element.name)
    }

    public func advance(seconds: Int) { now += Int64(seconds) * 1_000 }
}
