import ConnectorKit
import Testing

@testable import SyncEngine

@Suite struct LevelTests {
    private func stream(_ name: String, under parent: String? = nil, of other: String? = nil) -> RecordStream {
        let listing = Listing(request: RequestTemplate(get: "/\(name)"), page: PageShape(records: "r"), limit: 1)
        return RecordStream(
            name: name, id: "id",
            reading: parent.map { .children(Children(parent: $0, listing: listing)) }
                ?? .snapshot(listing: listing, every: nil),
            parent: other.map { ParentReference(stream: $0, id: "x") })
    }

    private func levels(_ streams: [RecordStream]) -> [[String]] {
        ConnectionRun.levels(streams).map { $0.map(\.name) }
    }

    @Test func `parents stand before their children, however deep`() {
        let streams = [stream("c", under: "b"), stream("b", under: "a"), stream("a"), stream("d")]
        #expect(levels(streams) == [["a", "d"], ["b"], ["c"]])
    }

    @Test func `a parent by reference counts like one by reading`() {
        #expect(levels([stream("b", of: "a"), stream("a")]) == [["a"], ["b"]])
        #expect(
            levels([stream("c", under: "a", of: "b"), stream("b", under: "a"), stream("a")]) == [["a"], ["b"], ["c"]])
    }

    @Test func `a parent that is not read is none`() {
        #expect(levels([stream("b", under: "a")]) == [["b"]])
    }

    @Test func `a circle comes to an end, and loses nobody`() {
        let streams = [stream("a", under: "b"), stream("b", under: "a")]
        #expect(levels(streams).flatMap { $0 }.sorted() == ["a", "b"])
    }
}
