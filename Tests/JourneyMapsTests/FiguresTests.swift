@testable import JourneyMaps
@testable import Journeys
import Testing

@Suite struct FiguresTests {
    @Test func `numbers are written as people read them`() {
        #expect([0, 999, 1_000, 1_234_567, -4_907].map(Figures.count) == ["0", "999", "1,000", "1,234,567", "−4,907"])
        #expect(
            [0.0, 0.0004, 0.004, 0.5, 0.999, 1].map(Figures.percent)
                == ["0 %", "<0.1 %", "0.4 %", "50 %", "100 %", "100 %"].map { $0.replacing(" ", with: "\u{A0}") })
        #expect([0.204, -0.28, 0.001, -0.001].map { Figures.signed($0, 2) } == ["+0.20", "−0.28", "0.00", "0.00"])
        #expect(
            Figures.decimal(.nan, 2) == "–" && Figures.decimal(.infinity, 1) == "–" && Figures.decimal(1e300, 0) == "–")
        #expect(
            [0, 40, 90, 3_600, 5_400, 86_400 * 3.44, 86_400 * 12.4].map(Figures.span)
                == ["0 s", "40 s", "1.5 min", "1 h", "1.5 h", "3.4 d", "12 d"].map { $0.replacing(" ", with: "\u{A0}") }
        )
        #expect(Figures.moment("2026-09-01T08:00:00.000Z") == "2026-09-01 08:00 UTC")
        #expect(Figures.moment("whenever") == "whenever" && Figures.day("2026-09-01T08:00:00Z") == "2026-09-01")
        #expect(Figures.range(0.0056, 0.0105) == "0.6–1.1\u{A0}%" && Figures.range(0.64, 0.72) == "64–72\u{A0}%")
        #expect(Figures.plain(-1_234.56, 1) == "-1234.6")
    }

    @Test func `a share of few, or with few, has no numbers`() {
        let figures = Figures(least: 5)
        for share in [MapFixture.share(4, 100), MapFixture.share(2, 4), MapFixture.share(0, 4)] {
            let shown = figures.share(share)
            #expect(
                shown.isSmall && shown.value == "<5" && shown.interval == nil && shown.fraction == nil
                    && shown.part == "<5")
        }
        // Nobody can be recognised in an empty group, or in five.
        #expect(figures.share(MapFixture.share(0, 100)).value == "0\u{A0}%")
        #expect(figures.share(MapFixture.share(5, 100)).value == "5\u{A0}%")
        #expect(figures.share(MapFixture.share(0, 0)).value == "–")
        #expect(figures.time(MapFixture.time(4, 3)) == nil)
        #expect(figures.time(MapFixture.time(5, 3))?.median == "3\u{A0}d")
    }

    @Test func `what the data calls by keys is said in words`() {
        #expect(Words.activity("email.sent") == "Email sent" && Words.activity("T04 Determine") == "T04 Determine")
        #expect(Words.measure("late: awareness > consideration") == "Picked up late: Awareness → Consideration")
        #expect(Words.measure("low: onboarding, nps") == "Unhappy answers: Onboarding, NPS")
        #expect(Words.measure("churned") == "Churned")
        #expect(Valence(of: "late: a > b", rises: true) == .bad && Valence(of: "passed: a > b", rises: true) == .good)
        #expect(Valence(of: "churned", rises: false) == .good && Valence(of: "what", rises: true) == .neutral)
    }

    @Test func `escaping goes by scalars`() {
        #expect(VisibleText.markup("\"\u{301}<\u{338}&'>") == "&quot;\u{301}&lt;\u{338}&amp;&#39;&gt;")
        #expect(VisibleText.markup("a\u{202E}b\u{0}c\u{FFFE}\u{200B}") == "a\\u{202E}b\\u{0}c\\u{FFFE}\\u{200B}")
        #expect(VisibleText.markup("👩‍💻 مكالمة") == "👩‍💻 مكالمة")
        #expect(VisibleText.prose("a\r\nb\tc") == "a  b c")
    }
}
