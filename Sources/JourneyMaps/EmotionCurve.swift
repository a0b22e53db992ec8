import Journeys

/// The feelings of all stages, one line per origin, with gaps where nobody spoke.
struct EmotionCurve {
    struct Point {
        var stage: Int
        var mean: Double
        var lower: Double
        var upper: Double
        var n: String
    }

    struct Line {
        var origin: String
        var name: String
        var mark: OriginMark
        var isInferred: Bool
        var points: [Point]

        /// Points of neighbouring stages: what lies between others is unknown, and is not drawn.
        var segments: [(Point, Point)] {
            zip(points, points.dropFirst()).filter { $0.stage + 1 == $1.stage }.map { ($0, $1) }
        }
    }

    let stages: [String]
    let lines: [Line]

    init(_ report: MapReport, _ figures: Figures) {
        stages = report.stages.map { Words.stage($0.stage) }
        var origins: [String] = []
        for feeling in report.stages.flatMap(\.feelings) where !origins.contains(feeling.origin) {
            origins.append(feeling.origin)
        }
        origins.sort(by: Self.precedes)
        lines = origins.compactMap { origin in
            var isInferred = false
            let points = report.stages.enumerated().compactMap { number, stage -> Point? in
                guard let feeling = stage.feelings.first(where: { $0.origin == origin }), feeling.count > 0,
                    !figures.isSmall(feeling.count), let mean = feeling.mean, mean.isFinite
                else { return nil }
                isInferred = !feeling.isSelfReported
                let clamp = { (value: Double) in value.isFinite ? min(1, max(-1, value)) : mean }
                return Point(
                    stage: number, mean: clamp(mean), lower: clamp(feeling.lower ?? mean),
                    upper: clamp(feeling.upper ?? mean), n: figures.people(feeling.count))
            }
            guard !points.isEmpty else { return nil }
            return Line(
                origin: origin, name: Words.origin(origin), mark: OriginMark(origin), isInferred: isInferred,
                points: points)
        }
    }

    /// What customers said comes first.
    private static func precedes(_ one: String, _ other: String) -> Bool {
        let order = ["nps", "csat", "ces", "survey"]
        return (order.firstIndex(of: one) ?? 9, one) < (order.firstIndex(of: other) ?? 9, other)
    }

    static func precedes(_ one: MapReport.Feeling, _ other: MapReport.Feeling) -> Bool {
        precedes(one.origin, other.origin)
    }

    var title: String { "Emotion curve from −1 (bad) to +1 (good), one line per origin" }

    /// What the curve says, in words.
    var summary: String {
        if lines.isEmpty { return "No feelings are known in any stage." }
        return lines.map { line in
            let told = stages.indices.map { stage in
                guard let point = line.points.first(where: { $0.stage == stage }) else {
                    return "\(stages[stage]) no data"
                }
                return "\(stages[stage]) \(Figures.signed(point.mean, 2)) (\(Figures.signed(point.lower, 2)) to "
                    + "\(Figures.signed(point.upper, 2)), n \(point.n))"
            }
            return "\(line.name)\(line.isInferred ? ", inferred" : ""): \(told.joined(separator: "; "))."
        }.joined(separator: " ")
    }
}
