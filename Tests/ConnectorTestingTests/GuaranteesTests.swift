import ConnectorTesting
import Foundation
import Testing

/// No promise without a test, and none that is kept in secret.
@Suite struct GuaranteesTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The cells of the page's tables, line by line.
    private func rows() throws -> [[String]] {
        try String(contentsOf: Self.root.appending(path: "docs/guarantees.md"), encoding: .utf8)
            .split(separator: "\n").filter {
                $0.hasPrefix("| ") && !$0.hasPrefix("| promise") && !$0.hasPrefix("| what")
            }
            .map { line in
                line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
            }
    }

    @Test func `the page names every promise of the suite, in its words`() throws {
        let named = try rows().filter { $0[0].hasPrefix("`") }
        #expect(named.map { $0[0] } == Promise.all.map { "`\($0.name)`" })
        #expect(named.map { $0[1] } == Promise.all.map(\.sentence))
    }

    @Test func `every other promise names a test that exists`() throws {
        let others = try rows().filter { !$0[0].hasPrefix("`") }
        #expect(others.count > 5)
        for row in others {
            let parts = row[1].split(separator: ": ", maxSplits: 1).map(String.init)
            try #require(parts.count == 2, "\(row)")
            let suite = parts[0].trimmingCharacters(in: CharacterSet(charactersIn: "`"))
            let files =
                FileManager.default.enumerator(atPath: Self.root.appending(path: "Tests").path)?
                .compactMap { $0 as? String }.filter { $0.hasSuffix("/\(suite).swift") } ?? []
            let texts = try files.map {
                try String(contentsOf: Self.root.appending(path: "Tests/\($0)"), encoding: .utf8)
            }
            #expect(texts.contains { $0.contains("func `\(parts[1])`") }, "\(suite) has no test \"\(parts[1])\"")
        }
    }
}
