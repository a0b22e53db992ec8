import ArgumentParser
import JourneyMaps
import Journeys
import JourneyStore

/// The journey map.
struct MapCommand: GlobalCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument, Sendable { case terminal, json, html, svg }

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

    @Option(help: "terminal (tables), json, html (one page that needs nothing else) or svg (the picture alone).")
    var format: Format?

    @Option(help: "Write to this file; it appears under its name only when it is complete.", completion: .file())
    var output: String?

    func validate() throws {
        if global.json, let format, format != .json {
            throw ValidationError("choose one of --json and --format \(format.rawValue)")
        }
    }

    func run() async throws {
        let report = try await measures.report(global)
        let text =
            switch global.json ? .json : format ?? .terminal {
            case .terminal: report.text
            case .json: try Printing.json(report)
            case .html: JourneyMapPage(report).html
            case .svg: JourneyMapPicture(report).svg
            }
        guard let output else { return try Console.output(text) }
        let file = try ExportFile(path: output)
        try file.write(Array(text.utf8))
        try file.publish()
        global.logger.note("\(output) is written")
    }
}
