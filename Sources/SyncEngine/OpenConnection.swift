import ConnectorKit
import HTTP
internal import Identity
import JSON
import JourneyStore
import Touchpoints

/// The vendor account behind a connection's credentials.
public struct VendorAccount: Hashable, Sendable {
    public var id: String
    public var timeZone: String?
    public var currency: String?
    /// Where its data are, if that is not where one signs in.
    public var baseURL: String?
}

/// A connection whose account and streams are known, from the vendor or from the store.
struct KnownConnection: Sendable {
    let connection: Connection
    let account: VendorAccount
    let streams: [RecordStream]
    /// How the store understands identifiers.
    let identity: IdentityRules
}

/// A connection that has proven who it is: signed in, its account known and pinned, its streams found.
struct OpenConnection: Sendable {
    let known: KnownConnection
    let caller: Caller
    let pacer: Pacer

    var connection: Connection { known.connection }
    var account: VendorAccount { known.account }
    var streams: [RecordStream] { known.streams }

    /// - Parameter pins: remember the account and refuse another one from then on.
    init(_ connection: Connection, engine: SyncEngine, options: SyncOptions, pins: Bool) async throws {
        guard !connection.baseURL.isEmpty else {
            throw SyncFailure.fixConfig(
                "connection \(connection.name): base_url is missing: the address of your \(connection.connector.title)")
        }
        let origin: HTTPOrigin
        do { origin = try HTTPOrigin(of: connection.baseURL) } catch {
            throw SyncFailure.fixConfig("connection \(connection.name): base_url: \(error)")
        }
        guard connection.enforcesBudgets || origin.isLoopback else {
            throw SyncFailure.fixConfig(
                "connection \(connection.name): `limits: off` is for servers on this machine only, not \(origin)")
        }
        let tokens = TokenFile.beside(store: engine.store.path)
        let session = try Session(
            connection: connection, transport: engine.transport, file: tokens, clock: engine.clock)
        let probe = connection.connector.account
        let first = try Caller(
            connection: connection, account: nil, transport: engine.transport, session: session, pacer: nil,
            clock: engine.clock, options: options, report: engine.report)
        guard case .answer(let answer) = try await first.call(probe.request, first.commonValues) else {
            throw SyncFailure.fixConfig(
                "\(connection.baseURL) has no \(probe.request.path): is this \(connection.connector.title)?")
        }
        func text(_ path: JSONPath?) -> String? { path.flatMap { answer.root[path: $0]?.text } }
        guard let id = probe.id == nil ? "\(origin.host):\(origin.port)" : text(probe.id), !id.isEmpty else {
            throw SyncFailure.fixConfig(
                "\(probe.request.path) does not say which account this is: is this \(connection.connector.title)?")
        }
        guard id != probe.hidden else {
            throw SyncFailure.missingPermission(
                "\(probe.request.path) does not tell which account this is; needed: "
                    + probe.scopes.joined(separator: ", "))
        }
        let account = VendorAccount(
            id: id, timeZone: text(probe.timeZone), currency: text(probe.currency), baseURL: first.namedBaseURL)
        if pins { try await Self.pin(connection, account, engine.store) }
        pacer = Pacer(
            budgets: connection.connector.budgets,
            file: BudgetFile(
                path: "\(engine.store.path)-budget-\(SyncEngine.fileName(connection.connector.name + "-" + id))"),
            timeZone: account.timeZone, isEnforcing: connection.enforcesBudgets, clock: engine.clock)
        try await pacer.take(probe.request.budgets)
        caller = try Caller(
            connection: connection, account: id, transport: engine.transport, session: session, pacer: pacer,
            clock: engine.clock, options: options, report: engine.report)
        await caller.goOn(from: answer)
        let remembered = try await KnownConnection.recall(connection, from: engine.store)
        let streams = try await Self.streams(
            of: connection, caller, remembered: remembered?.account.id == id ? remembered?.streams ?? [] : [],
            engine.report)
        known = KnownConnection(
            connection: connection, account: account, streams: streams, identity: engine.store.identity)
        if pins { try await known.remember(in: engine.store) }
    }

    /// Whether a failure is that of one stream only. Where a request fails again and again, the account's own endpoint
    /// tells: does it answer, then the system is there, and the other streams can be read.
    func isConfined(_ failure: SyncFailure) async -> Bool {
        guard case .runAgain = failure else { return !failure.stopsConnection }
        let outcome = try? await caller.call(connection.connector.account.request, caller.commonValues)
        return if case .answer? = outcome { true } else { false }
    }

    /// A connection belongs to the account of its first sync: a token of another one would mix two companies' data.
    private static func pin(_ connection: Connection, _ account: VendorAccount, _ store: JourneyStore) async throws {
        let key = "connection/\(connection.name)/account"
        let pinned = connection.connector.name + ":" + account.id
        let known = try await store.read { try $0.note(key) }
        if known == nil { try await store.write { tx in try tx.setNote(key, pinned) } }
        guard let known, known != pinned else { return }
        throw SyncFailure.signIn(
            "connection \(connection.name) belongs to \(known), but these credentials are of \(pinned): "
                + "use the right token, or give the other account a connection (and store) of its own")
    }

    /// The connector's streams and those the account itself describes.
    private static func streams(
        of connection: Connection, _ caller: Caller, remembered: [RecordStream],
        _ report: @Sendable (Progress) -> Void
    ) async throws -> [RecordStream] {
        var streams = connection.connector.streams
        for discovery in connection.connector.discoveries {
            do {
                guard
                    case .answer(let answer) = try await caller.call(
                        discovery.request, caller.commonValues, defect: { $0.lacksArray(at: discovery.records) }),
                    let descriptions = answer.root[path: discovery.records]
                else { continue }
                for description in descriptions.elements {
                    guard let name = description[path: discovery.name]?.text,
                        let type = description[path: discovery.objectType]?.text
                    else { continue }
                    let input = RecordInput(id: name, record: description)
                    do { guard try discovery.when.allSatisfy({ try $0.holds(input) }) else { continue } } catch {
                        throw SyncFailure.fixConfig("discoveries: \(error)")
                    }
                    var stream = discovery.template
                    stream.name = String(
                        name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
                    stream.objectType = type
                    if streams.contains(where: { $0.name == stream.name }) { stream.name += "_object" }
                    streams.append(stream)
                }
            } catch SyncFailure.missingPermission(let text) {
                report(.note(stream: nil, "objects of the account's own are not read: \(text)"))
                // Those read before are missed, each by its name.
                streams += remembered.filter { stream in !streams.contains { $0.name == stream.name } }
            } catch SyncFailure.stopStream(let text) {
                report(.note(stream: nil, "objects of the account's own are not read: \(text)"))
            }
        }
        for name in Set(connection.settings.keys).union(connection.only ?? []).union(connection.rules.keys)
        where !streams.contains(where: { $0.name == name }) {
            let hint = Spelling.hint(for: name, among: streams.map(\.name))
            throw SyncFailure.fixConfig("connection \(connection.name): there is no stream \"\(name)\"\(hint)")
        }
        return streams
    }

}

extension KnownConnection {
    /// Whether the configuration wants a stream at all.
    func isWanted(_ stream: RecordStream) -> Bool {
        if let settings = connection.settings[stream.name], settings.isOff { return false }
        if let only = connection.only { return only.contains(stream.name) }
        return !stream.isOptional || connection.settings[stream.name] != nil
    }
}

/// What a connection's account told about itself, kept for work that makes no call.
private struct Memory: Codable {
    var account: String
    var timeZone: String?
    var currency: String?
    var baseURL: String?
    var discovered: [RecordStream]
}

extension KnownConnection {
    private static func note(_ connection: String) -> String { "connection/\(connection)/memory" }

    func remember(in store: JourneyStore) async throws {
        let builtIn = Set(connection.connector.streams.map(\.name))
        let memory = Memory(
            account: account.id, timeZone: account.timeZone, currency: account.currency, baseURL: account.baseURL,
            discovered: streams.filter { !builtIn.contains($0.name) })
        let text = try DescriptionEncoder().encode(memory)
        let key = Self.note(connection.name)
        guard try await store.read({ try $0.note(key) }) != text else { return }
        try await store.write { tx in try tx.setNote(key, text) }
    }

    /// The connection as it was at its last sync; nil: it was never synced into this store.
    static func recall(_ connection: Connection, from store: JourneyStore) async throws -> KnownConnection? {
        let key = note(connection.name)
        guard let text = try await store.read({ try $0.note(key) }) else { return nil }
        let memory = try DescriptionDecoder().decode(Memory.self, from: text, file: "the store's note \(key)")
        return KnownConnection(
            connection: connection,
            account: VendorAccount(
                id: memory.account, timeZone: memory.timeZone, currency: memory.currency, baseURL: memory.baseURL),
            streams: connection.connector.streams + memory.discovered, identity: store.identity)
    }
}
