import ConnectorKit
import JSON

/// Values as real systems have them, which many programs do not survive.
enum Oddity {
    /// Numbers stand as their tokens. So do texts that no `String` can hold: a token is written as it is.
    static let values: [JSONTemplate] =
        [
            // Beyond what a double, 64 bits and anything else can hold.
            "9007199254740993", "18446744073709551616", "123456789012345678901234567890", "1e400", "-0", "1.0",
            "0.30000000000000004440892098500626", "1E-7",
            // NUL; halves of surrogate pairs, alone and the wrong way round.
            #""\u0000""#, #""a\u0000b""#, #""\ud800""#, #""\udc00\ud800""#,
        ].map { .number($0) } + texts.map { .text($0) } + [.null, .bool(true), .array([]), .object([])]

    /// What a system that knows only texts can have.
    static let texts = [
        "", " ", "null", "\u{202E}\u{5E9}\u{5DC}\u{5D5}\u{5DD}", "👩‍👩‍👧‍👦", "e\u{301}", "\u{FEFF}", "Robert'); --",
        "\"\\/\n\t",
        String(repeating: "long ", count: 4_000),
        // Leap days, real and not; a leap second; hours that daylight saving skips and repeats, with offsets.
        "2024-02-29", "2023-02-29", "2016-12-31T23:59:60Z", "2026-03-29T02:30:00+02:00", "2026-11-01T01:30:00-07:00",
        "2026-05-02T08:15:30.412345678Z", "2026-05-02T08:15Z", "1777712000", "1777712000000", "0000-00-00",
        "9999-12-31T23:59:59Z", "+275760-09-13T00:00:00Z", "9007199254740993", "-1",
    ]

    /// A record's looks: every odd value in all free places at once, and nothing in each place alone.
    static func looks(of document: JSONTemplate, sparing spared: Set<[JSONPath.Step]>) -> [JSONTemplate] {
        var places: Set<[JSONPath.Step]> = []
        _ = document.changingMembers { place, member in
            if !spared.contains(place) { places.insert(place) }
            return member
        }
        return values.map { value in
            document.changingMembers { spared.contains($0) ? $1 : .init($1.name, value) }
        }
            + places.map { empty in
                document.changingMembers { place, member in place == empty ? .init(member.name, .null) : member }
            }
    }
}
