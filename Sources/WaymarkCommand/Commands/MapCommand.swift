import ArgumentParser
import Journeys
import JourneyStore

/// The journey map.
struct MapCommand: GlobalCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument, Sendable { case terminal, json }

    static let configuration = CommandConfiguration(
        commandName: "draw",
        abstract: "Draw the journey map: stages, boundaries, paths, handoffs, conversions.",
        discussion: """
            One journey is one person's (or account's) touchpoints in order; docs/measures.md says how each number is \
            made. Spans are written like 30m, 6h or 90d. What the company itself believes (journey-map.yaml) is held \
            against it.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var measures: MeasureOptions

    @Option(help: "terminal (tables) or json.")
    var format: Format?

    func validate() throws {
        if global.json, format == .terminal { throw ValidationError("choose one of --json and --format terminal") }
    }

    func run() async throws {
        let report = try await measures.report(global)
        try Console.output(global.json || format == .json ? try Printing.json(report) : report.text)
    }
}
