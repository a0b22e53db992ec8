import Foundation
import Testing

@testable import WaymarkCommand

@Suite struct MapDraftTests {
    @Test(arguments: [
        (1.0, "1s"), (90, "90s"), (91, "2m"), (5_400, "90m"), (5_401, "2h"), (129_600, "36h"), (129_601, "2d"),
        (864_000, "10d"),
    ])
    func `spans are rounded up to what people say`(seconds: Double, text: String) {
        #expect(MapDraft.span(seconds) == text)
        #expect(MapDraft.span(0) == nil)
        #expect(MapDraft.span(.infinity) == nil)
        #expect(MapDraft.span(1e300) == nil)
    }

    @Test(arguments: [
        "plain.word", "null", "on", "1.5", "a: b # c", "\"'\\", "Größe", "\u{1B}[2J\n- x: &a *a", "🦊", "{a}",
    ])
    func `any name is one text in YAML`(name: String) throws {
        let map = try AssumedMapReader(path: "m.yaml").read(
            "stages:\n  - name: a\n    touchpoints:\n      - \(MapDraft.quoted(name))  # x\n      - {activity: \(MapDraft.quoted(name))}\n"
        )
        #expect(map.stages.first?.touchpoints.map(\.activity) == [name, name])
    }
}
