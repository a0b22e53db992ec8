import Journeys

/// A moment of truth: after it, more or fewer come to an outcome.
struct Truth {
    /// So many fit into a column.
    static let most = 3

    var label: String
    var valence: String
    var mark: String
    var effect: String
    var interval: String
    var outcome: String
    var n: String

    static func all(_ moments: [MapReport.StageMoment], _ figures: Figures) -> [Truth] {
        // q above 0.05 is noise; groups that are too small are nobody's business.
        moments.filter { $0.q <= 0.05 && !isSmall($0, figures) }.prefix(most).map { Truth($0, figures) }
    }

    static func isSmall(_ moment: MapReport.StageMoment, _ figures: Figures) -> Bool {
        [moment.exposed, moment.unexposed].contains { figures.share($0).isSmall }
    }

    init(_ moment: MapReport.StageMoment, _ figures: Figures) {
        label = Words.activity(moment.activity)
        valence = Valence(of: moment.outcome, rises: moment.difference >= 0).rawValue
        mark = moment.difference >= 0 ? "▲" : "▼"
        effect = "\(Figures.points(moment.difference)) pts"
        interval = Figures.pointRange(moment.lower, moment.upper)
        outcome = moment.outcome
        n = figures.people(moment.exposed.of)
    }
}
