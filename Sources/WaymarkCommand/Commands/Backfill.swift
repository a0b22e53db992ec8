import ArgumentParser
import SyncEngine

/// Reads a past range again.
struct Backfill: GlobalCommand {
    static let configuration = CommandConfiguration(
        abstract: "Read a range of the past again, without touching how far syncing has come.")

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The connection.")
    var connection: String

    @Option(help: "Changes from this date or time on, e.g. 2024-01-01.")
    var from: StartTime

    @Option(help: "Changes before this date or time; default: now.")
    var to: StartTime?

    @Option(name: .customLong("stream"), help: "Only this stream; can be repeated.")
    var streams: [String] = []

    @Option(help: "Stop in good order after this time, e.g. 20m.")
    var maxDuration: DurationText?

    @Option(help: "Stop in good order after this many calls.")
    var maxCalls: Int?

    @Flag(help: "When another process syncs the same connection, wait for it.")
    var wait = false

    func validate() throws {
        if let to, to.milliseconds <= from.milliseconds { throw ValidationError("--to must be after --from") }
        if let maxCalls, maxCalls < 1 { throw ValidationError("--max-calls must be at least 1") }
    }

    func run() async throws {
        Interruption.awaitSignals()
        let workspace = try global.workspace()
        let end = to?.milliseconds ?? SystemTime.milliseconds()
        guard end > from.milliseconds else { throw ValidationError("--from lies in the future") }
        var options = SyncOptions()
        options.streams = streams.isEmpty ? nil : Set(streams)
        options.backfill = from.milliseconds..<end
        options.maximumCalls = maxCalls
        try await SyncRun(workspace: workspace, options: options, waits: wait, maximum: maxDuration)
            .run(try workspace.config.selected([connection]))
    }
}
