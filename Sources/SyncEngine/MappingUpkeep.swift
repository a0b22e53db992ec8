import ConnectorKit
import Foundation
import JSON
import JourneyStore
import Touchpoints

/// Applies a changed mapping to stored records, without one call.
///
/// A store in which old records follow old rules and new ones new rules would be wrong in a way nobody sees. So each
/// stream's rules are remembered, and when they differ, its records are mapped again before anything is read.
struct MappingUpkeep: Sendable {
    let known: KnownConnection
    let store: JourneyStore
    let run: Int64

    /// 2: identifiers have names, phone numbers and rules.
    private static let version = "2"

    func bringUpToDate(
        _ stream: RecordStream, teams: [String: Team], report: @Sendable (Progress) -> Void
    ) async throws {
        let note = noteKey(stream)
        let wanted = try fingerprint(stream, teams)
        let last = try await store.read { try $0.note(note) }
        guard last != wanted else { return }
        if last != nil {
            report(.note(stream: stream.name, "the mapping has changed: stored records are mapped again"))
            let old = try await rebuild(stream, teams: teams).withoutPayload
            if old > 0 {
                report(.note(stream: stream.name, "\(old) records stay as they were: their payloads were dropped"))
            }
        }
        try await store.write { tx in try tx.setNote(note, wanted) }
    }

    /// Maps every stored record again; returns how many could be.
    func rebuild(_ stream: RecordStream, teams: [String: Team]) async throws -> RebuildReport {
        let relations = try known.relations(of: stream, teams: teams)
        let sink = relations.sink
        let collection = known.collection(of: stream)
        let key = known.key(of: stream)
        var result = RebuildReport(stream: stream.name)
        if !sink.excluded.isEmpty {
            // Live records are stored anew below; nothing else of the stream may keep what must not be stored.
            try await store.write { tx in try tx.forget(fields: sink.excluded, of: collection, key) }
        }
        var after: String?
        while true {
            let from = after
            let page = try await store.read { try $0.payloads(collection, after: from, limit: 500) }
            guard let last = page.last else { break }
            let (batch, withoutPayload) = try await sink.batch(stored: page, in: store)
            let fetchedAt = page.compactMap(\.fetchedAt).max() ?? 0
            let (counts, gone, associations) = try await store.write { tx in
                let associations = try relations.associate(batch, tx)
                let counts = try tx.remap(batch.writes)
                try relations.save(batch, tx)
                let gone = try relations.saveGone(batch, tx, at: fetchedAt)
                try sink.saveQuarantine(batch, tx, run: run)
                return (counts, gone, associations)
            }
            result.withoutPayload += withoutPayload
            result.records += batch.writes.count
            result.touchpointsAdded += counts.touchpointsAdded
            result.touchpointsChanged += counts.touchpointsChanged
            result.touchpointsRemoved += counts.touchpointsRemoved
            result.quarantined += batch.quarantine.count
            result.gone += gone
            result.associationsChanged += associations
            after = last.key.id
        }
        return result
    }

    /// Ties and maps anew what the streams mapped again have asked for; to be called once they all are.
    func settle(_ stream: RecordStream, teams: [String: Team]) async throws -> RebuildReport {
        let relations = try known.relations(of: stream, teams: teams)
        var result = RebuildReport(stream: stream.name)
        result.associationsChanged = try await relations.retie(in: store)
        let counts = try await relations.remapDue(in: store, run: run)
        result.touchpointsAdded = counts.touchpointsAdded
        result.touchpointsChanged = counts.touchpointsChanged
        result.touchpointsRemoved = counts.touchpointsRemoved
        return result
    }

    func remember(_ stream: RecordStream, teams: [String: Team]) async throws {
        let note = noteKey(stream)
        let wanted = try fingerprint(stream, teams)
        try await store.write { tx in try tx.setNote(note, wanted) }
    }

    private func noteKey(_ stream: RecordStream) -> String {
        "mapping/\(known.connection.connector.name)/\(known.account.id)/\(stream.name)"
    }

    /// Changes whenever the same record could become something else.
    private func fingerprint(_ stream: RecordStream, _ teams: [String: Team]) throws -> String {
        struct Rules: Codable {
            var version: String
            var stream: RecordStream
            var extra: [TouchpointRule]
            var excluded: [String]
            var currency: String?
            var baseURL: String?
            var teams: [String: Team]
            var defaultRegion: String?
            var sharedInboxes: [String]
            var freeMail: [String]
        }
        let own = stream.touchpoints + (known.connection.rules[stream.name] ?? [])
        let hasOwners = own.contains { $0.owner != nil }
        let hasLinks = own.contains { $0.url?.contains("{base_url}") ?? false }
        // How identifiers are understood decides what a record of a person or an account states, and whom a touchpoint
        // means by a phone number.
        let isSomebody = stream.entity != nil || own.contains { $0.participants.contains { $0.phone != nil } }
        let rules = Rules(
            version: Self.version, stream: stream, extra: known.connection.rules[stream.name] ?? [],
            excluded: (known.connection.settings[stream.name]?.excluded ?? []).sorted(),
            currency: known.account.currency,
            baseURL: hasLinks ? known.account.baseURL ?? known.connection.baseURL : nil,
            teams: hasOwners ? teams : [:],
            defaultRegion: isSomebody ? store.identity.defaultRegion : nil,
            sharedInboxes: isSomebody ? store.identity.sharedInboxes.sorted() : [],
            freeMail: isSomebody ? store.identity.freeMail.sorted() : [])
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return RecordSink.mark(Array(try encoder.encode(rules)))
    }
}

/// What `rebuild` did with one stream.
public struct RebuildReport: Codable, Hashable, Sendable {
    public var stream: String
    public var records = 0
    /// Records whose payload was dropped by `keep_payloads`: their touchpoints stay as they are.
    public var withoutPayload = 0
    public var touchpointsAdded = 0
    public var touchpointsChanged = 0
    public var touchpointsRemoved = 0
    public var quarantined = 0
    /// Records of which the mapping says that they are no more.
    public var gone = 0
    /// Associations that appeared or went, also to records of other streams.
    public var associationsChanged = 0

    public init(stream: String) { self.stream = stream }

    static func += (total: inout RebuildReport, part: RebuildReport) {
        total.touchpointsAdded += part.touchpointsAdded
        total.touchpointsChanged += part.touchpointsChanged
        total.touchpointsRemoved += part.touchpointsRemoved
        total.associationsChanged += part.associationsChanged
    }
}
