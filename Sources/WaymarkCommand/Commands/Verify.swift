import ArgumentParser
import JourneyStore
import SyncEngine

/// Holds the store against the source.
struct Verify: GlobalCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compare the store with the source, name what differs, and repair it with --repair.",
        discussion: """
            Counts per window of time where the system counts, ids where it lists them, and a random sample field by \
            field. What changed at the source since "complete through" is no difference. Without --repair the store is \
            not written to; with it, only what differs is read again. Ends with 75 when something differs or is missing.
            """)

    @OptionGroup var global: GlobalOptions

    @Option(name: .customLong("stream"), help: "Only this stream; can be repeated.")
    var streams: [String] = []

    @Option(help: "Records per stream that are read again and compared field by field.")
    var sample = 20

    @Option(help: "Choose the same sample as the verification that told this number.")
    var seed: UInt64?

    @Flag(help: "Read again what differs.")
    var repair = false

    @Flag(help: "Show the values that differ: they are your customers' data.")
    var values = false

    @Option(help: "Stop in good order after this many calls per connection.")
    var maxCalls: Int?

    @Flag(help: "With --repair: believe it when more than a tenth of a stream has disappeared.")
    var allowMassDelete = false

    @Flag(help: "With --repair: when another process syncs the same connection, wait for it.")
    var wait = false

    @Argument(help: "Connections; all when none is named.")
    var connections: [String] = []

    func validate() throws {
        if let maxCalls, maxCalls < 1 { throw ValidationError("--max-calls must be at least 1") }
        if sample < 0 { throw ValidationError("--sample must not be negative") }
    }

    func run() async throws {
        Interruption.awaitSignals()
        let workspace = try global.workspace()
        var wanted: [Connection] = []
        for name in try workspace.config.selected(connections) {
            wanted.append(try await workspace.config.signedConnection(name))
        }
        var options = VerifyOptions(
            streams: streams.isEmpty ? nil : Set(streams), sample: sample, seed: seed, showsValues: values,
            repairs: repair, keepsPayloads: workspace.config.file.keepPayloads == nil, maximumCalls: maxCalls,
            allowsMassDelete: allowMassDelete)
        if let memory = workspace.config.file.memory { options.bytesInFlight = memory.bytes }
        let store = try await workspace.openStore(repair ? .readWrite(create: false) : .readOnly)
        let (asked, chosen, waits) = (wanted, options, wait)
        let log = workspace.log
        let reports = try await Interruption.run(maximum: nil, onStop: { log.warning($0) }) {
            try await workspace.withEngine(store) { engine in
                var reports: [VerifyReport] = []
                for connection in asked {
                    reports.append(try await engine.verify(connection, options: chosen, waits: waits))
                }
                return reports
            }
        }
        let output = reports.map(VerifyOutput.init)
        try workspace.print(output) { output.map(\.text).joined(separator: "\n") }
        for report in reports {
            for problem in report.problems { workspace.log.warning("\(report.connection): \(problem)") }
        }
        try CommandFailure.end(firstExitCode(reports.map(\.exitCode)))
    }
}
