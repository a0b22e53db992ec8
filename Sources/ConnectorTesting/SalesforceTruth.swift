import ConnectorKit
import HTTP
import JSON
import JourneyStore
import Touchpoints

/// What a perfect store must hold of the sandbox's org, asked of the sandbox itself.
struct SalesforceTruth: Sendable {
    let connector: Connector
    let baseURL: String
    let account: String
    let transport: CurlTransport

    private func lines(_ object: String) async throws -> [JSONDocument] {
        let response = try await transport.send(HTTPRequest(url: baseURL + "/_sandbox/truth/salesforce/" + object))
        guard response.status == 200 else { return [] }
        return try response.body.split(separator: UInt8(ascii: "\n")).map { try JSONDocument.parse(Array($0)) }
    }

    private func collection(_ object: String) -> RecordCollection {
        RecordCollection(system: connector.name, account: account, objectType: object)
    }

    /// The ids of an object's live records, where a field has a value.
    func live(_ object: String, where field: String? = nil, is value: String = "") async throws -> [String] {
        try await lines(object).filter { line in
            line.root["isDeleted"]?.bool == false && field.map { line.root["fields"]?[$0]?.text == value } ?? true
        }.compactMap { $0.root["id"]?.string }
    }

    /// A record in the recycle bin that was not merged.
    func inBin(_ object: String) async throws -> String? {
        try await lines(object).first { line in
            line.root["isDeleted"]?.bool == true && line.root["fields"]?["MasterRecordId"]?.text == nil
        }?.root["id"]?.string
    }

    /// - Parameter before: only records that changed before this instant (Unix milliseconds), and nothing that ties them.
    func differences(of streams: Set<String>, from store: JourneyStore, before: Int64?) async throws -> [String] {
        var differences: [String] = []
        for stream in connector.streams where streams.contains(stream.name) {
            differences += try await records(of: stream, in: store, before: before).prefix(3)
        }
        return before == nil ? differences + (try await roles(in: store).prefix(3)) : differences
    }

    private func records(of stream: RecordStream, in store: JourneyStore, before: Int64?) async throws -> [String] {
        guard let object = stream.objectType else { return [] }
        let collection = collection(object)
        var stored: [String: JSONDocument] = [:]
        for record in try await store.read({ try $0.payloads(collection, after: nil, limit: 1_000_000) }) {
            stored[record.key.id] = try record.payload.map { try JSONDocument.parse($0) }
        }
        var differences: [String] = []
        for line in try await lines(object) {
            guard let id = line.root["id"]?.string else { continue }
            let isLive = line.root["isDeleted"]?.bool == false
            let record = isLive ? stored.removeValue(forKey: id) : nil
            if let before, let stamp = line.root["stamp"]?.text.flatMap({ Int64($0) }), stamp >= before { continue }
            if !isLive {
                differences += try await merge(line.root, id, object, store)
                continue
            }
            guard let record else {
                if line.root["isHidden"]?.bool != true { differences.append("\(stream.name) \(id) is missing") }
                continue
            }
            for (name, value) in record.root.members.map({ ($0.key.string ?? "", $0.value) })
            where value.kind != .object {
                let truth = line.root["fields"]?[name]
                if truth?.text != value.text {
                    differences.append(
                        "\(stream.name) \(id): \(name) is \(value.text ?? "null"), should be \(truth?.text ?? "null")")
                }
            }
        }
        guard before == nil else { return differences }
        return differences + stored.keys.sorted().map { "\(stream.name) \($0) is a ghost" }
    }

    /// A loser that the store knew stands for its last survivor.
    private func merge(_ line: JSONValue, _ id: String, _ object: String, _ store: JourneyStore) async throws
        -> [String]
    {
        guard let master = line["fields"]?["MasterRecordId"]?.text else { return [] }
        let (key, next) = (
            RecordKey(collection: collection(object), id: id), RecordKey(collection: collection(object), id: master)
        )
        let (survivor, last) = try await store.read { reader in
            (try reader.survivor(key), try reader.survivor(next) ?? next)
        }
        return survivor == last ? [] : ["\(object) \(id) was merged into \(last.id), not \(survivor?.id ?? "nothing")"]
    }

    /// Deals and contacts are tied by the roles that are live.
    private func roles(in store: JourneyStore) async throws -> [String] {
        var wanted: [String: Set<String>] = [:]
        for line in try await lines("OpportunityContactRole") where line.root["isDeleted"]?.bool == false {
            guard let deal = line.root["fields"]?["OpportunityId"]?.text,
                let contact = line.root["fields"]?["ContactId"]?.text
            else { continue }
            wanted[deal, default: []].insert(contact)
        }
        for line in try await lines("Opportunity") {
            guard let deal = line.root["id"]?.string, let contact = line.root["fields"]?["ContactId"]?.text else {
                continue
            }
            wanted[deal, default: []].insert(contact)
        }
        let (deals, contacts, expected) = (collection("Opportunity"), collection("Contact"), wanted)
        return try await store.read { reader in
            var differences: [String] = []
            for id in try reader.liveIDs(deals, after: nil, limit: 1_000_000) {
                let found = Set(
                    try reader.associations(RecordKey(collection: deals, id: id), to: contacts).map(\.id))
                if found != expected[id] ?? [] {
                    differences.append(
                        "Opportunity \(id) is tied to \(found.sorted()), should be \((expected[id] ?? []).sorted())")
                }
            }
            return differences
        }
    }
}
