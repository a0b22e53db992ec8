public import JourneyStore
import Touchpoints

/// What breaks down: looks through a report for what is worth somebody's attention.
///
/// Only what a healthy company need not show is a finding: a measure that is worse in one group than in the rest or than
/// last quarter, or worse than the company's own map or a stated limit. A mere lowest or slowest is none.
public struct FindingSearch: Sendable {
    /// A finding that may be one: it is, where its test (if it rests on one) survives those of all others.
    struct Candidate {
        var finding: MapReport.FoundFinding
        /// One-sided; nil: a plain fact.
        var p: Double?
    }

    let rules: FindingRules
    let asOf: Int64
    let minGroup: Int
    let unit: JourneyUnit
    /// With what the map says about them.
    let stages: [MapReport.StageColumn]
    let boundaries: [MapReport.Boundary]
    let segments: [MapReport.SegmentTable]
    let quarters: MapReport.SegmentTable?
    /// Nil: there is no assumed map.
    let comparison: AssumedComparison?
    /// Customers whom nobody heard of or spoke to for the span after which they count as silent.
    let silent: MapReport.Share?
    let evidence: [String: [String]]

    /// - Parameter asOf: Unix milliseconds.
    public init(
        stages: [MapReport.StageColumn], boundaries: [MapReport.Boundary], segments: [MapReport.SegmentTable] = [],
        quarters: MapReport.SegmentTable? = nil, comparison: AssumedComparison? = nil,
        silent: MapReport.Share? = nil, evidence: [String: [String]] = [:], minGroup: Int, asOf: Int64,
        unit: JourneyUnit = .person, rules: FindingRules = FindingRules()
    ) {
        self.rules = rules
        self.asOf = asOf
        self.minGroup = minGroup
        self.unit = unit
        self.stages = stages
        self.boundaries = boundaries
        self.segments = segments
        self.quarters = quarters
        self.comparison = comparison
        self.silent = silent
        self.evidence = evidence
    }

    /// The largest first: by the lower bound of the journeys concerned, then by their number, then by id.
    public var findings: [MapReport.FoundFinding] {
        let tests = limits + contradictions
        let tested = tests.indices.filter { tests[$0].p != nil }
        var q = [Double](repeating: 0, count: tests.count)
        for (index, value) in zip(tested, FalseDiscovery.qValues(tested.map { tests[$0].p ?? 1 })) { q[index] = value }
        var all = zip(tests, q).filter { $1 <= rules.level }.map(\.0.finding) + differences + moments
        // Fewer than may be shown are not told of either.
        all.removeAll { $0.people < max(1, minGroup) }
        all += gaps
        var found: [String: MapReport.FoundFinding] = [:]
        // Of two that mean the same thing, the one that is larger.
        for finding in all where found[finding.id].map({ Self.isLarger(finding, $0) }) ?? true {
            found[finding.id] = finding
        }
        return found.values.sorted(by: Self.isLarger)
    }

    private static func isLarger(_ one: MapReport.FoundFinding, _ other: MapReport.FoundFinding) -> Bool {
        if one.atLeast != other.atLeast { return one.atLeast > other.atLeast }
        if one.people != other.people { return one.people > other.people }
        return one.id < other.id
    }

    /// A finding as it stands when it is found: open, and new until the store knows better.
    ///
    /// - Parameters:
    ///   - parts: what makes it this one beside its kind; for the id.
    ///   - evidenceKey: where the journeys behind it are; nil: as the measure is spelled.
    func finding(
        _ kind: String, _ parts: [String], title: String, explanation: String, stage: String? = nil,
        boundary: [String]? = nil, segment: String? = nil, people: Int = 0, atLeast: Double = 0,
        money: [MapReport.Amount] = [], measure: String, value: Double?, owner: String? = nil,
        evidenceKey: String? = nil
    ) -> MapReport.FoundFinding {
        MapReport.FoundFinding(
            id: FindingID.slug([kind] + parts + (unit == .account ? ["accounts"] : [])), kind: kind, title: title,
            explanation: explanation, stage: stage,
            boundary: boundary, segment: segment, people: people, atLeast: max(0, atLeast), money: money,
            measure: measure, value: value, valueThen: nil, owner: owner ?? stage.flatMap(self.owner), state: "open",
            firstSeen: nil, stateSince: nil, isNew: true, journeys: evidence[evidenceKey ?? measure] ?? [])
    }

    func column(_ stage: String) -> MapReport.StageColumn? { stages.first { $0.stage == stage } }

    /// From the map, else the usual team.
    func owner(of stage: String) -> String? {
        comparison?.map.stage(named: stage)?.owner ?? column(stage)?.owner
    }

    /// Who should pick up there.
    func owner(_ boundary: MapReport.Boundary) -> String? {
        comparison?.map.stage(named: boundary.to)?.owner ?? boundary.handoff?.to ?? column(boundary.to)?.owner
    }

    func boundary(_ from: String, _ to: String) -> MapReport.Boundary? {
        boundaries.first { $0.from == from && $0.to == to }
    }
}
