import Journeys

/// What goes wrong for customers in a stage.
struct PainLine {
    static let most = 4

    var label: String
    var rate: String
    var isOnlyAssumed: Bool
    var mark: String

    static func all(_ pains: [MapReport.Pain], _ figures: Figures) -> [PainLine] {
        pains.prefix(most).map { PainLine($0, figures) }
    }

    init(_ pain: MapReport.Pain, _ figures: Figures) {
        label = Words.activity(pain.name)
        isOnlyAssumed = pain.perThousand == nil && pain.journeys == nil
        mark = isOnlyAssumed ? "?" : "!"
        if let journeys = pain.journeys, figures.isSmall(journeys) {
            rate = "\(figures.small) journeys"
        } else if let rate = pain.perThousand {
            self.rate = "\(Figures.decimal(rate, rate < 9.95 ? 1 : 0)) per 1,000"
        } else {
            rate = "assumed, not seen"
        }
    }
}

/// What somebody said.
struct Quote {
    var words: String
    var source: String

    init(_ voice: MapReport.Voice) {
        words = voice.quote
        let feeling = voice.feeling.map { "feels \(Figures.signed(Double($0), 0)) of ±2" }
        source = [voice.role, voice.date.map(Figures.day), feeling].compactMap { $0 }.joined(separator: ", ")
    }
}

/// A team's part in a stage's touchpoints.
struct TeamLine {
    var team: String
    var share: String
    var bar: Int?

    static func all(_ teams: [MapReport.TeamUse], _ figures: Figures) -> [TeamLine] {
        teams.prefix(3).map { use in
            let isSmall = figures.isSmall(use.touchpoints)
            return TeamLine(
                team: use.team, share: isSmall ? figures.small : Figures.percent(use.share),
                bar: isSmall ? nil : Int((min(1, max(0, use.share)) * 100).rounded()))
        }
    }
}
