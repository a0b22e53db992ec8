import ConnectorKit
import Foundation
import Testing

@Suite struct ReadmeTests {
    @Test func `the example in the guide to connectors is a sound connector`() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let guide = try String(contentsOf: folder.appending(path: "connectors/README.md"), encoding: .utf8)
        let parts = guide.components(separatedBy: "```")
        let example = try #require(parts.first { $0.hasPrefix("yaml\n") }).dropFirst("yaml\n".count)
        let connector = try DescriptionDecoder().decode(Connector.self, from: String(example), file: "README.md")
        #expect(connector.problems() == [])
        #expect(connector.streams.map(\.name) == ["agents", "customers", "tickets"])
    }
}
