import Foundation
@testable import JourneyMaps
@testable import Journeys
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite struct JourneyMapPictureTests {
    private let picture = JourneyMapPicture(MapFixture.report()).svg

    @Test func `the picture is one well-formed file that needs nothing else`() {
        let parser = XMLParser(data: Data(picture.utf8))
        #expect(parser.parse())
        for text in ["<script", "<style", "<image", "href", "url(", "<foreignObject", "var("] {
            #expect(!picture.contains(text), "\(text)")
        }
        #expect(picture == JourneyMapPicture(MapFixture.report()).svg)
        #expect(picture.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    }

    @Test func `the picture suppresses what the page suppresses`() {
        #expect(!picture.contains("3 journeys are stuck") && !picture.contains("8.2 per 1,000"))
        #expect(picture.contains("&lt;5 entered"))
    }

    @Test func `lines are drawn between neighbours only, and dashed where feelings are inferred`() {
        let curve = EmotionCurve(MapFixture.report(), Figures(least: 5))
        #expect(curve.lines.map(\.origin) == ["nps", "csat", "message"])
        // NPS: stages 1 to 4, and 6 with three answers only; messages: stages 0 to 5.
        #expect(curve.lines.map { $0.points.map(\.stage) } == [[1, 2, 3, 4], [3, 4, 5], [0, 1, 2, 3, 4, 5]])
        var report = MapFixture.report()
        report.stages[2].feelings = []
        let gap = EmotionCurve(report, Figures(least: 5))
        #expect(gap.lines[0].segments.map { [$0.0.stage, $0.1.stage] } == [[3, 4]])
        #expect(gap.lines[2].segments.map { [$0.0.stage, $0.1.stage] } == [[0, 1], [3, 4], [4, 5]])
        #expect(gap.summary.contains("Decision no data"))
        #expect(curve.markup.contains("class=\"o-ring inferred\""))
    }

    @Test func `long words are cut, and no line is wider than its column`() {
        let lines = TextFlow.lines("Vertragsverhandlungsvorbereitungsgespräch mit allen", width: 80, size: 9)
        #expect(lines.count > 2)
        #expect(lines.allSatisfy { TextFlow.width($0, size: 9) <= 80 })
        let cut = TextFlow.lines("one two three four five six seven", width: 30, size: 9, most: 2)
        #expect(cut.count == 2 && cut[1].hasSuffix("…"))
    }
}
