public import JourneyStore
import Touchpoints

extension MapReport.FoundFinding {
    /// For the store.
    public var sighting: FindingSighting {
        FindingSighting(
            id: id, kind: kind, title: title, measure: measure, value: value, people: people, atLeast: atLeast)
    }

    /// With what the store remembers of it. One that the store never saw is open and new.
    public func with(_ row: FindingRow) -> Self {
        var finding = self
        // Found again after it was done and gone: as it will be once it is noted.
        let returns = row.goneSince != nil && row.state == .done
        finding.state = returns ? FindingState.open.rawValue : row.state.rawValue
        finding.owner = row.owner ?? owner
        finding.note = row.note
        finding.valueThen = returns ? value : row.valueThen
        finding.firstSeen = Self.time(row.firstSeen)
        finding.stateSince = Self.time(row.stateSince)
        finding.isNew = returns || row.state == .open && row.toldAt == nil
        return finding
    }

    /// One that is found no more, as the store remembers it.
    ///
    /// - Parameter number: the last one.
    public init(gone row: FindingRow, number: FindingRow.Number?) {
        self.init(
            id: row.id, kind: row.kind, title: row.title, explanation: "It is not found any more.", stage: nil,
            boundary: nil, segment: nil, people: number?.people ?? 0, atLeast: number?.atLeast ?? 0, money: [],
            measure: row.measure, value: row.value, valueThen: row.valueThen, owner: row.owner,
            state: row.state.rawValue, firstSeen: Self.time(row.firstSeen), stateSince: Self.time(row.stateSince),
            isNew: false, journeys: [])
        note = row.note
        goneSince = row.goneSince.map(Self.time)
    }

    private static func time(_ milliseconds: Int64) -> String {
        Moment(clamping: milliseconds, precision: .second).description
    }
}

extension [MapReport.FoundFinding] {
    /// With what the store remembers of each.
    public func with(_ rows: [FindingRow]) -> [MapReport.FoundFinding] {
        let known = Dictionary(rows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return map { finding in known[finding.id].map(finding.with) ?? finding }
    }
}
