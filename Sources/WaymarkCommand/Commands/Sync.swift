import ArgumentParser
import SyncEngine

/// Reads what is new.
struct Sync: GlobalCommand {
    static let configuration = CommandConfiguration(
        abstract: "Read what is new, what is due and what is gone.",
        discussion: """
            Can be stopped at any moment, also by kill -9: the next run goes on. Ends with 0 only when every stream is \
            complete.
            """)

    @OptionGroup var global: GlobalOptions

    @Option(name: .customLong("stream"), help: "Only this stream; can be repeated.")
    var streams: [String] = []

    @Option(help: "Stop in good order after this time, e.g. 20m.")
    var maxDuration: DurationText?

    @Option(help: "Stop in good order after this many calls per connection.")
    var maxCalls: Int?

    @Flag(help: "Read everything again.")
    var full = false

    @Flag(help: "Believe it when more than a tenth of a stream has disappeared.")
    var allowMassDelete = false

    @Flag(help: "Only show what would be read: the same as `waymark plan`.")
    var dryRun = false

    @Flag(help: "When another process syncs the same connection, wait for it.")
    var wait = false

    @Argument(help: "Connections; all when none is named.")
    var connections: [String] = []

    func validate() throws {
        if let maxCalls, maxCalls < 1 { throw ValidationError("--max-calls must be at least 1") }
    }

    func run() async throws {
        Interruption.awaitSignals()
        let workspace = try global.workspace()
        var options = SyncOptions()
        options.streams = streams.isEmpty ? nil : Set(streams)
        options.full = full
        options.maximumCalls = maxCalls
        options.allowsMassDelete = allowMassDelete
        if dryRun { return try await Plan.plan(connections, options, workspace) }
        try await SyncRun(workspace: workspace, options: options, waits: wait, maximum: maxDuration)
            .run(try workspace.config.selected(connections))
    }
}

extension DurationText: ExpressibleByArgument {
    init?(argument: String) { self.init(argument) }
}

extension StartTime: ExpressibleByArgument {
    init?(argument: String) { self.init(argument) }
}
