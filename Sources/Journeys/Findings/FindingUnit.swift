/// What a finding's number is.
public enum FindingUnit: String, Hashable, Sendable, CaseIterable {
    /// 0 to 1; of a moment of truth the difference of two.
    case share
    case seconds
    /// −1 to 1.
    case mean
    case days, interviews

    init(kind: String, measure: String) {
        self =
            switch kind {
            case "map_not_reviewed": .days
            case "few_interviews": .interviews
            case "contradicted" where measure.hasPrefix("time: "): .seconds
            case "contradicted" where measure.hasPrefix("feeling: "): .mean
            default: .share
            }
    }
}
