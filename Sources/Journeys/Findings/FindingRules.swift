/// From where on something is a finding: every choice that changes what is found.
public struct FindingRules: Hashable, Sendable {
    /// Findings that rest on a test are believed up to this false-discovery rate.
    public var level = 0.05
    /// Of the handoffs, so many may be later than the map promises: a promise means nine of ten.
    public var lateShare = 0.1
    /// Of the handoffs, so many may be picked up by nobody.
    public var unclaimedShare = 0.1
    /// Of the customers, so many may be silent.
    public var silentShare = 0.2

    public init() {}
}

extension MapReport {
    static let thisQuarter = "this quarter"

    /// How a measure of one group is spelled in ``FoundFinding/measure`` and in the evidence:
    /// `late: awareness > consideration, source: webinar`.
    ///
    /// - Parameter segment: `source: webinar`; nil: of all journeys.
    public static func key(_ measure: String, segment: String?) -> String {
        segment.map { "\(measure), \($0)" } ?? measure
    }
}
