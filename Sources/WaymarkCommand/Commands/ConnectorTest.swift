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

            The last table tells, for every kind of fault, how often it was made, by how many lines the stores then \
            differed from the truth, and how many calls it cost.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "Built-in connectors' names, or paths of descriptions.")
    var names: [String]

    @Option(name: .customLong("promise"), help: "Only this promise; can be repeated.")
    var promises: [String] = []

    @Option(help: "Put one of the usual mistakes into the engine, to see the suite notice it; `all` tries each.")
    var sabotage: String?

    @Flag(help: "Disturb every single call where a sample is disturbed else: takes far longer.")
    var everyCall = false

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
        var benches: [(name: String, laboratory: Laboratory)] = []
        for name in names { benches.append(try bench(name)) }
        if let sabotage { return try await self.sabotage(sabotage, benches) }
        var outputs = benches.map { Output(connector: $0.name, sabotage: nil, verdicts: []) }
        for promise in Promise.all where promises.isEmpty || promises.contains(promise.name) {
            for (index, bench) in benches.enumerated() {
                outputs[index].verdicts.append(await bench.laboratory.try(promise))
            }
        }
        try Console.output(
            global.json
                ? try Printing.json(outputs)
                : outputs.map(Self.text).joined(separator: "\n") + Self.faults(outputs))
        try CommandFailure.end(outputs.contains { $0.verdicts.contains { $0.outcome == .broken } } ? 1 : 0)
    }

    private func bench(_ name: String) throws -> (name: String, laboratory: Laboratory) {
        let connector = try ConnectorFile.named(name)
        let laboratory = Laboratory(
            { people, body in
                // The sandbox knows more of HubSpot and Salesforce than their descriptions say.
                switch name {
                case "hubspot":
                    try await SandboxCompany.withSystem(for: connector, people: people) { try await body($0) }
                case "salesforce":
                    try await SalesforceCompany.withSystem(for: connector, people: people) { try await body($0) }
                default:
                    try await DescribedSystem.withSystem(for: connector, people: people) { try await body($0) }
                }
            }, isThorough: everyCall, transport: { try CurlTransport() })
        return (connector.name, laboratory)
    }

    /// Each mistake with the promise that has to notice it, with one connector after the other until one does: not every
    /// system gives an occasion for every mistake.
    private func sabotage(_ name: String, _ benches: [(name: String, laboratory: Laboratory)]) async throws {
        var table = Table("SABOTAGE", "PROMISE", "NOTICED WITH", "HOW")
        var outputs: [Output] = []
        var isMissed = false
        for mistake in Sabotage.allCases where name == "all" || name == mistake.rawValue {
            guard let promise = Promise.all.first(where: { $0.name == mistake.noticedBy }) else { continue }
            var noticed: Output?
            for bench in benches where noticed == nil {
                let verdict = await Sabotage.$current.withValue(mistake) { await bench.laboratory.try(promise) }
                let output = Output(connector: bench.name, sabotage: mistake.rawValue, verdicts: [verdict])
                outputs.append(output)
                if verdict.outcome == .broken { noticed = output }
            }
            if noticed == nil { isMissed = true }
            table.add(
                mistake.rawValue, promise.name, noticed?.connector ?? "NOT NOTICED",
                String((noticed?.verdicts[0].reasons.first ?? "").prefix(100)))
        }
        try Console.output(global.json ? try Printing.json(outputs) : table.text)
        try CommandFailure.end(isMissed ? 1 : 0)
    }

    private static func text(_ output: Output) -> String {
        var table = Table("  PROMISE", "", "WHY")
        for verdict in output.verdicts {
            let words =
                switch verdict.outcome {
                case .kept: "kept"
                case .broken: "BROKEN"
                case .notApplicable: "-"
                }
            table.add("  " + verdict.promise, words, verdict.reasons.first ?? "")
        }
        let count = { (outcome: Verdict.Outcome) in output.verdicts.count { $0.outcome == outcome } }
        return TerminalText.line(output.connector) + "\n" + table.text
            + "  \(count(.kept)) kept, \(count(.broken)) broken, \(count(.notApplicable)) do not apply\n"
    }

    /// Kind of fault × connector: how many were made / lines by which stores differed then / calls they cost.
    private static func faults(_ outputs: [Output]) -> String {
        var table = Table(["  PROMISE", "FAULT"] + outputs.map { ">" + $0.connector })
        for (index, promise) in (outputs.first?.verdicts ?? []).map(\.promise).enumerated() {
            let families = outputs.map { $0.verdicts[index].families }
            var names: [String] = []
            for family in families.joined() where !names.contains(family.name) { names.append(family.name) }
            for name in names {
                let cells = families.map { families in
                    guard let family = families.first(where: { $0.name == name }) else { return "-" }
                    return [family.faults, family.differences, family.extraCalls].map(Printing.number)
                        .joined(separator: " / ")
                }
                table.add(["  " + promise, name] + cells)
            }
        }
        guard !table.isEmpty else { return "" }
        return "\nfaults made / differences from the truth / extra calls\n" + table.text
    }
}
