import JourneyStore
import Touchpoints

/// Everything that the map shows stage by stage, counted in one pass.
public struct MapTally: Sendable {
    let rules: MeasureRules
    let stages: [Stage]
    private(set) var columns: [StageTally]
    private(set) var boundaries: [BoundaryTally]
    private(set) var outcomes: [Outcome: OutcomeTally] = [:]
    /// Per stage before the purchase, those who enter it; then the customers.
    private(set) var landmarks: [Landmark]
    private(set) var customers: Landmark
    private(set) var segments = Comparisons()
    private(set) var quarters = Comparisons()
    /// Customers without contact for a long time.
    private(set) var silent = Proportion(0, of: 0)
    private(set) var stuck: [StuckTally]
    private(set) var evidence = Evidence()
    private(set) var examples = Examples()
    private(set) var ways = ActivityNames()
    private(set) var since: Int64?
    /// In which stage customers are right after the purchase, how many of them.
    private var purchases: [Int: Int] = [:]

    init(_ rules: MeasureRules) {
        self.rules = rules
        stages = rules.stages
        columns = [StageTally](repeating: StageTally(), count: stages.count)
        stuck = [StuckTally](repeating: StuckTally(), count: stages.count)
        boundaries = stages.indices.dropLast().map { number in
            var tally = BoundaryTally()
            if let from = rules.owners[rules.stages[number]], let to = rules.owners[rules.stages[number + 1]],
                from != to
            {
                tally.handoff = HandoffTally(
                    from: from, to: to,
                    allowed: rules.pickUpWithin[rules.stages[number + 1]] ?? rules.handoffWithin)
            }
            return tally
        }
        landmarks = stages.map { _ in Landmark(outcome: .won, landmark: rules.landmark, window: rules.window) }
        customers = Landmark(outcome: .churned, landmark: rules.customerLandmark, window: rules.customerWindow)
    }

    mutating func add(_ journey: StagedJourney) throws {
        let asOf = rules.asOf
        since = min(since ?? .max, journey.path.steps.first?.at ?? .max)
        var places = [[Int]](repeating: [], count: stages.count)
        for (index, stage) in journey.stages.enumerated() { if let stage { places[stage].append(index) } }
        for (stage, indices) in places.enumerated() where !indices.isEmpty {
            columns[stage].add(
                journey, stage: stage, steps: indices, since: asOf - Int64(EvidenceGrade.days) * 86_400_000)
        }
        try addOutcome(journey)
        var facts: [(measure: String, counts: Bool)] = []
        for stage in boundaries.indices {
            addCrossing(journey, from: stage, &facts)
            addPickUp(journey, into: stage + 1, &facts)
        }
        addFeelings(journey, &facts)
        addCustomer(journey, &facts)
        addStuck(journey, &facts)
        for (stage, entry) in stages.indices.compactMap({ stage in journey.firstEntry(stage).map { (stage, $0) } })
        where journey.won.map({ entry.at < $0.at }) ?? true {
            let end = [journey.won?.at, journey.lostAt].compactMap { $0 }.filter { $0 >= entry.at }.min()
            landmarks[stage].add(
                journey, since: (entry.at, entry.step), advance: journey.advance(from: entry)?.at, end: end,
                isOutcome: end != nil && end == journey.won?.at, asOf: asOf)
        }
        var values = journey.path.segments
        if let first = journey.path.steps.first { values[Comparisons.period] = Quarter(of: first.at).name }
        segments.add(values, facts, of: journey.path.id)
        examples.add(journey)
    }

    private mutating func addOutcome(_ journey: StagedJourney) throws {
        var tally = outcomes[journey.outcome] ?? OutcomeTally()
        tally.journeys += 1
        if let first = journey.path.steps.first { tally.time.add(max(0, journey.outcomeAt - first.at)) }
        // The way to it by channels, each where it first comes in: single steps are different for everybody.
        var way: [Int] = []
        for step in journey.path.steps {
            guard step.at <= journey.outcomeAt else { break }
            guard step.isContact else { continue }
            let channel = try ways.number(
                TouchpointKind(rawValue: step.activity) == nil ? step.activity : step.channel.rawValue)
            if !way.contains(channel) { way.append(channel) }
        }
        if !way.isEmpty { tally.variants.add(way) }
        outcomes[journey.outcome] = tally
        evidence.add("\(journey.outcome)", journey.path.id)
    }

    private mutating func addCrossing(
        _ journey: StagedJourney, from stage: Int, _ facts: inout [(measure: String, counts: Bool)]
    ) {
        guard let crossing = Crossing(journey, from: stage) else { return }
        guard let passes = crossing.passes(within: rules.window, asOf: rules.asOf) else {
            boundaries[stage].recent += 1
            return
        }
        let name = boundaryName(stage)
        boundaries[stage].passed.total += 1
        boundaries[stage].lost.total += 1
        if passes, let next = crossing.next {
            boundaries[stage].passed.count += 1
            boundaries[stage].time.add(next.at - crossing.since)
            if next.stage > stage + 1 { boundaries[stage].skipped += 1 }
        } else {
            evidence.add("not passed: \(name)", journey.path.id)
            if let lost = crossing.lostAt, lost - crossing.since <= rules.window { boundaries[stage].lost.count += 1 }
        }
        facts.append(("passed: \(name)", passes))
        if let quarter = recency(of: crossing.since, after: rules.window) {
            quarters.count("quarter", quarter, "passed: \(name)", passes, of: journey.path.id)
        }
    }

    private mutating func addPickUp(
        _ journey: StagedJourney, into stage: Int, _ facts: inout [(measure: String, counts: Bool)]
    ) {
        guard var tally = boundaries[stage - 1].handoff, let pickUp = PickUp(journey, into: stage, by: tally.to) else {
            return
        }
        let name = boundaryName(stage - 1)
        tally.total += 1
        if let at = pickUp.at {
            tally.time.add(at - pickUp.since)
        } else {
            evidence.add("unclaimed: \(name)", journey.path.id)
            if let (amount, currency) = journey.value { tally.waiting[currency, default: 0] += amount }
        }
        if let isLate = pickUp.isLate(allowed: tally.allowed, asOf: rules.asOf) {
            tally.late.total += 1
            tally.late.count += isLate ? 1 : 0
            tally.unclaimed.total += 1
            tally.unclaimed.count += pickUp.at == nil ? 1 : 0
            if isLate { evidence.add("late: \(name)", journey.path.id) }
            facts.append(("late: \(name)", isLate))
            if let quarter = recency(of: pickUp.since, after: tally.allowed) {
                quarters.count("quarter", quarter, "late: \(name)", isLate, of: journey.path.id)
            }
        }
        boundaries[stage - 1].handoff = tally
    }

    private mutating func addFeelings(_ journey: StagedJourney, _ facts: inout [(measure: String, counts: Bool)]) {
        for (index, step) in journey.path.steps.enumerated() {
            guard let feeling = step.feeling, let stage = journey.stages[index] else { continue }
            let measure = "feeling: \(stages[stage]), \(feeling.origin.rawValue)"
            facts.append((measure, feeling.score < 0))
            if let quarter = recency(of: step.at, after: 0) {
                quarters.count("quarter", quarter, measure, feeling.score < 0, of: journey.path.id)
            }
            if feeling.score < 0 { evidence.add("low: \(stages[stage]), \(feeling.origin.rawValue)", journey.path.id) }
        }
    }

    private mutating func addCustomer(_ journey: StagedJourney, _ facts: inout [(measure: String, counts: Bool)]) {
        guard let won = journey.won else { return }
        if let stage = journey.stages[won.step] { purchases[stage, default: 0] += 1 }
        let end = journey.churnedAt
        customers.add(journey, since: won, end: end, isOutcome: end != nil, asOf: rules.asOf)
        let watched = rules.customerLandmark + rules.customerWindow
        if rules.asOf - won.at >= watched {
            facts.append(("churned", end.map { $0 - won.at <= watched } ?? false))
        }
        guard journey.outcome.isCustomer else { return }
        let last = journey.path.steps.last { $0.isContact }?.at ?? won.at
        // Who has just bought had no time to be silent.
        guard rules.asOf - won.at >= rules.outcomes.dormantAfter else { return }
        let isSilent = rules.asOf - max(last, won.at) >= rules.outcomes.dormantAfter
        silent.total += 1
        silent.count += isSilent ? 1 : 0
        facts.append(("silent", isSilent))
        if isSilent { evidence.add("silent", journey.path.id) }
    }

    private mutating func addStuck(_ journey: StagedJourney, _ facts: inout [(measure: String, counts: Bool)]) {
        guard journey.outcome == .open, let entry = journey.entries.last else { return }
        stuck[entry.stage].all.total += 1
        facts.append(("stuck: \(stages[entry.stage])", rules.asOf - entry.at > rules.window))
        guard rules.asOf - entry.at > rules.window else { return }
        stuck[entry.stage].all.count += 1
        if let (amount, currency) = journey.value { stuck[entry.stage].waiting[currency, default: 0] += amount }
        evidence.add("stuck: \(stages[entry.stage])", journey.path.id)
    }

    /// The stage in which most customers are right after the purchase; nil: nobody has bought.
    var purchase: Int? { purchases.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key }

    func boundaryName(_ from: Int) -> String { "\(stages[from]) > \(stages[from + 1])" }

    /// Of the two quarters of a year that ended last, and could be watched long enough since: which one it lies in.
    private func recency(of time: Int64, after watching: Int64) -> String? {
        let age = rules.asOf - watching - time
        guard age >= 0 else { return nil }
        return age < Quarter.length ? "this" : age < 2 * Quarter.length ? "last" : nil
    }
}

struct OutcomeTally: Sendable {
    var journeys = 0
    /// From the first touchpoint to the outcome.
    var time = Durations()
    var variants = Variants(collapsesRepeats: true)
}

/// Open journeys in a stage, and those that have been there for longer than the window.
struct StuckTally: Sendable {
    var all = Proportion(0, of: 0)
    var waiting: [String: Double] = [:]
}

extension StagedJourney {
    /// What it is about in money: the amount that was named last.
    var value: (amount: Double, currency: String)? {
        path.steps.last { $0.amount != nil }.flatMap { step in step.amount.map { ($0, step.currency ?? "") } }
    }
}
