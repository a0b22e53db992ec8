import ConnectorKit
import JourneyStore
import Testing

@testable import SyncEngine

@Suite struct CoverageTests {
    private let projection = Projection(
        FieldSelection(required: ["a", "b"], container: "properties"), catalog: [], settings: StreamSettings())

    private func entry(
        _ id: Int64, _ kind: LedgerScope.Kind, _ from: Int64? = nil, _ to: Int64? = nil, fields: String = "a,b",
        state: LedgerEntry.State = .closed, asOf: Int64 = 1_000
    ) -> LedgerEntry {
        LedgerEntry(
            id: id, source: StreamKey(system: "s", account: "a", stream: "t"), part: "records", projection: fields,
            scope: LedgerScope(kind: kind, fromMs: from, toMs: to), state: state, asOf: asOf)
    }

    private func through(_ entries: [LedgerEntry], base: Int64? = 0) -> Int64? {
        Coverage(entries, projection: projection, base: base).through
    }

    @Test func `an empty ledger covers nothing`() {
        #expect(through([]) == nil)
        #expect(through([], base: 500) == nil)
    }

    @Test func `a listing covers everything up to when it began`() {
        #expect(through([entry(1, .listing, asOf: 700)]) == 700)
    }

    @Test func `windows that touch or overlap go on from the listing, in any order`() {
        #expect(
            through([
                entry(3, .window, 850, 1_200), entry(1, .listing, asOf: 700), entry(2, .window, 700, 900),
            ]) == 1_200)
    }

    @Test func `nothing beyond a gap counts`() {
        #expect(through([entry(1, .listing, asOf: 700), entry(2, .window, 701, 900)]) == 700)
        #expect(through([entry(2, .window, 100, 900)], base: 0) == nil)
        #expect(through([entry(2, .window, 100, 900)], base: 100) == 900)
    }

    @Test func `what is open counts for nothing, and is told`() {
        let coverage = Coverage(
            [entry(1, .listing, asOf: 700), entry(2, .window, 700, 900, state: .open)], projection: projection, base: 0)
        #expect(coverage.through == 700)
        #expect(coverage.open.map(\.id) == [2])
    }

    @Test func `what was read without a field that is wanted now does not count`() {
        #expect(through([entry(1, .listing, fields: "a", asOf: 700)]) == nil)
        #expect(through([entry(1, .listing, fields: "a,b,c", asOf: 700)]) == 700)
        #expect(through([entry(1, .listing, asOf: 700), entry(2, .window, 700, 900, fields: "a")]) == 700)
    }

    @Test func `a window within what is covered takes nothing back`() {
        #expect(through([entry(1, .listing, asOf: 700), entry(2, .window, 100, 300)]) == 700)
    }
}
