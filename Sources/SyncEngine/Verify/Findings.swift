import JourneyStore

/// What a comparison has found in one stream.
struct Findings: Sendable {
    var method = ""
    var isCompared = false
    var stored: Int?
    var source: Int?
    var sampled = 0
    var changedSince = 0
    /// By id, in its order of finding.
    private(set) var differences: [String: VerifyReport.Difference] = [:]
    /// Too full to be named record by record.
    var ranges: [VerifyReport.Range] = []
    /// Ranges of time around what differs, each small: what is read again where records have no lookup.
    var small: [Swift.Range<Int64>] = []

    mutating func add(_ difference: VerifyReport.Difference) { differences[difference.id] = difference }

    mutating func add(_ differences: some Sequence<VerifyReport.Difference>) {
        for difference in differences { add(difference) }
    }

    mutating func forget(_ kind: VerifyReport.Difference.Kind) {
        for difference in differences.values where difference.kind == kind { differences[difference.id] = nil }
    }

    mutating func forget(_ ids: [String]) { for id in ids { differences[id] = nil } }

    var differs: Bool { !differences.isEmpty || !ranges.isEmpty }
    var ids: [String] { differences.keys.sorted() }
    var count: Int { differences.count + ranges.count }

    func ids(_ kinds: VerifyReport.Difference.Kind...) -> [String] {
        ids.filter { id in differences[id].map { kinds.contains($0.kind) } ?? false }
    }

    /// The first thousand, by id.
    var named: [VerifyReport.Difference] { ids.prefix(1_000).compactMap { differences[$0] } }
}
