@testable import JourneyMaps
@testable import Journeys
import Testing

@Suite struct TemplateTests {
    /// Mustache is silent where a name leads nowhere, and it does not see computed members.
    @Test func `templates ask for nothing that the model has not`() {
        var known: Set<String> = []
        let model = MapModel(MapFixture.report())
        gather(PageContext(model: model), into: &known)
        var asked = 0
        for (name, text) in Templates.sources {
            for match in text.matches(of: /\{\{\{?[#^\/]?\s*([A-Za-z.()]+)\}?\}\}/) {
                var key = match.output.1
                if key.hasPrefix("empty("), key.hasSuffix(")") { key = key.dropFirst(6).dropLast() }
                asked += 1
                for part in key.split(separator: ".") {
                    #expect(known.contains(String(part)), "\(name): \(key)")
                }
            }
        }
        #expect(asked > 150)
    }

    @Test func `every template is included by one that is used`() {
        var used: Set<String> = ["page"]
        for (_, text) in Templates.sources {
            for match in text.matches(of: /\{\{> ([a-z-]+)\}\}/) { used.insert(String(match.output.1)) }
        }
        #expect(used == Set(Templates.sources.map(\.0)))
    }

    private func gather(_ value: Any, into known: inout Set<String>) {
        for child in Mirror(reflecting: value).children {
            // Items of lists and contents of optionals have no names that could be asked for.
            if let label = child.label, !label.hasPrefix("."), label != "some" { known.insert(label) }
            gather(child.value, into: &known)
        }
    }
}
