import ArgumentParser
import Foundation
import JSON
import JourneyStore

/// What was done.
struct Runs: GlobalCommand {
    static let configuration = CommandConfiguration(abstract: "Show what past runs did, the newest first.")

    @OptionGroup var global: GlobalOptions

    @Option(help: "How many.")
    var limit = 20

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit must be at least 1") }
    }

    func run() async throws {
        let store = try await JourneyStore.open(path: try global.storePath(), access: .readOnly)
        let limit = limit
        let runs = try await store.read { try $0.runs(limit: limit) }
        try await store.close()
        if global.json { return try Console.output(try Self.json(runs)) }
        var table = Table(">RUN", "WHAT", "CONNECTION", "STARTED", "TOOK", ">EXIT", "OUTCOME")
        for run in runs {
            let took = run.finishedAt.map { Printing.span(seconds: Double($0 - run.startedAt) / 1000) } ?? "-"
            // A killed run never said how it ended; one that is under way has not yet.
            table.add(
                String(run.id), run.kind, run.connection ?? "", Printing.time(run.startedAt), took,
                run.exitCode.map(String.init) ?? "-", run.outcome ?? "running, or killed")
        }
        try Console.output(table.text)
    }

    private static func json(_ runs: [RunRow]) throws -> String {
        var writer = JSONWriter()
        writer.array { writer in
            for run in runs {
                writer.object { writer in
                    writer.key("run")
                    writer.integer(run.id)
                    writer.key("kind")
                    writer.string(run.kind)
                    writer.member("connection", run.connection)
                    writer.member("started_at", Printing.moment(run.startedAt))
                    writer.member("finished_at", Printing.moment(run.finishedAt))
                    writer.member("exit_code", run.exitCode)
                    writer.member("outcome", run.outcome)
                    writer.key("streams")
                    writer.object { writer in
                        for stream in run.streams {
                            writer.key(stream.stream)
                            // Written by us, but read from a file that anybody may have changed.
                            if let result = try? JSONDocument.parse(Array(stream.json.utf8)).root {
                                result.writeCanonical(into: &writer)
                            } else {
                                writer.null()
                            }
                        }
                    }
                }
            }
        }
        return TerminalText.json(String(decoding: writer.bytes, as: UTF8.self)) + "\n"
    }
}
