import ArgumentParser
import Foundation
import HTTP
import JSON
import Sandbox

/// The simulated company.
struct SandboxCommand: GlobalCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox", abstract: "Serve a simulated company on this machine, as HubSpot and Salesforce would.",
        discussion: """
            Runs until it is interrupted. `waymark init --sandbox` writes the configuration for it; \
            `waymark sandbox --advance 7d` lets a week pass in a running one, so that a sync has something to find. \
            With `--system both`, one port serves the same people to both systems: HubSpot under /crm, /email and the \
            like, Salesforce under /services. What both really hold stands under /_sandbox/truth.
            """)

    @OptionGroup var global: GlobalOptions

    @Option(help: "The port on 127.0.0.1.")
    var port = 8700

    @Option(help: "How many people came in the first two years.")
    var people = 5_000

    @Option(help: "What is true of its journeys: plain, even (no effects at all) or planted (docs/sandbox.md).")
    var story = Story.plain

    @Option(help: "Which system to serve: \(SandboxSystem.words).")
    var system = SandboxSystem.hubspot

    @Option(help: "How many old calls Salesforce has besides: a big table for backfills.")
    var tasks = 0

    @Option(
        help: ArgumentHelp(
            "The RSA public key (PEM) that Salesforce's JWT bearer assertions are checked with.", valueName: "file"))
    var jwtKey: String?

    @Option(help: "Equal seeds give equal companies.")
    var seed: UInt64 = 1

    @Flag(help: "Refuse calls beyond the documented limits.")
    var limits = false

    @Option(help: "Let this much time pass in the sandbox that runs at the port, e.g. 7d.")
    var advance: DurationText?

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port must be between 0 and 65535") }
        guard (0...5_000_000).contains(people) else { throw ValidationError("--people must be between 0 and 5000000") }
        guard (0...5_000_000).contains(tasks) else { throw ValidationError("--tasks must be between 0 and 5000000") }
        if system == .hubspot, tasks > 0 || jwtKey != nil {
            throw ValidationError("--tasks and --jwt-key are Salesforce's: add --system salesforce or --system both")
        }
        if advance != nil, port == 0 { throw ValidationError("--advance needs the port of the running sandbox") }
    }

    func run() async throws {
        if let advance { return try await move(advance) }
        var configuration = SandboxConfiguration()
        configuration.port = port
        configuration.people = people
        configuration.seed = seed
        configuration.story = story
        configuration.enforcesLimits = limits
        configuration.servesHubSpot = system != .salesforce
        if system != .hubspot { configuration.salesforce = try salesforce() }
        let (chosen, log, isJSON) = (configuration, global.logger, global.json)
        log.note("making a company of \(Printing.number(people)) people …")
        do {
            try await Interruption.run(onStop: { _ in log.note("the sandbox stops") }) {
                let sandbox = Sandbox(chosen)
                try await sandbox.run {
                    var facts = ["base_url": sandbox.baseURL]
                    var tokens: [String] = []
                    if chosen.servesHubSpot {
                        facts["access_token"] = chosen.token
                        tokens.append("the token \(chosen.token)")
                    }
                    if let face = chosen.salesforce {
                        facts["salesforce_token"] = face.token
                        facts["salesforce_client_id"] = face.clientID
                        facts["salesforce_client_secret"] = face.clientSecret
                        facts["salesforce_refresh_token"] = face.refreshToken
                        facts["salesforce_username"] = face.username
                        tokens.append(
                            "for Salesforce, the client \(face.clientID) with the secret \(face.clientSecret)")
                    }
                    try? Console.output(
                        isJSON
                            ? (try? Printing.json(facts)) ?? ""
                            : "The sandbox answers at \(sandbox.baseURL) with \(tokens.joined(separator: " and, ")). "
                                + "Stop it with Ctrl-C.\n")
                }
            }
        } catch is CancellationError {
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure(
                "the sandbox cannot listen on 127.0.0.1:\(port): \(error). Choose another --port, or 0 for any.",
                exitCode: 69)
        }
    }

    private func salesforce() throws -> SalesforceConfiguration {
        var salesforce = SalesforceConfiguration()
        salesforce.phoneBankTasks = tasks
        salesforce.linksHubSpot = system == .both
        guard let jwtKey else { return salesforce }
        do { salesforce.jwtPublicKey = try String(contentsOfFile: jwtKey, encoding: .utf8) } catch {
            throw CommandFailure.file("cannot read the public key \(jwtKey): \(error)")
        }
        return salesforce
    }

    /// Asks a running sandbox, over HTTP.
    private func move(_ span: DurationText) async throws {
        let url = "http://127.0.0.1:\(port)/_sandbox/advance"
        let request = HTTPRequest(
            method: .post, url: url, headers: ["Content-Type": "application/json"],
            body: Array("{\"seconds\": \(span.seconds)}".utf8))
        let response: HTTPResponse
        do { response = try await CurlTransport().send(request) } catch {
            throw CommandFailure(
                "no sandbox answers at 127.0.0.1:\(port) (\(error)). Start one with `waymark sandbox`.", exitCode: 69)
        }
        let answer = try? JSONDocument.parse(response.body).root
        guard response.status == 200, let answer else {
            let words = answer?[path: "message"]?.text ?? "status \(response.status)"
            throw CommandFailure("the sandbox at 127.0.0.1:\(port) refuses: \(words)", exitCode: 69)
        }
        if global.json {
            return try Console.output(TerminalText.json(String(decoding: answer.canonicalBytes, as: UTF8.self)) + "\n")
        }
        let changed = (answer[path: "changed"]?.members.map { $0 } ?? []).compactMap { type, changes -> String? in
            guard let type = type.string else { return nil }
            let counts = changes.members.compactMap { name, count -> String? in
                guard let name = name.string, let count = count.text, count != "0" else { return nil }
                return "\(count) \(name)"
            }
            return counts.isEmpty ? nil : "  \(type): \(counts.joined(separator: ", "))"
        }
        let now = answer[path: "now"]?.text.flatMap { Int64($0) }
        try Console.output(
            TerminalText.lines(
                "In the sandbox it is \(Printing.time(now)) now.\n" + changed.map { $0 + "\n" }.joined()))
    }
}

/// What a sandbox serves.
enum SandboxSystem: String, ExpressibleByArgument, CaseIterable {
    case hubspot, salesforce, both

    static let words = allCases.map(\.rawValue).joined(separator: ", ")
}

extension Story: ExpressibleByArgument {}
