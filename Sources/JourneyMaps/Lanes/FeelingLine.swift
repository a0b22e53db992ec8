import Journeys

/// How customers felt, by one origin.
struct FeelingLine {
    var origin: String
    var originName: String
    var isInferred: Bool
    var mark: String
    let shape: OriginMark
    var value: String
    var interval: String?
    var n: String
    /// For a strip from −1 to +1: percent of its width.
    var place: String?
    var low: String?
    var wide: String?

    init(_ feeling: MapReport.Feeling, _ figures: Figures) {
        origin = feeling.origin
        originName = Words.origin(feeling.origin)
        isInferred = !feeling.isSelfReported
        shape = OriginMark(feeling.origin)
        mark = shape.glyph
        n = figures.people(feeling.count)
        guard !figures.isSmall(feeling.count), let mean = feeling.mean, mean.isFinite else {
            value = "–"
            return
        }
        place = Self.percent(mean)
        if let lower = feeling.lower, let upper = feeling.upper {
            low = Self.percent(lower)
            wide = Figures.decimal(max(0, (min(1, upper) - max(-1, lower)) * 50), 1)
            interval = "\(Figures.signed(lower, 2)) to \(Figures.signed(upper, 2))"
        }
        value = Figures.signed(mean, 2)
        if feeling.origin == "nps", let score = feeling.netPromoterScore {
            value = Figures.signed(score, 0)
            interval = nil
            if let lower = feeling.netPromoterLower, let upper = feeling.netPromoterUpper {
                interval = "\(Figures.signed(lower, 0)) to \(Figures.signed(upper, 0))"
            }
        }
    }

    private static func percent(_ value: Double) -> String { Figures.decimal((min(1, max(-1, value)) + 1) * 50, 1) }
}

/// Every origin has a mark of its own: colour alone would tell nothing to some.
enum OriginMark: String, CaseIterable {
    case circle, square, triangle, diamond, ring

    init(_ origin: String) {
        self =
            switch origin {
            case "nps": .circle
            case "csat": .square
            case "ces": .triangle
            case "message": .ring
            default: .diamond
            }
    }

    var glyph: String {
        switch self {
        case .circle: "●"
        case .square: "■"
        case .triangle: "▲"
        case .diamond: "◆"
        case .ring: "○"
        }
    }

    /// Okabe and Ito's colours that stand out from white by 3:1.
    var colour: String {
        switch self {
        case .circle: "#0072b2"
        case .square: "#d55e00"
        case .triangle: "#007a59"
        case .diamond: "#000000"
        case .ring: "#a8528a"
        }
    }
}
