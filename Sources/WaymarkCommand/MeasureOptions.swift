import ArgumentParser
import Journeys
import JourneyStore
import Touchpoints

/// What is measured, for all commands that measure journeys.
struct MeasureOptions: ParsableArguments {
    @Option(help: "Whose journeys: person or account.")
    var unit = JourneyUnit.person

    @Option(help: "What you believe the path is, as \"A > B > C\"; else the most frequent one is held against all.")
    var assumed: String?

    @Option(help: "Stages in order, as \"A > B > C\"; else the seven standard ones.")
    var stages: String?

    @Option(help: "The activity that is a conversion; else deal.won.")
    var conversion: String?

    @Option(
        name: .customLong("loss"),
        help: "An activity with which somebody is lost; can be repeated. Else deal.lost and its kind.")
    var losses: [String] = []

    @Option(
        name: .customLong("handoff"), help: "\"ACTIVITY > TEAM\": after it, that team should act; can be repeated.")
    var handoffs: [String] = []

    @Option(help: "Where credit for conversions goes: activity or channel.")
    var credit = MeasureRules.Credit.activity

    @Option(help: "In which a journey has to get through the funnel, or to convert after the landmark.")
    var window = "90d"

    @Option(help: "After which a journey's activities are held against what it became.")
    var landmark = "14d"

    @Option(help: "After which a touch counts half, for the credit that decays.")
    var halfLife = "7d"

    @Option(help: "Only what happened up to this time (RFC 3339, or a date); else up to the newest touchpoint.")
    var asOf: String?

    @Flag(help: "In variants and fitness, one activity several times in a row counts once.")
    var collapseRepeats = false

    @Option(help: "So many variants are listed.")
    var top = 20

    @Option(help: "Groups with fewer journeys are not shown.")
    var minGroup = 5

    @OptionGroup var mapFile: MapFileOptions

    func validate() throws {
        if top < 1 { throw ValidationError("--top must be at least 1") }
        if minGroup < 1 { throw ValidationError("--min-group must be at least 1") }
        if let asOf, Moment(parsing: asOf) == nil {
            throw ValidationError("--as-of: expected a time like 2026-05-02T08:15:30Z or a date")
        }
        for (name, text) in [("--assumed", assumed), ("--stages", stages)] {
            if let text, Self.list(text).isEmpty { throw ValidationError("\(name): expected \"A > B > C\"") }
        }
        if let assumed, Self.list(assumed).count > Fitness.longest {
            throw ValidationError("--assumed: more than \(Fitness.longest) steps")
        }
        if let stages, Set(Self.list(stages)).count != Self.list(stages).count {
            throw ValidationError("--stages: one of them stands there twice")
        }
        _ = try rules(JourneyRules(), asOf: 0)
    }

    /// The moment asked for, Unix milliseconds; nil: the newest touchpoint's. A day as a whole, up to its last one.
    var moment: Int64? {
        asOf.flatMap { Moment(parsing: $0) }.map { $0.milliseconds + ($0.precision == .day ? 86_399_999 : 0) }
    }

    func rules(_ journeys: JourneyRules, assuming map: AssumedMap? = nil, asOf: Int64) throws -> MeasureRules {
        var rules = MeasureRules(asOf: asOf)
        rules.unit = unit
        rules.stageRules = journeys.stages
        rules.outcomes = journeys.outcomes
        rules.owners = journeys.owners
        rules.pickUpWithin = journeys.pickUpWithin
        rules.minGroup = minGroup
        rules.window = try Self.span(window, "--window")
        rules.landmark = try Self.span(landmark, "--landmark")
        rules.halfLife = try Self.span(halfLife, "--half-life")
        if let stages { rules.stages = Self.list(stages).map(Stage.init(rawValue:)) }
        rules.assumed = assumed.map(Self.list)
        rules.collapsesRepeats = collapseRepeats
        if let conversion {
            rules.conversion = conversion
            rules.outcomes.won = [StepPattern(conversion)]
        }
        if !losses.isEmpty { rules.losses = Set(losses) }
        if !handoffs.isEmpty { rules.handoffs = try handoffs.map(Self.handoff) }
        rules.credit = credit
        rules.top = top
        map?.apply(to: &rules)
        return rules
    }

    private static func span(_ text: String, _ option: String) throws -> Int64 {
        guard let span = DurationText(text) else { throw ValidationError("\(option): \(DurationText.problem)") }
        return Int64(span.seconds) * 1_000
    }

    private static func list(_ text: String) -> [String] {
        text.split(separator: ">").map { part in
            let trimmed = part.drop(while: \.isWhitespace)
            return String(
                trimmed[..<(trimmed.lastIndex { !$0.isWhitespace }.map(trimmed.index(after:)) ?? trimmed.startIndex)])
        }.filter { !$0.isEmpty }
    }

    private static func handoff(_ text: String) throws -> Handoffs.Expectation {
        let parts = list(text)
        guard parts.count == 2, let team = Team(rawValue: parts[1]) else {
            throw ValidationError(
                "--handoff \"\(text)\": expected \"ACTIVITY > TEAM\" with one of the teams "
                    + Team.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return Handoffs.Expectation(after: parts[0], to: team)
    }
}

extension MeasureRules.Credit: ExpressibleByArgument {}
extension JourneyUnit: ExpressibleByArgument {}
