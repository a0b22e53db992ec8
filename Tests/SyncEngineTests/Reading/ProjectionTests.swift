import ConnectorKit
import Testing

@testable import SyncEngine

@Suite struct ProjectionTests {
    private let selection = FieldSelection(required: ["email", "name"], history: ["stage"], container: "properties")

    private func projection(_ settings: StreamSettings, catalog: [String] = []) -> Projection {
        Projection(selection, catalog: catalog, settings: settings)
    }

    @Test func `chosen fields come beside those that are needed`() {
        let projection = projection(StreamSettings(fields: .chosen(["zip", "email"])))
        #expect(projection.fields == ["email", "name", "zip"])
        #expect(projection.text == "email,name,zip,history:stage")
    }

    @Test func `all fields are those of the catalog`() {
        #expect(projection(StreamSettings(fields: .all), catalog: ["a", "name"]).fields == ["a", "email", "name"])
        #expect(projection(StreamSettings(), catalog: ["a"]).fields == ["email", "name"])
    }

    @Test func `an excluded field is not asked for, nor its history`() {
        let projection = projection(StreamSettings(excluded: ["name", "stage"]))
        #expect(projection.fields == ["email"])
        #expect(projection.history == [])
    }

    @Test func `more than was asked for covers less, and less does not cover more`() {
        let narrow = projection(StreamSettings())
        let wide = projection(StreamSettings(fields: .chosen(["zip"])))
        #expect(narrow.isCovered(by: wide.text))
        #expect(!wide.isCovered(by: narrow.text))
        #expect(!narrow.isCovered(by: ""))
        #expect(!narrow.isCovered(by: "email,name,stage"), "the value is not its history")
        #expect(Projection(nil, catalog: [], settings: StreamSettings()).isCovered(by: ""))
    }

    @Test func `parts hold every field once and stay below the limit`() {
        let names = (0..<400).map { "custom_property_number_\($0)" }
        let projection = projection(StreamSettings(fields: .chosen(names)))
        let parts = projection.parts(maximumBytes: 1_000)
        #expect(parts.count > 5)
        #expect(parts.flatMap { $0 } == projection.fields)
        #expect(parts.allSatisfy { $0.joined(separator: ",").utf8.count <= 1_000 })
    }

    @Test func `a name longer than the limit stands alone`() {
        let parts = projection(StreamSettings()).parts(maximumBytes: 2)
        #expect(parts == [["email"], ["name"]])
    }

    @Test func `without a limit there is one part, be it empty`() {
        #expect(projection(StreamSettings()).parts(maximumBytes: nil) == [["email", "name"]])
        #expect(projection(StreamSettings(excluded: ["email", "name"])).parts(maximumBytes: 10) == [[]])
    }
}
