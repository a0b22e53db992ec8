import ArgumentParser
import Testing

@testable import WaymarkCommand

/// Every command as it is typed.
private func commands(_ type: any ParsableCommand.Type = Waymark.self, _ path: [String] = []) -> [[String]] {
    let configuration = type.configuration
    let grouped = configuration.groupedSubcommands.flatMap(\.subcommands)
    let all = configuration.ungroupedSubcommands + grouped
    return [path] + all.flatMap { commands($0, path + [$0._commandName]) }
}

@Suite struct HelpTests {
    @Test(arguments: commands())
    func `every command explains itself and ends with 0`(path: [String]) async throws {
        let result = try await Program(folder: ".").run(path + ["--help"])
        #expect(result.code == 0)
        #expect(result.output.contains("USAGE: waymark"))
        #expect(result.errors.isEmpty)
        let type = path.isEmpty ? "OVERVIEW: Keeps" : "OVERVIEW: "
        #expect(result.output.contains(type))
    }

    @Test func `there are as many commands as the design names`() {
        let names = Set(commands().map { $0.joined(separator: " ") })
        for name in [
            "init", "connectors list", "connectors show", "connectors check", "connectors test", "login", "check",
            "plan", "sync",
            "backfill",
            "verify", "status", "runs", "explain", "connection rename", "connection remove", "backup", "restore",
            "rebuild", "journey", "export", "import xes", "map", "map draw", "map init",
            "findings", "findings list", "findings accept", "findings done", "findings reopen", "sandbox",
        ] { #expect(names.contains(name), "\(name)") }
    }

    @Test(arguments: [
        ["nonsense"], ["sync", "--max-calls", "0"], ["sync", "--max-duration", "soon"], ["export"],
        ["export", "records", "--canonical"], ["export", "everything"], ["backfill", "a"],
        ["backfill", "a", "--from", "2024-02-01", "--to", "2024-01-01"], ["journey"], ["sandbox", "--port", "70000"],
        ["runs", "--limit", "0"], ["status", "--max-age", "0h"], ["import", "xes"],
        ["map", "--window", "soon"], ["map", "--assumed", " > "], ["map", "--handoff", "deal.won > nobody"],
        ["findings", "--fail-on", "none"], ["findings", "--fail-on", "new", "--as-of", "2026-01-01"],
        ["findings", "accept"],
        ["findings", "accept", "x", "--note", " "], ["map", "--as-of", "yesterday"],
        ["map", "--json", "--format", "terminal"], ["map", "--stages", "a > a"],
    ])
    func `a command that cannot be meant ends with 64`(arguments: [String]) async throws {
        let result = try await Program(folder: ".").run(arguments)
        #expect(result.code == 64)
        #expect(result.errors.contains("Error: "))
        #expect(result.output.isEmpty)
    }
}
