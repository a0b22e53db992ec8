/// Whether more of something is better or worse; the names are those of the styles.
enum Valence: String {
    case good, bad, neutral

    /// - Parameter measure: an outcome, or a measure as comparisons name it: `late: decision > onboarding`.
    init(of measure: String, rises: Bool) {
        switch measure.split(separator: ":").first ?? "" {
        case "won", "renewed", "passed": self = rises ? .good : .bad
        case "lost", "churned", "dormant", "late", "unclaimed", "not passed", "stuck", "silent", "low", "feeling":
            self = rises ? .bad : .good
        default: self = .neutral
        }
    }
}
