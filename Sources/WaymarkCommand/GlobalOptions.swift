import ArgumentParser

/// A command that takes the global options.
protocol GlobalCommand: AsyncParsableCommand {
    var global: GlobalOptions { get }
}

/// Options that every command understands.
struct GlobalOptions: ParsableArguments {
    @Option(
        name: [.customShort("c"), .long], help: ArgumentHelp("The configuration.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var config = "waymark.yaml"

    @Option(
        help: ArgumentHelp("The journey store, instead of the one that the configuration names.", valueName: "file"),
        completion: .file(extensions: ["db"]))
    var store: String?

    @Flag(help: "Print the result as JSON.")
    var json = false

    @Option(help: "How messages on stderr are written: text or json (one object per line).")
    var log = Log.Format.text

    @Flag(name: .shortAndLong, help: "No progress and no notes on stderr; errors and warnings are still told.")
    var quiet = false

    var logger: Log { Log(format: log, isQuiet: quiet) }
}

extension Log.Format: ExpressibleByArgument {}

extension CommandFailure {
    /// Ends the program with a code after everything has been said.
    static func end(_ code: Int32) throws {
        if code != 0 { throw ExitCode(code) }
    }
}
