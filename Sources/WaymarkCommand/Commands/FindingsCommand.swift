import ArgumentParser
import ConnectorKit
import Journeys
import JourneyStore
import Touchpoints

/// What breaks down, and what people do about it.
struct FindingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "findings",
        abstract: "List what breaks down in the journey; say who takes care of it, and when it is done.",
        subcommands: [ListFindings.self, AcceptFinding.self, FinishFinding.self, ReopenFinding.self],
        defaultSubcommand: ListFindings.self)
}

struct ListFindings: GlobalCommand {
    enum Alarm: String, CaseIterable, ExpressibleByArgument, Sendable { case new, open }

    /// Of no other command and no other program's convention here.
    static let alarmCode: Int32 = 2

    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List findings, the largest first, and keep their numbers.",
        discussion: """
            A finding stays in the store with its state, and its number day by day, so that it can be told what happened \
            after somebody acted. With --as-of nothing is kept. Findings about people and about accounts \
            (--unit) are kept apart; use the same options each time.

            For cron: `waymark findings --fail-on new || mail …` ends with 2 once for every new finding. A finding is new \
            until a run with --fail-on new has printed it, or somebody has accepted it, finished it, or opened it again.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var measures: MeasureOptions

    @Flag(help: "Also those that are done, and those that are not found any more.")
    var all = false

    @Option(help: "End with 2 when there are new findings, or open ones.")
    var failOn: Alarm?

    func validate() throws {
        if failOn != nil, measures.asOf != nil { throw ValidationError("--fail-on is about now: leave --as-of out") }
    }

    func run() async throws {
        let isNow = measures.asOf == nil
        let report = try await measures.report(global, noting: isNow ? Self.keep : nil)
        let store = try await global.openStore(.readWrite(create: false))
        let result: Result<Int32, any Error>
        do {
            result = .success(try await tell(report, store))
        } catch {
            result = .failure(error)
        }
        try await store.close()
        try CommandFailure.end(try result.get())
    }

    @Sendable private static func keep(_ report: MapReport, in transaction: StoreTransaction) throws {
        let day = (Moment(parsing: report.asOf)?.milliseconds ?? 0) / 86_400_000 * 86_400_000
        try transaction.sight(
            report.findings.map(\.sighting), of: JourneyUnit(rawValue: report.scope.unit) ?? .person, day: day)
    }

    /// Prints, then notes that it is told: what is cut off before is told once more, never too seldom.
    private func tell(_ report: MapReport, _ store: JourneyStore) async throws -> Int32 {
        var list = FindingsList(asOf: report.asOf, minGroup: report.scope.minGroup, found: report.findings)
        list.histories = try await store.read { reader in
            var histories: [String: [FindingRow.Number]] = [:]
            for row in try reader.findings() { histories[row.id] = try reader.findingNumbers(row.id) }
            return histories
        }
        if all {
            let found = Set(report.findings.map(\.id))
            let rows = try await store.read { try $0.findings() }
            list.gone = rows.filter { $0.unit.rawValue == report.scope.unit && !found.contains($0.id) }.map { row in
                MapReport.FoundFinding(gone: row, number: list.histories[row.id]?.last)
            }
        }
        list.showsAll = all
        try Console.output(global.json ? try Printing.json(list.report) : list.text)
        switch failOn {
        case nil: return 0
        case .open: return report.findings.contains { $0.state == FindingState.open.rawValue } ? Self.alarmCode : 0
        case .new:
            let new = report.findings.filter(\.isNew).map(\.id)
            guard !new.isEmpty else { return 0 }
            try await store.write { try $0.tellFindings(new) }
            return Self.alarmCode
        }
    }
}

struct AcceptFinding: GlobalCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept", abstract: "Say that somebody takes care of a finding.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: "As `waymark findings` names it.") var id: String
    @Option(help: "Who takes care of it.") var owner: String?
    @Option(help: "What is being done.") var note: String?

    func run() async throws { try await global.decide(id, .accepted, owner: owner, note: note) }
}

struct FinishFinding: GlobalCommand {
    static let configuration = CommandConfiguration(
        commandName: "done", abstract: "Say that a finding is mended; its number is watched on.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: "As `waymark findings` names it.") var id: String
    @Option(help: "What was done.") var note: String?

    func run() async throws { try await global.decide(id, .done, owner: nil, note: note) }
}

struct ReopenFinding: GlobalCommand {
    static let configuration = CommandConfiguration(
        commandName: "reopen", abstract: "Say that a finding is open after all.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: "As `waymark findings --all` names it.") var id: String
    @Option(help: "Why.") var note: String?

    func run() async throws { try await global.decide(id, .open, owner: nil, note: note) }
}

extension GlobalOptions {
    fileprivate func decide(_ id: String, _ state: FindingState, owner: String?, note: String?) async throws {
        for (name, text) in [("--owner", owner), ("--note", note)] where text != nil {
            guard text.flatMap(ShortText.init) != nil else { throw ValidationError("\(name): \(ShortText.problem)") }
        }
        let store = try await openStore(.readWrite(create: false))
        let result: Result<[FindingRow], any Error>
        do {
            result = .success(
                try await store.write { transaction in
                    _ = try transaction.decide(id, state, owner: owner, note: note)
                    return try transaction.reader.findings()
                })
        } catch {
            result = .failure(error)
        }
        try await store.close()
        let rows = try result.get()
        guard let row = rows.first(where: { $0.id == id }) else {
            throw CommandFailure(
                "there is no finding \"\(id)\"\(Spelling.hint(for: id, among: rows.map(\.id))); `waymark findings` lists them",
                exitCode: 64)
        }
        if json {
            try Console.output(try Printing.json(FindingsList.Decided(row)))
        } else {
            let owner = row.owner.map { ", owner \(TerminalText.line($0))" } ?? ""
            try Console.output(
                "\(TerminalText.line(row.id)) is \(row.state.rawValue)\(owner): \(TerminalText.line(row.title))\n")
        }
    }
}
