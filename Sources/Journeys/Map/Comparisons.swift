import JourneyStore
import Touchpoints

/// Shares counted per group of journeys, to be held against the rest.
///
/// A dimension has at most ``mostGroups`` groups; the rest are `other`. Groups are taken as they come, journeys come in the
/// order of opaque ids: what is frequent is among them.
struct Comparisons: Sendable {
    static let mostGroups = 60
    static let other = "other"

    struct Group: Sendable {
        var journeys = 0
        var shares: [String: Proportion] = [:]
        /// Some of the journeys that fare worse, by measure.
        var worse: [String: [String]] = [:]
    }

    /// What only those can have that began long ago says nothing about a period.
    static let period = "period"
    private static func grows(_ measure: String) -> Bool { measure.hasPrefix("stuck") || measure.hasPrefix("silent") }

    private(set) var dimensions: [String: [String: Group]] = [:]

    /// - Parameter facts: what the journey says of each measure: whether it counts.
    mutating func add(_ values: [String: String], _ facts: [(measure: String, counts: Bool)], of id: String) {
        for (dimension, value) in values {
            // Asked without holding the groups: they would be copied as soon as one changes.
            let isKnown = dimensions[dimension]?[value] != nil
            let name = isKnown || dimensions[dimension]?.count ?? 0 < Self.mostGroups ? value : Self.other
            dimensions[dimension, default: [:]][name, default: Group()].journeys += 1
            for fact in facts where dimension != Self.period || !Self.grows(fact.measure) {
                count(dimension, name, fact.measure, fact.counts, of: id)
            }
        }
    }

    /// One answer or entry that belongs to a group by its own date.
    mutating func count(_ dimension: String, _ value: String, _ measure: String, _ counts: Bool, of id: String) {
        var share = dimensions[dimension]?[value]?.shares[measure] ?? Proportion(0, of: 0)
        share.total += 1
        share.count += counts ? 1 : 0
        dimensions[dimension, default: [:]][value, default: Group()].shares[measure] = share
        guard counts != measure.hasPrefix("passed") else { return }
        let known = dimensions[dimension]?[value]?.worse[measure] ?? []
        // Somebody who was late twice is one journey.
        guard known.count < Evidence.most, known.last != id else { return }
        dimensions[dimension, default: [:]][value, default: Group()].worse[measure, default: []].append(id)
    }

    /// The journeys behind what a group has more of, by the names of ``MapReport/key(_:segment:)``.
    ///
    /// - Parameter name: what a group is called; nil: it is not told of.
    func evidence(_ name: (_ dimension: String, _ value: String) -> String?) -> [String: [String]] {
        var evidence: [String: [String]] = [:]
        for (dimension, groups) in dimensions {
            for (value, group) in groups {
                guard let name = name(dimension, value) else { continue }
                for (measure, journeys) in group.worse {
                    guard let compared = ComparedMeasure(measure) else { continue }
                    evidence[MapReport.key(compared.evidence, segment: name)] = journeys
                }
            }
        }
        return evidence
    }

    /// Each group held against all others of its dimension.
    ///
    /// - Parameter only: the group to hold against the others, where not every one is.
    func compared(only: String? = nil) -> [(
        dimension: String, value: String, measure: String, here: Proportion, elsewhere: Proportion
    )] {
        var rows: [(dimension: String, value: String, measure: String, here: Proportion, elsewhere: Proportion)] = []
        for (dimension, groups) in dimensions.sorted(by: { $0.key < $1.key }) {
            var totals: [String: Proportion] = [:]
            for group in groups.values {
                for (measure, share) in group.shares {
                    totals[measure, default: Proportion(0, of: 0)].count += share.count
                    totals[measure, default: Proportion(0, of: 0)].total += share.total
                }
            }
            for (value, group) in groups.sorted(by: { $0.key < $1.key }) where only == nil || value == only {
                for (measure, here) in group.shares.sorted(by: { $0.key < $1.key }) {
                    guard let all = totals[measure] else { continue }
                    let elsewhere = Proportion(all.count - here.count, of: all.total - here.total)
                    rows.append((dimension, value, measure, here, elsewhere))
                }
            }
        }
        return rows
    }
}
