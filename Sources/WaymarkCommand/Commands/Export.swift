import ArgumentParser
import ConnectorKit
import Foundation
import Journeys
import JourneyStore
import Touchpoints

/// The store's rows for other tools.
struct Export: GlobalCommand {
    enum Subject: String, CaseIterable, ExpressibleByArgument, Sendable {
        case records, touchpoints, people, accounts, journeys
    }

    static let configuration = CommandConfiguration(
        abstract: "Write records, touchpoints, people, accounts or journeys for other tools.",
        discussion: """
            Rows come in the order of `seq`; with --since-seq only what is new since a row that was seen, tombstones \
            included (`gone`, `removed_at`, `merged_into`). Journeys come whole, in the order of their ids: \
            dated stages and how each stands. --canonical writes what two stores are compared by: sorted, \
            without sequence numbers, person ids and times of observation.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "records, touchpoints, people, accounts or journeys; left out with --canonical.")
    var what: Subject?

    @Option(help: "ndjson (one JSON object per line) or csv (RFC 4180, safe against formulas).")
    var format = ExportWriter.Format.ndjson

    @Option(help: "Only rows above this sequence number.")
    var sinceSeq: Int64 = 0

    @Option(help: "End with 65 unless the store still has this epoch: after a restore old numbers mean nothing.")
    var epoch: String?

    @Option(name: .customLong("stream"), help: "Only this stream; can be repeated.")
    var streams: [String] = []

    @Option(help: "Whose journeys: person or account.")
    var unit = JourneyUnit.person

    @Flag(help: "What two stores are compared by.")
    var canonical = false

    @Option(help: "Write to this file; it appears under its name only when it is complete.", completion: .file())
    var output: String?

    func validate() throws {
        if canonical {
            guard what == nil, format == .ndjson, sinceSeq == 0, streams.isEmpty else {
                throw ValidationError("--canonical exports the whole store as ndjson: no other choice goes with it")
            }
        } else if what == nil {
            throw ValidationError("say what to export: records, touchpoints, people, accounts or journeys")
        }
        if what == .people || what == .accounts, !streams.isEmpty {
            throw ValidationError("people and accounts come from all streams: no --stream here")
        }
        if what == .journeys, !streams.isEmpty || sinceSeq != 0 {
            throw ValidationError("journeys come whole, from all streams: no --stream and no --since-seq here")
        }
        if sinceSeq < 0 { throw ValidationError("--since-seq cannot be negative") }
    }

    func run() async throws {
        let access: JourneyStore.Access = what == .journeys ? .readWrite(create: false) : .readOnly
        let store = try await JourneyStore.open(path: try global.storePath(), access: access)
        // By their names in the configuration; a stream may be stored under another object type.
        let config = try? Config(path: global.config)
        let types = config.map(Self.recordTypes) ?? [:]
        let rules = try config?.journeyRules() ?? JourneyRules()
        if what == .journeys { try await store.refreshJourneys(dividedBy: rules.segments) }
        let unit = unit
        let (what, format, since, wanted, epoch, path) = (what, format, sinceSeq, streams, epoch, output)
        let summary: Summary
        do {
            summary = try await store.read { reader in
                let file = try ExportFile(path: path)
                let writer = ExportWriter(file, format)
                let present = try reader.epoch()
                if let epoch, epoch != present {
                    throw CommandFailure(
                        "the store has another epoch (\(present)): it was restored, or is another one. Export from the "
                            + "beginning (without --since-seq) and keep the new epoch.", exitCode: 65)
                }
                let collections = try Self.collections(wanted, types, reader)
                switch what {
                case nil: try reader.canonical { try writer.add(line: $0) }
                case .records:
                    try writer.begin(StoredRecord.columns)
                    try reader.records(sinceSeq: since, collections: collections) { try writer.add($0) }
                case .touchpoints:
                    try writer.begin(StoredTouchpoint.columns)
                    try reader.touchpoints(sinceSeq: since, collections: collections) { try writer.add($0) }
                case .people:
                    try writer.begin(StoredPerson.columns)
                    try reader.people(sinceSeq: since) { try writer.add($0) }
                case .accounts:
                    try writer.begin(AccountRow.columns)
                    try reader.accounts(sinceSeq: since) { try writer.add(AccountRow(account: $0)) }
                case .journeys:
                    try writer.begin(StagedRow.columns)
                    let end = JourneyStore.systemMilliseconds()
                    let asOf = try reader.newestStep(unit, upTo: end) ?? end
                    let staging = rules.stages.compiled()
                    try reader.journeys(unit, upTo: asOf) { path in
                        let journey = StagedJourney(path, staging, rules.outcomes, asOf: asOf)
                        try writer.add(StagedRow(journey: journey, unit: unit, stages: rules.stages.stages))
                    }
                }
                try file.publish()
                return Summary(rows: writer.rows, epoch: present, lastSeq: try reader.lastSeq(), file: path)
            }
        } catch let failure as CommandFailure {
            throw failure
        }
        try await store.close()
        if path != nil, global.json { return try Console.output(try Printing.json(summary)) }
        let target = path.map { " into \($0)" } ?? ""
        global.logger.note(
            "\(Printing.number(summary.rows)) rows\(target); epoch \(summary.epoch), last seq \(summary.lastSeq)")
    }

    struct Summary: Encodable, Sendable {
        var rows: Int
        var epoch: String
        var lastSeq: Int64
        var file: String?
    }

    /// Stream → the object type under which its records are stored.
    private static func recordTypes(_ config: Config) -> [String: String] {
        var types: [String: String] = [:]
        for name in config.names {
            for stream in (try? config.connection(name))?.connector.streams ?? [] {
                types[stream.name] = stream.recordType
            }
        }
        return types
    }

    private static func collections(
        _ streams: [String], _ types: [String: String], _ reader: StoreReader
    ) throws -> [RecordCollection]? {
        guard !streams.isEmpty else { return nil }
        let known = try reader.collections().map(\.collection)
        return try streams.flatMap { stream in
            let found = known.filter { $0.objectType == types[stream] ?? stream }
            guard found.isEmpty, types[stream] == nil else { return found }
            throw CommandFailure.config(
                "there is no stream \"\(stream)\" in the store"
                    + Spelling.hint(for: stream, among: known.map(\.objectType)))
        }
    }
}

extension ExportWriter.Format: ExpressibleByArgument {}
