import ArgumentParser
import Glibc

/// The program. Every subcommand is one file in `Commands/`.
@main
struct Waymark: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "waymark",
        abstract: "Keeps a truthful local copy of every touchpoint a company has with its customers.",
        discussion: """
            Reads CRM and support systems into one journey store, a SQLite file. Begin with `waymark init`, then \
            `waymark check`, `waymark plan`, `waymark sync` and `waymark journey PERSON`.

            Exit codes: 0 complete, 2 findings that --fail-on asked about, 64 usage, 65 new records in quarantine, 69 source unreachable, 70 a defect in \
            Waymark, 74 store or disk, 75 stopped early or not up to date (run again), 77 credentials or scopes, \
            78 configuration.
            """,
        version: version,
        groupedSubcommands: [
            CommandGroup(
                name: "Set up", subcommands: [Init.self, Connectors.self, Login.self, ConnectionCommand.self]),
            CommandGroup(
                name: "Read", subcommands: [Check.self, Plan.self, Sync.self, Backfill.self, Import.self, Verify.self]),
            CommandGroup(
                name: "Look",
                subcommands: [
                    Status.self, Runs.self, Explain.self, Journey.self, MapCommands.self, FindingsCommand.self,
                    Export.self,
                ]),
            CommandGroup(name: "People", subcommands: [IdentityCommand.self, Forget.self]),
            CommandGroup(name: "Keep", subcommands: [Rebuild.self, Backup.self, Restore.self]),
            CommandGroup(name: "Try", subcommands: [SandboxCommand.self]),
        ])

    static func main() async {
        // A closed pipe or connection is an error of that write, not the end of the program.
        signal(SIGPIPE, SIG_IGN)
        // And so is a file that may not grow any further (`ulimit -f`).
        signal(SIGXFSZ, SIG_IGN)
        keepMemorySmall()
        var log = Log(format: .text, isQuiet: false)
        do {
            var command = try parseAsRoot()
            if let command = command as? any GlobalCommand { log = command.global.logger }
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let code as ExitCode {
            Glibc.exit(code.rawValue)
        } catch {
            // What the argument parser has to say (usage, help, version) it says itself.
            let code = exitCode(for: error)
            if code == .success || code == .validationFailure { exit(withError: error) }
            let failure = CommandFailure(error)
            // `| head` has seen enough: nobody needs to be told.
            if failure != .outputClosed { log.failure(failure) }
            Glibc.exit(failure.exitCode)
        }
    }
}
