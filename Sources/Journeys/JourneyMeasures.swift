public import JourneyStore
import Touchpoints

/// All measures over all journeys, in one pass; memory does not grow with the number of journeys.
///
/// A second pass is made only where the fitness cannot be told from the variants: because there are more than their table
/// holds.
public struct JourneyMeasures: Sendable {
    public let rules: MeasureRules
    /// The stages of the rules that touchpoints bear, in order, and those that none bears.
    public let stages: [Stage]
    public let stagesWithoutData: [Stage]
    public private(set) var activities = ActivityNames()
    public private(set) var channels = ActivityNames()
    public private(set) var follows = DirectlyFollows()
    public private(set) var variants: Variants
    public private(set) var funnel: StageFunnel
    public private(set) var timeInStage: TimeInStage
    public private(set) var handoffs: Handoffs
    public private(set) var attribution: Attribution
    public private(set) var moments: Moments
    public private(set) var arrivals = Arrivals()
    /// Nil: there is no map to hold the journeys against.
    public private(set) var fitness: Fitness?
    /// What the map shows stage by stage.
    public private(set) var map: MapTally
    private let staging: CompiledStageRules
    /// The place of each stage of the rules among those with data.
    private var places: [Int?]

    /// - Parameter present: the stages that journeys come to.
    public init(_ rules: MeasureRules, present: Set<Stage>) {
        self.rules = rules
        stages = rules.stages.filter(present.contains)
        stagesWithoutData = rules.stages.filter { !present.contains($0) }
        let stages = stages
        places = rules.stages.map(stages.firstIndex)
        staging = rules.stageRules.compiled()
        map = MapTally(rules)
        variants = Variants(collapsesRepeats: rules.collapsesRepeats)
        funnel = StageFunnel(stages: stages.count, window: rules.window, asOf: rules.asOf)
        timeInStage = TimeInStage(stages: stages.count, asOf: rules.asOf)
        handoffs = Handoffs(expecting: rules.handoffs)
        attribution = Attribution(halfLife: rules.halfLife)
        moments = Moments(landmark: rules.landmark, window: rules.window, asOf: rules.asOf)
    }

    /// Measures what a store holds.
    ///
    /// - Parameters:
    ///   - newest: gives the moment of asking where the rules name none: the newest touchpoint up to it.
    ///   - rules: gets that moment, Unix milliseconds.
    /// - Throws: `MeasureError`, `StoreError`.
    public static func measure(
        _ reader: StoreReader, upTo end: Int64, rules: (_ newest: Int64) -> MeasureRules
    ) throws -> JourneyMeasures {
        // Another unit than the rules' is not to be had: they say whose journeys these are.
        let unit = rules(end).unit
        let rules = rules(try reader.newestStep(unit, upTo: end) ?? end)
        var measures = JourneyMeasures(rules, present: try present(reader, rules))
        try reader.journeys(unit, upTo: rules.asOf) { try measures.add($0) }
        try measures.finish { add in try reader.journeys(unit, upTo: rules.asOf, each: add) }
        return measures
    }

    /// The stages that journeys come to.
    private static func present(_ reader: StoreReader, _ rules: MeasureRules) throws -> Set<Stage> {
        let staging = rules.stageRules.compiled()
        var missing = Set(rules.stages.indices)
        try reader.journeys(rules.unit, upTo: rules.asOf) { path in
            guard !missing.isEmpty else { return }
            let journey = StagedJourney(path, staging, rules.outcomes, asOf: rules.asOf)
            for entry in journey.entries { missing.remove(entry.stage) }
        }
        return Set(rules.stages.indices.filter { !missing.contains($0) }.map { rules.stages[$0] })
    }

    /// - Parameter journey: its touchpoints in order, at least one.
    public mutating func add(_ journey: JourneyPath) throws {
        let path = journey.steps
        guard let first = path.first else { return }
        let staged = StagedJourney(journey, staging, rules.outcomes, asOf: rules.asOf)
        try map.add(staged)
        let names = path.map(\.activity)
        let times = path.map(\.at)
        var steps: [Int] = []
        steps.reserveCapacity(path.count)
        for name in names { steps.append(try activities.number(name)) }
        try follows.add(steps, at: times)
        variants.add(steps)
        arrivals.add(first.at)
        if !stages.isEmpty {
            let stages = staged.begins.map { $0.flatMap { places[$0] } }
            funnel.add(stages, at: times)
            timeInStage.add(stages, losses: staged.losses, at: times)
        }
        handoffs.add(path.map { $0.isAct ? $0.team : nil }, activities: names, at: times)
        let end = names.firstIndex(of: rules.conversion)
        let conversion = end.map { times[$0] }
        var credited: [Int] = []
        for step in path[..<(end ?? path.count)] {
            credited.append(
                try channels.number(rules.credit == .activity ? step.activity : step.channel.rawValue))
        }
        try attribution.add(credited, at: Array(times[..<(end ?? path.count)]), conversion: conversion)
        moments.add(steps, at: times, conversion: conversion)
    }

    /// Holds the journeys against the assumed map, or against the most frequent way.
    ///
    /// - Parameter again: gives all journeys once more.
    public mutating func finish(again: (((JourneyPath) throws -> Void) throws -> Void)) throws {
        var map: [Int32]
        if let assumed = rules.assumed {
            // A step that nobody takes fits nothing; no two of them are the same.
            map = assumed.enumerated().map { index, name in
                activities.known(name).map(Int32.init) ?? Int32(ActivityNames.most + index)
            }
        } else {
            guard let top = variants.ranked(activities.names, top: 1).first else { return }
            map = top.steps
        }
        if rules.collapsesRepeats { map = variants.variant(of: map.map(Int.init)) }
        guard map.count <= Fitness.longest else { return }
        var fitness = Fitness(map: map)
        if variants.isComplete {
            // In one order, so that sums are the same whenever they are made.
            for (steps, count) in variants.ranked(activities.names, top: .max) { fitness.add(steps, count: count) }
        } else {
            let (variants, activities) = (variants, activities)
            try again { path in
                fitness.add(variants.variant(of: path.steps.compactMap { activities.known($0.activity) }))
            }
        }
        self.fitness = fitness
    }
}
