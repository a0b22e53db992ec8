public import ConnectorKit
import HTTP
import JSON
public import JourneyStore
public import Sandbox
import Touchpoints

/// What a perfect store must hold, asked of the sandbox itself, held against a store.
public struct SandboxTruth: Sendable {
    private let connector: Connector
    private let baseURL: String
    private let account: String
    private let transport: CurlTransport

    /// - Parameter connector: HubSpot's.
    public init(_ sandbox: Sandbox, connector: Connector) throws {
        self.connector = connector
        baseURL = sandbox.baseURL
        account = String(sandbox.configuration.portalID)
        transport = try CurlTransport()
    }

    /// One line per difference, at most a few per kind; empty when the store equals the source.
    public func differences(from store: JourneyStore, excluding: Set<String> = []) async throws -> [String] {
        var differences: [String] = []
        for stream in connector.streams where stream.fields != nil && !excluding.contains(stream.name) {
            differences += try await records(of: stream.name, in: store).prefix(3)
            for association in stream.associations where !excluding.contains(association.to) {
                differences += try await associations(stream.name, association.to, in: store).prefix(3)
            }
        }
        differences += try await merges(in: store).prefix(3)
        differences += try await events(in: store)
        return differences
    }

    /// The same for some types of records, and what ties them.
    public func differences(of types: String..., from store: JourneyStore) async throws -> [String] {
        try await differences(of: Set(types), from: store)
    }

    /// - Parameter before: only records that changed before this instant (Unix milliseconds), and nothing that ties them.
    func differences(
        of types: Set<String>, from store: JourneyStore, before: Int64? = nil
    ) async throws -> [String] {
        var differences: [String] = []
        for stream in connector.streams where stream.fields != nil && types.contains(stream.name) {
            differences += try await records(of: stream.name, in: store, before: before).prefix(3)
            for association in stream.associations where types.contains(association.to) && before == nil {
                differences += try await associations(stream.name, association.to, in: store).prefix(3)
            }
        }
        return before == nil ? differences + (try await merges(in: store).prefix(3)) : differences
    }

    private func lines(_ path: String) async throws -> [JSONDocument] {
        let response = try await transport.send(HTTPRequest(url: baseURL + "/_sandbox/truth/" + path))
        return try response.body.split(separator: UInt8(ascii: "\n")).map { try JSONDocument.parse(Array($0)) }
    }

    /// The ids of a type's records, in the sandbox's order.
    func ids(of type: String, archived: Bool) async throws -> [String] {
        try await lines(type).filter { $0.root["archived"]?.bool == archived }.compactMap { $0.root["id"]?.string }
    }

    private func collection(_ type: String) -> RecordCollection {
        RecordCollection(system: "hubspot", account: account, objectType: type)
    }

    private func stored(_ type: String, in store: JourneyStore) async throws -> [String: JSONDocument] {
        let collection = collection(type)
        let records = try await store.read { try $0.payloads(collection, after: nil, limit: 1_000_000) }
        var result: [String: JSONDocument] = [:]
        for record in records { result[record.key.id] = try record.payload.map { try JSONDocument.parse($0) } }
        return result
    }

    private func records(
        of type: String, in store: JourneyStore, before: Int64? = nil
    ) async throws -> [String] {
        var stored = try await stored(type, in: store)
        var differences: [String] = []
        for line in try await lines(type) where line.root["archived"]?.bool == false {
            guard let id = line.root["id"]?.string else { continue }
            let record = stored.removeValue(forKey: id)
            let changed = line.root["updatedAt"]?.text.flatMap { Int64($0) }
            if let before, let changed, changed >= before { continue }
            guard let record else {
                differences.append("\(type) \(id) is missing")
                continue
            }
            for (name, value) in record.root["properties"]?.members.map({ ($0.key.string ?? "", $0.value) }) ?? [] {
                // Of a property that the schema does not name any more, the last known value stays.
                guard let truth = line.root["properties"]?[name] else { continue }
                if truth.text != value.text {
                    differences.append(
                        "\(type) \(id): \(name) is \(value.text ?? "null"), should be \(truth.text ?? "null")")
                }
            }
        }
        guard before == nil else { return differences }
        return differences + stored.keys.sorted().map { "\(type) \($0) is a ghost" }
    }

    private func associations(_ from: String, _ to: String, in store: JourneyStore) async throws -> [String] {
        var truth: [String: Set<String>] = [:]
        for line in try await lines("associations/\(from)/\(to)") {
            guard let from = line.root["from"]?.string, let to = line.root["to"]?.string else { continue }
            let labels = line.root["typeIds"]?.elements.compactMap(\.text).sorted() ?? []
            truth[from, default: []].insert(to + " " + labels.joined(separator: ","))
        }
        let (source, target) = (collection(from), collection(to))
        let wanted = truth
        return try await store.read { reader in
            var differences: [String] = []
            for id in try reader.liveIDs(source, after: nil, limit: 1_000_000) {
                let found = try reader.associations(RecordKey(collection: source, id: id), to: target)
                // What the source shows of an association: its surviving target, unless that is gone.
                let live = try found.compactMap { edge -> (id: String, labels: [String])? in
                    let key = RecordKey(collection: target, id: edge.id)
                    let survivor = try reader.survivor(key) ?? key
                    return try reader.record(survivor, payload: false)?.gone == nil ? (survivor.id, edge.labels) : nil
                }
                let texts = Set(live.map { $0.id + " " + $0.labels.sorted().joined(separator: ",") })
                if texts != wanted[id] ?? [] {
                    differences.append(
                        "\(from) \(id) → \(to): \(texts.sorted()), should be \((wanted[id] ?? []).sorted())")
                }
            }
            return differences
        }
    }

    private func merges(in store: JourneyStore) async throws -> [String] {
        var differences: [String] = []
        for line in try await lines("merges") where line.root["live"]?.bool == true {
            guard let type = line.root["type"]?.string, let old = line.root["old"]?.string,
                let new = line.root["new"]?.string
            else { continue }
            let key = RecordKey(collection: collection(type), id: old)
            // A record that came and was merged away between two syncs was never seen; nobody can tell of it any more.
            guard try await store.read({ try $0.record(key, payload: false) }) != nil else { continue }
            let survivor = try await store.read { try $0.survivor(key)?.id }
            if survivor != new {
                differences.append("\(type) \(old) was merged into \(new), not \(survivor ?? "nothing")")
            }
        }
        return differences
    }

    private func events(in store: JourneyStore) async throws -> [String] {
        var differences: [String] = []
        let kinds: [(String, String, (JSONValue) -> String)] = [
            ("email-events", "email_events", { "\($0["id"]?.text ?? ""):\($0["created"]?.text ?? "")" }),
            ("memberships", "list_memberships", { "\($0["list"]?.text ?? ""):\($0["record"]?.text ?? "")" }),
        ]
        for (path, type, id) in kinds {
            let truth = Set(try await lines(path).map { id($0.root) })
            let found = Set(try await stored(type, in: store).keys)
            differences += truth.subtracting(found).sorted().prefix(3).map { "\(type) \($0) is missing" }
            differences += found.subtracting(truth).sorted().prefix(3).map { "\(type) \($0) is a ghost" }
        }
        let submissions = try await lines("submissions").count
        let found = try await stored("form_submissions", in: store).count
        if submissions != found { differences.append("\(found) form submissions, should be \(submissions)") }
        return differences
    }
}
