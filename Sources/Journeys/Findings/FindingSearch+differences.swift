import Foundation

extension FindingSearch {
    /// What is worse in one group than in all others, or in this quarter than in the last, beyond noise.
    var differences: [MapReport.FoundFinding] {
        // What was worse in a quarter long ago is nothing to act on; this quarter is held against the last.
        let present = segments.filter { $0.name != "period" }
        let tables = present.map { (table: $0, isQuarter: false) } + (quarters.map { [($0, true)] } ?? [])
        return tables.flatMap { table, isQuarter in
            table.groups.flatMap { group in
                group.measures.compactMap { difference($0, Group(table.name, group.value, isQuarter)) }
            }
        }
    }

    private struct Group {
        /// `source: webinar`.
        var name: String
        var parts: [String]
        var isQuarter: Bool

        init(_ table: String, _ value: String, _ isQuarter: Bool) {
            name = isQuarter ? MapReport.thisQuarter : "\(table): \(value)"
            parts = isQuarter ? [name] : [table, value]
            self.isQuarter = isQuarter
        }

        var here: String { isQuarter ? "this quarter" : "for \(name)" }
        var elsewhere: String { isQuarter ? "last quarter" : "elsewhere" }
    }

    private func difference(_ comparison: MapReport.Comparison, _ group: Group) -> MapReport.FoundFinding? {
        guard comparison.q <= rules.level, comparison.here.of >= max(1, minGroup),
            let measure = ComparedMeasure(comparison.measure)
        else { return nil }
        let isWorse = measure.isHighGood ? comparison.upper < 0 : comparison.lower > 0
        guard isWorse else { return nil }
        let here = comparison.here
        let people = measure.isHighGood ? here.of - here.count : here.count
        // The bound that lies nearer to no difference.
        let sure = measure.isHighGood ? -comparison.upper : comparison.lower
        let (title, noun) = words(measure, group)
        let explanation =
            "\(noun): \(Words.percent(here.share)) of \(here.of) \(group.here), "
            + "\(Words.percent(comparison.elsewhere.share)) of \(comparison.elsewhere.of) \(group.elsewhere); the "
            + "difference is \(Words.points(sure)) at least (95 %, q \(Words.q(comparison.q)))."
        let handoff = measure.boundary.flatMap { boundary($0[0], $0[1]) }
        let segment = group.isQuarter ? nil : group.name
        return finding(
            measure.kind, measure.parts + group.parts, title: title, explanation: explanation,
            stage: measure.stage, boundary: measure.boundary, segment: segment, people: people,
            atLeast: sure * Double(here.of), measure: MapReport.key(comparison.measure, segment: group.name),
            value: here.share, owner: handoff.flatMap(owner) ?? measure.stage.flatMap(owner),
            evidenceKey: MapReport.key(measure.evidence, segment: group.name))
    }

    /// A title, and what is counted.
    private func words(_ measure: ComparedMeasure, _ group: Group) -> (title: String, noun: String) {
        let here = group.isQuarter ? "this quarter" : "for \(group.name)"
        let between = measure.boundary.map { "from \($0[0]) to \($0[1])" } ?? ""
        let stage = measure.stage ?? ""
        return switch measure.name {
        case "passed": ("Fewer get \(between) \(here)", "Come further")
        case "late": ("Handoffs \(between) are late \(here)", "Picked up late")
        case "unclaimed": ("Handoffs \(between) are picked up by nobody \(here)", "Picked up by nobody so far")
        case "stuck": ("More are stuck in \(stage) \(here)", "Stuck in \(stage)")
        case "feeling":
            (
                "Customers feel worse in \(stage) \(here)",
                "Answers below the middle in \(stage) (\(measure.origin ?? "–"))"
            )
        case "silent": ("More customers fall silent \(here)", "Silent customers")
        case "churned": ("More customers leave \(here)", "Churned")
        case "lost": ("More are lost \(here)", "Lost")
        case "dormant": ("More journeys fall asleep \(here)", "Dormant")
        case "won": ("Fewer are won \(here)", "Won")
        default: ("Fewer customers renew \(here)", "Renewed")
        }
    }
}

/// What a comparison compares, taken apart: `late: awareness > consideration`, `feeling: onboarding, nps`, `churned`.
struct ComparedMeasure {
    var name: String
    var stage: String?
    var boundary: [String]?
    var origin: String?

    /// Nil where nobody knows whether more of it is better or worse.
    init?(_ text: String) {
        let halves = text.split(separator: ": ", maxSplits: 1).map(String.init)
        name = halves.first ?? ""
        switch (name, halves.count) {
        case ("passed", 2), ("late", 2), ("unclaimed", 2):
            let ends = halves[1].components(separatedBy: " > ")
            guard ends.count == 2 else { return nil }
            boundary = ends
        case ("stuck", 2): stage = halves[1]
        case ("feeling", 2):
            // An origin has no comma, a stage's name may.
            let ends = halves[1].components(separatedBy: ", ")
            guard ends.count >= 2, let last = ends.last else { return nil }
            stage = ends.dropLast().joined(separator: ", ")
            origin = last
        case ("silent", 1), ("churned", 1), ("lost", 1), ("dormant", 1), ("won", 1), ("renewed", 1): break
        default: return nil
        }
    }

    var isHighGood: Bool { ["passed", "won", "renewed"].contains(name) }

    var kind: String {
        switch name {
        case "passed": "leak"
        case "late": "slow_handoff"
        case "unclaimed": "unclaimed_handoff"
        case "stuck": "stuck"
        case "feeling": "falling_feeling"
        case "silent": "silent_customers"
        default: "segment"
        }
    }

    /// For the id, beside the kind.
    var parts: [String] {
        boundary ?? [stage, origin].compactMap { $0 } + (kind == "segment" ? [name] : [])
    }

    /// How the journeys behind it are called in the report's evidence.
    var evidence: String {
        switch name {
        case "passed": "not passed: " + (boundary ?? []).joined(separator: " > ")
        case "late", "unclaimed": "\(name): " + (boundary ?? []).joined(separator: " > ")
        case "stuck": "stuck: \(stage ?? "")"
        case "feeling": "low: \(stage ?? ""), \(origin ?? "")"
        default: name
        }
    }
}
