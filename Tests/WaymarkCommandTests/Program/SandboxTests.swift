import Foundation
import FoundationNetworking
import Sandbox
import Testing

@testable import WaymarkCommand

/// The program against the simulated company: real processes, real HTTP on loopback.
@Suite struct SandboxTests {
    private struct Report: Decodable {
        struct Stream: Decodable {
            var stream: String
            var outcome: String
            var added: Int
            var changed: Int
            var touchpoints: Int
        }

        var exit_code: Int
        var calls: Int
        var streams: [Stream]
    }

    @Test func `what only Salesforce has is refused without it`() throws {
        #expect(throws: (any Error).self) { try SandboxCommand.parse(["--tasks", "5"]) }
        #expect(throws: (any Error).self) { try SandboxCommand.parse(["--system", "sugar"]) }
        let both = try SandboxCommand.parse(["--system", "both", "--tasks", "5"])
        #expect(both.system == .both)
        #expect(try SandboxCommand.parse([]).system == .hubspot)
    }

    /// A folder with a configuration for a sandbox that answers.
    private func withSandbox(
        people: Int = 60, credentials: String = "{access_token: sandbox-token}", token: String? = nil,
        _ body: @escaping @Sendable (Program, Sandbox) async throws -> Void
    ) async throws {
        var configuration = SandboxConfiguration()
        configuration.people = people
        if let token { configuration.token = token }
        try await Sandbox.withServer(configuration) { sandbox in
            try await withFolder { folder in
                let config = ConfigTemplate.sandbox.replacing("http://127.0.0.1:8700", with: sandbox.baseURL)
                    .replacing("\n      access_token: sandbox-token", with: " \(credentials)")
                try write(config, to: folder + "/waymark.yaml")
                try await body(Program(folder: folder), sandbox)
            }
        }
    }

    @Test func `from check to journey, and a second sync finds nothing new`() async throws {
        try await withSandbox { program, _ in
            let check = try await program("check")
            #expect(check.code == 0, "\(check.errors)")
            #expect(check.output.contains("account 424242"))
            let plan = try await program("plan")
            #expect(plan.code == 0)
            #expect(plan.output.contains("everything, for the first time"))

            let first = try await program("sync", "--json", "-q")
            #expect(first.code == 0, "\(first.errors)")
            let report = try #require(try first.json([Report].self).first)
            #expect(report.streams.reduce(0) { $0 + $1.touchpoints } > 500)

            let status = try await program("status")
            #expect(status.code == 0)
            #expect(status.output.contains("contacts"))
            #expect(try await program("status", "--max-age", "1h").code == 75)
            #expect(try await program("verify").code == 0)

            let people = try await program("export", "people", "-q")
            let line = try #require(people.output.split(separator: "\n").first)
            let person = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let identifiers = try #require(person["identifiers"] as? [String])
            let email = try #require(identifiers.first { $0.contains("@") })
            let journey = try await program("journey", email)
            #expect(journey.code == 0)
            #expect(journey.output.contains(email))
            #expect(journey.output.contains("touchpoint"))
            #expect(try await program("journey", "nobody@example.com").code == 64)

            let before = try await program("export", "--canonical", "-q")
            let second = try await program("sync", "--json", "-q")
            let nothing = try #require(try second.json([Report].self).first)
            #expect(nothing.streams.allSatisfy { $0.added == 0 && $0.changed == 0 && $0.touchpoints == 0 })
            #expect(nothing.calls < report.calls / 2)
            #expect(try await program("export", "--canonical", "-q").output == before.output)
            #expect(!before.output.isEmpty)
            let runs = try await program("runs", "--json")
            #expect(runs.output.contains("\"outcome\":\"complete\""))
        }
    }

    @Test func `what has happened since is found, exported by its number, and explained`() async throws {
        try await withSandbox { program, sandbox in
            #expect(try await program("sync", "-q").code == 0)
            let seen = try await program("export", "touchpoints", "--output", "all.ndjson", "--json")
            struct Summary: Decodable {
                var rows: Int
                var epoch: String
                var last_seq: Int
            }
            let summary = try seen.json(Summary.self)
            let moved = try await program("sandbox", "--advance", "30d", "--port", String(sandbox.port))
            #expect(moved.code == 0, "\(moved.errors)")
            #expect(try await program("sync", "-q").code == 0)
            let since = ["--since-seq", String(summary.last_seq), "--epoch", summary.epoch]
            let news = try await program.run(["export", "touchpoints", "--format", "csv", "-q"] + since)
            #expect(news.code == 0)
            let lines = news.output.split(separator: "\r\n")
            #expect(lines.count > 1)
            let id = try #require(lines.last?.split(separator: ",")[1])
            let why = try await program("explain", String(id))
            #expect(why.code == 0)
            #expect(why.output.contains("last written by run"))
            let restored = try await program.run(["export", "touchpoints", "--since-seq", "1", "--epoch", "other"])
            #expect(restored.code == 65)
            #expect(restored.output.isEmpty)
        }
    }

    @Test func `payloads kept for a time only are dropped, and nothing is read or lost for it`() async throws {
        try await withSandbox { program, _ in
            let config = program.folder + "/waymark.yaml"
            // The sandbox's clock is months behind this machine's.
            try write(String(contentsOfFile: config, encoding: .utf8) + "\nkeep_payloads: 1d\n", to: config)
            let first = try await program("sync")
            #expect(first.code == 0, "\(first.errors)")
            #expect(first.errors.contains("older than keep_payloads allows"))
            let before = try await program("export", "--canonical")
            let again = try await program("sync", "--json", "-q")
            #expect(try again.json([Report].self).first?.streams.allSatisfy { $0.added + $0.changed == 0 } == true)
            #expect(try await program("rebuild").output.contains("without payload"))
            #expect(try await program("export", "--canonical").output == before.output)
        }
    }

    @Test func `a hostile title cannot act on the terminal, and its formula not on a spreadsheet`() async throws {
        try await withSandbox { program, sandbox in
            #expect(try await program("sync", "-q", "--stream", "owners", "--stream", "deals").code == 0)
            let deals = try await program("export", "records", "--stream", "deals", "-q")
            let line = try #require(deals.output.split(separator: "\n").first)
            let deal = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let id = try #require(deal["id"] as? String)
            try await sandbox.edit("deals", id: id, properties: ["dealname": "=1+\u{1B}[2J\u{202E}won"])
            _ = await sandbox.advance(seconds: 3_600, isQuiet: true)
            #expect(try await program("sync", "-q", "--stream", "deals").code == 0)
            for arguments in [["journey", id], ["journey", id, "--json"], ["explain", "hubspot:424242:deals:\(id)"]] {
                let result = try await program.run(arguments)
                #expect(result.code == 0)
                #expect(result.output.contains("=1+"))
                #expect(!result.output.contains { "\u{1B}\u{202E}".contains($0) })
            }
            let csv = try await program("export", "touchpoints", "--format", "csv", "-q")
            #expect(csv.output.contains(",'=1+"))
        }
    }

    @Test func `a missing permission is named for its stream, and the others are read`() async throws {
        try await withSandbox { program, sandbox in
            await sandbox.setScope("crm.objects.deals.read", granted: false)
            let check = try await program("check")
            #expect(check.code == 77)
            let line = check.output.split(separator: "\n").first { $0.hasPrefix("  deals ") }
            #expect(line?.contains("refused") == true)
            #expect(line?.contains("crm.objects.deals.read") == true)
            let sync = try await program("sync")
            #expect(sync.code == 77)
            #expect(sync.errors.contains("deals"))
            #expect(
                sync.output.split(separator: "\n").contains { $0.hasPrefix("  contacts ") && $0.contains("complete") })
        }
    }

    @Test func `a second process leaves with 75 while the first one syncs`() async throws {
        try await withSandbox { program, _ in
            let lock = open(program.folder + "/journeys.db-sync-sandbox", O_RDWR | O_CREAT, 0o600)
            defer { close(lock) }
            #expect(flock(lock, LOCK_EX) == 0)
            let second = try await program("sync")
            #expect(second.code == 75)
            #expect(second.errors.contains("another process"))
            #expect(second.errors.contains("--wait"))
        }
    }

    @Test func `a wrong token ends with 77, names what to do, and is not shown`() async throws {
        try await withSandbox(credentials: "{access_token: wrong-token-of-mine}") { program, _ in
            for command in [["check"], ["sync"], ["plan"], ["sync", "--json", "--log", "json"]] {
                let result = try await program.run(command)
                #expect(result.code == 77, "\(command): \(result.output)\(result.errors)")
                #expect(!(result.output + result.errors).contains("wrong-token-of-mine"), "\(command)")
            }
        }
    }

    @Test func `a budget of calls ends with 75 and the next run goes on`() async throws {
        try await withSandbox { program, _ in
            let short = try await program("sync", "--max-calls", "6")
            #expect(short.code == 75)
            #expect(short.errors.contains("calls"))
            #expect(try await program("sync", "-q").code == 0)
        }
    }

    @Test func `a signal ends a sync in good order`() async throws {
        try await withSandbox(people: 800) { program, _ in
            let running = try await program.start(["sync"])
            _ = await running.errors(containing: "contacts: began")
            running.signal(SIGTERM)
            let result = await running.result()
            #expect(result.code == 75, "\(result.errors)")
            #expect(result.errors.contains("the next run goes on from here"))
            #expect(result.output.contains("incomplete"))
            let runs = try await program("runs")
            #expect(runs.output.contains("75"))
            #expect(!runs.output.contains("running, or killed"))
        }
    }

    @Test func `streams and connections that do not exist are named with the nearest`() async throws {
        try await withSandbox { program, _ in
            let stream = try await program("sync", "--stream", "dealz")
            #expect(stream.code == 78)
            #expect(stream.errors.contains("deals"))
            let connection = try await program("sync", "sandbx")
            #expect(connection.code == 78)
            #expect(connection.errors.contains("did you mean `sandbox`?"))
        }
    }

    @Test func `a backup becomes a store again, under a new epoch`() async throws {
        try await withSandbox { program, _ in
            #expect(try await program("sync", "-q", "--stream", "owners", "--stream", "contacts").code == 0)
            let before = try await program("export", "--canonical", "-q").output
            #expect(try await program("backup", "copy.db").code == 0)
            #expect(try await program("backup", "copy.db").code == 74)
            #expect(try await program("restore", "copy.db").code == 74)
            #expect(try await program("restore", "copy.db", "--store", "other.db").code == 0)
            #expect(try await program("export", "--canonical", "-q", "--store", "other.db").output == before)
            #expect(try await program("restore", "copy.db", "--replace").code == 0)
        }
    }

    @Test func `a renamed connection goes on where it was`() async throws {
        try await withSandbox { program, _ in
            #expect(try await program("sync", "-q", "--stream", "owners").code == 0)
            #expect(try await program("connection", "rename", "nobody", "other").code == 78)
            #expect(try await program("connection", "rename", "sandbox", "main").code == 0)
            let path = program.folder + "/waymark.yaml"
            let config = try String(contentsOfFile: path, encoding: .utf8).replacing("  sandbox:", with: "  main:")
            try write(config, to: path)
            let status = try await program("status")
            #expect(status.code == 0)
            #expect(status.output.contains("owners"))
            #expect(try await program("connection", "remove", "main").code == 0)
            #expect(try await program("connection", "remove", "main").code == 78)
        }
    }

    @Test func `login brings a refresh token that a sync then uses`() async throws {
        let credentials = "{client_id: sandbox-client, client_secret: sandbox-secret}"
        try await withSandbox(credentials: credentials) { program, _ in
            #expect(try await program("check").code == 77)
            let running = try await program.start(["login", "sandbox"])
            let words = await running.output(containing: "Waiting for it")
            let address = try #require(words.split(separator: "\n").first { $0.hasPrefix("http://127.0.0.1") })
            let callback = try #require(
                URLComponents(string: String(address))?.queryItems?.first { $0.name == "redirect_uri" }?.value)
            // Somebody else's code, and noise: neither counts.
            for wrong in ["?code=stolen&state=guessed", "/../favicon.ico"] {
                _ = try? await URLSession.shared.data(from: try #require(URL(string: callback + wrong)))
            }
            let url = try #require(URL(string: String(address)))
            let (page, _) = try await URLSession.shared.data(from: url)
            #expect(String(decoding: page, as: UTF8.self).contains("close this window"))
            let result = await running.result()
            #expect(result.code == 0, "\(result.errors)")
            #expect(!(result.output + result.errors).contains("sandbox-secret"))
            let file = program.folder + "/journeys.db-tokens"
            let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            #expect(try await program("sync", "-q", "--stream", "owners").code == 0)
        }
    }
}
