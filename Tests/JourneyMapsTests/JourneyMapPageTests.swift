import JourneyMaps
@testable import Journeys
import Testing

@Suite struct JourneyMapPageTests {
    private let page = JourneyMapPage(MapFixture.report()).html

    @Test func `the same report gives the same bytes`() {
        #expect(page == JourneyMapPage(MapFixture.report()).html)
        #expect(page.hasPrefix("<!DOCTYPE html>") && page.hasSuffix("</html>\n"))
    }

    @Test func `nothing is fetched and nothing runs`() {
        for text in ["http:", "https:", "src=", "url(", "@import", "<script", "javascript:", "<iframe", "<form"] {
            #expect(!page.contains(text), "\(text)")
        }
        #expect(page.contains("default-src 'none'"))
    }

    @Test func `every lane and every part below the map is there`() {
        for text in [
            "4,907", "hubspot 424242, complete through 2026-09-01 08:00 UTC", "not complete yet",
            "reviewed on 2026-03-01, overdue",
            "fewer than 10", "Find out whether somebody solves my problem", "Event attended", "class=\"curve\"",
            "▲</span> +33 pts", "412 per 1,000", "For three weeks nobody called us.",
            "<bdi>marketing</bdi> → <bdi>sales</bdi>",
            "EUR\u{A0}412,300", "slower than believed", "61 % after more than 2 days", "Subscription cancelled",
            "Most frequent ways",
            "This quarter against the last",
            "this quarter</bdi>: Unhappy answers: Adoption, NPS, 50\u{A0}% against 27\u{A0}% in the last",
            "waymark journey p_7f3a91", "<caption>Boundaries", "Kaplan–Meier",
            "Data as of 2026-09-01 08:00 UTC",
        ] {
            #expect(page.contains(text), "\(text)")
        }
    }

    @Test func `names from outside stay text, also as values of attributes`() {
        // A quote with a mark on it is one character to Swift, and the end of the attribute to a browser.
        let quote = "\"\u{301} onmouseover=\"alert(1)"
        var report = MapFixture.report()
        report.segments[0].name = quote
        report.stages[0].stage = MapFixture.attack
        report.stages[1].goal = "\u{202E}live\u{0} <b>x</b>"
        report.findings[0].title = quote
        report.examples[0].id = quote
        let page = JourneyMapPage(report).html
        #expect(!page.contains("<script"))
        #expect(page.split(separator: "&lt;script&gt;alert(1)&lt;/script&gt;").count > 8)
        #expect(!page.unicodeScalars.contains("\u{202E}") && page.contains("\\u{202E}live\\u{0} &lt;b&gt;"))
        var before: Unicode.Scalar = " "
        for scalar in page.unicodeScalars {
            #expect(!(before == "\"" && scalar == "\u{301}"))
            before = scalar
        }
    }

    @Test func `what belongs to too few is not shown, whatever the report says`() {
        let shown = JourneyMapPage(MapFixture.report(minGroup: 1)).html
        // A way of two, a finding about three, an answer of three, an outcome of three, a handoff missed by three.
        for text in [
            "Only one person", "3 journeys are stuck in advocacy", "+0.40", "3 journeys", "8.2 per 1,000",
            "<td><bdi>4</bdi></td>",
        ] {
            #expect(shown.contains(text), "\(text)")
            #expect(!page.contains(text), "\(text)")
        }
        #expect(page.contains("Stuck: Advocacy") && page.contains("Too few journeys to show numbers."))
        #expect(page.contains("&lt;5"))
    }

    @Test func `a store without stages makes a page that says so`() {
        var report = MapFixture.empty()
        report.stages = []
        report.boundaries = []
        #expect(JourneyMapPage(report).html.contains("No stages are known"))
        #expect(JourneyMapPicture(report).svg.contains("No stages are known"))
    }
}
