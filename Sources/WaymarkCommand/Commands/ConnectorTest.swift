import ArgumentParser
import ConnectorKit
import ConnectorTesting
import HTTP
import SyncEngine

/// The conformance suite, for authors of descriptions.
struct TestConnector: GlobalCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Try every promise with simulated systems that fail and lie.",
        discussion: """
            Serves a small simulated company on this machine, made from the description and the sample records in it \
            (`sample:` per stream), and reads it again and again: with ties, late rows, merges, deletions, dying tokens, \
            bad answers, kills. Ends with 1 when a promise is broken. What each promise says: docs/guarantees.md.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "A built-in connector's name, or the path of a description.")
    var name: String

    @Option(name: .customLong("promise"), help: "Only this promise; can be repeated.")
    var promises: [String] = []

    @Option(help: "Put one of the usual mistakes into the engine, to see the suite notice it; `all` tries each.")
    var sabotage: String?

    private struct Output: Encodable {
        var connector: String
        var sabotage: String?
        var verdicts: [Verdict]
    }

    func validate() throws {
        for name in promises where !Promise.all.contains(where: { $0.name == name }) {
            throw ValidationError("no promise \"\(name)\"" + Spelling.hint(for: name, among: Promise.all.map(\.name)))
        }
        let known = Sabotage.allCases.map(\.rawValue) + ["all"]
        if let sabotage, !known.contains(sabotage) {
            throw ValidationError("no sabotage \"\(sabotage)\"" + Spelling.hint(for: sabotage, among: known, all: true))
        }
    }

    func run() async throws {
        let connector = try ConnectorFile.named(name)
        let laboratory = Laboratory(
            { people, body in
                // The sandbox knows more of HubSpot than its description says.
                if name == "hubspot" {
                    try await SandboxCompany.withSystem(for: connector, people: people) { try await body($0) }
                } else {
                    try await DescribedSystem.withSystem(for: connector, people: people) { try await body($0) }
                }
            }, transport: { try CurlTransport() })
        if let sabotage { return try await self.sabotage(sabotage, laboratory, connector) }
        var verdicts: [Verdict] = []
        for promise in wanted(Promise.all) { verdicts.append(await laboratory.try(promise)) }
        if global.json {
            try Console.output(
                try Printing.json(Output(connector: connector.name, sabotage: nil, verdicts: verdicts)))
        } else {
            try Console.output(Self.text(verdicts))
        }
        try CommandFailure.end(verdicts.contains { $0.outcome == .broken } ? 1 : 0)
    }

    private func wanted(_ all: [Promise]) -> [Promise] {
        promises.isEmpty ? all : all.filter { promises.contains($0.name) }
    }

    /// Each mistake with the promise that has to notice it. One that this connector gives no occasion for is no failure.
    private func sabotage(_ name: String, _ laboratory: Laboratory, _ connector: Connector) async throws {
        var table = Table("SABOTAGE", "PROMISE", "NOTICED", "HOW")
        var outputs: [Output] = []
        var isMissed = false
        for mistake in Sabotage.allCases where name == "all" || name == mistake.rawValue {
            guard let promise = Promise.all.first(where: { $0.name == mistake.noticedBy }) else { continue }
            let verdict = await Sabotage.$current.withValue(mistake) { await laboratory.try(promise) }
            outputs.append(Output(connector: connector.name, sabotage: mistake.rawValue, verdicts: [verdict]))
            let noticed =
                switch verdict.outcome {
                case .broken: "yes"
                case .kept: "no"
                case .notApplicable: "no occasion"
                }
            if verdict.outcome == .kept { isMissed = true }
            table.add(mistake.rawValue, promise.name, noticed, String((verdict.reasons.first ?? "").prefix(100)))
        }
        try Console.output(global.json ? try Printing.json(outputs) : table.text)
        try CommandFailure.end(isMissed ? 1 : 0)
    }

    private static func text(_ verdicts: [Verdict]) -> String {
        var table = Table("PROMISE", "", ">FAULTS", ">EXTRA CALLS", "WHY")
        for verdict in verdicts {
            let words =
                switch verdict.outcome {
                case .kept: "kept"
                case .broken: "BROKEN"
                case .notApplicable: "-"
                }
            table.add(
                verdict.promise, words, verdict.faults == 0 ? "" : Printing.number(verdict.faults),
                verdict.faults == 0 ? "" : Printing.number(verdict.extraCalls), verdict.reasons.first ?? "")
        }
        let count = { (outcome: Verdict.Outcome) in verdicts.count { $0.outcome == outcome } }
        return table.text
            + "\n\(count(.kept)) kept, \(count(.broken)) broken, \(count(.notApplicable)) do not apply\n"
    }
}
