import ArgumentParser
import EventLogs
import Foundation
import JourneyStore

/// Files into the store.
struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put the events of a file into the store.", subcommands: [ImportXES.self])
}

/// An event log.
struct ImportXES: GlobalCommand {
    static let configuration = CommandConfiguration(
        commandName: "xes",
        abstract: "Import an event log in XES: one case is one person, one event one touchpoint.",
        discussion: """
            A case is called by its concept:name, an event's activity is its concept:name, its time time:timestamp; \
            waymark:stage, waymark:team (or org:group), waymark:channel and waymark:direction are read where they are \
            known words. What cannot be read is set aside (65). Importing a log again changes nothing. Without a \
            configuration, name the store: waymark import xes log.xes.gz --store journeys.db
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The log, packed with gzip or not.", completion: .file(extensions: ["xes", "gz"]))
    var file: String

    @Option(help: "What tells this log from others in the store; the file's name without .xes(.gz).")
    var name: String?

    func validate() throws {
        if let name, name.isEmpty { throw ValidationError("--name needs a name") }
    }

    func run() async throws {
        guard FileManager.default.isReadableFile(atPath: file) else {
            throw CommandFailure.file("\(file) cannot be read. Check that it exists and may be read.")
        }
        let store = try await global.openStore(.readWrite(create: true))
        let result: Result<LogImport.Report, any Error>
        do {
            result = .success(try await LogImport(path: file, log: name ?? Self.name(of: file), into: store).run())
        } catch let error as EventLogError {
            result = .failure(CommandFailure(error, file: file))
        } catch {
            result = .failure(error)
        }
        try await store.close()
        let report = try result.get()
        try Console.output(
            global.json
                ? try Printing.json(report)
                : TerminalText.line(report.log)
                    + ": \(Printing.number(report.cases)) cases, \(Printing.number(report.events)) events; "
                    + "\(Printing.number(report.added)) records added, \(Printing.number(report.changed)) changed, "
                    + "\(Printing.number(report.unchanged)) as they were, "
                    + "\(Printing.number(report.quarantined)) in quarantine\n")
        try CommandFailure.end(report.quarantined > 0 ? 65 : 0)
    }

    /// `logs/receipt.xes.gz` → `receipt`
    static func name(of file: String) -> String {
        var name = URL(fileURLWithPath: file).lastPathComponent
        for ending in [".gz", ".xes", ".xml"] where name.lowercased().hasSuffix(ending) && name.count > ending.count {
            name.removeLast(ending.count)
        }
        return name
    }
}

extension CommandFailure {
    fileprivate init(_ error: EventLogError, file: String) {
        switch error {
        case .unreadable: self = .file("\(file) \(error)")
        default:
            self.init(
                "\(file) \(error). What stands before is in the store; import the mended file for the rest.",
                exitCode: 65)
        }
    }
}
