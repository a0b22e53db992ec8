/// How well a column of the map is founded.
public enum EvidenceGrade: String, Hashable, Sendable, CaseIterable {
    /// Data of two systems or more, enough recent journeys, and enough interviews about the stage.
    case wellFounded = "A"
    /// Enough recent journeys, or enough interviews.
    case oneSided = "B"
    /// An assumption.
    case assumption = "C"

    /// Journeys that came into the stage in the last ``days``.
    public static let enoughJourneys = 30
    public static let days = 90

    public init(sources: Int, recentJourneys: Int, interviews: Int) {
        let isMeasured = sources >= 1 && recentJourneys >= Self.enoughJourneys
        let isAsked = interviews >= AssumedMap.enoughInterviews
        self = isMeasured && isAsked && sources >= 2 ? .wellFounded : isMeasured || isAsked ? .oneSided : .assumption
    }
}
