import Journeys

/// Numbers as people read them, the same under every locale; and no number of a group that is too small to show.
struct Figures {
    /// Groups with fewer journeys are shown as `<k`.
    let least: Int

    /// Somebody could be recognised in it. Nobody is recognised in an empty one.
    func isSmall(_ count: Int) -> Bool { count > 0 && count < least }

    /// `4,907`, or `<5`.
    func people(_ count: Int) -> String { isSmall(count) ? small : Self.count(count) }

    var small: String { "<\(Self.count(least))" }

    /// A share as shown. Without numbers where the whole or the part is too small.
    struct Shown {
        /// `68 %`, `<5` or `–`.
        var value: String
        /// `64–72 %`.
        var interval: String?
        /// `of 1,200`.
        var base: String
        /// 0 to 1; nil: not to be drawn.
        var fraction: Double?
        /// `816`.
        var part: String
        var isSmall: Bool
    }

    func share(_ share: MapReport.Share) -> Shown {
        if isSmall(share.of) {
            return Shown(value: small, interval: nil, base: "of \(small)", fraction: nil, part: small, isSmall: true)
        }
        let base = "of \(Self.count(share.of))"
        if isSmall(share.count) {
            return Shown(value: small, interval: nil, base: base, fraction: nil, part: small, isSmall: true)
        }
        guard let value = share.share, value.isFinite else {
            return Shown(value: "–", interval: nil, base: base, fraction: nil, part: "0", isSmall: false)
        }
        var interval: String?
        if let lower = share.lower, let upper = share.upper { interval = Self.range(lower, upper) }
        return Shown(
            value: Self.percent(value), interval: interval, base: base, fraction: min(1, max(0, value)),
            part: Self.count(share.count), isSmall: false)
    }

    /// Median and nine tenths; nil: nothing (or too little) to tell.
    func time(_ time: MapReport.Time) -> (median: String, p90: String?)? {
        guard time.count >= max(1, least), let median = time.medianSeconds else { return nil }
        return (Self.span(median), time.p90Seconds.map(Self.span))
    }
}

extension Figures {
    /// `4,907`.
    static func count(_ count: Int) -> String {
        var digits = String(count.magnitude)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return (count < 0 ? "−" : "") + ([digits] + groups).joined(separator: ",")
    }

    /// `0.42` with 2 decimals; `–` where there is no number.
    static func decimal(_ value: Double, _ decimals: Int) -> String {
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = (value.magnitude * scale).rounded()
        // Beyond, a Double has no decimals left to show.
        guard scaled < 9e15 else { return "–" }
        let whole = Int(scaled)
        let text = count(whole / Int(scale))
        let rest = String(whole % Int(scale))
        let tail = decimals == 0 ? "" : "." + String(repeating: "0", count: decimals - rest.count) + rest
        return (value < 0 && whole != 0 ? "−" : "") + text + tail
    }

    /// For drawings: a plain minus, no separators.
    static func plain(_ value: Double, _ decimals: Int) -> String {
        String(decimal(value, decimals).compactMap { $0 == "−" ? "-" : $0 == "," ? nil : $0 })
    }

    /// `+0.42`.
    static func signed(_ value: Double, _ decimals: Int) -> String {
        let text = decimal(value, decimals)
        return text.hasPrefix("−") || text == "–" || !text.contains { ("1"..."9").contains($0) } ? text : "+" + text
    }

    /// `68 %`; with a decimal where it would else look like nothing.
    static func percent(_ share: Double) -> String {
        let percent = share * 100
        if percent > 0, percent < 0.05 { return "<0.1\u{A0}%" }
        return decimal(percent, percent > 0 && percent < 0.95 ? 1 : 0) + "\u{A0}%"
    }

    /// `64–72 %`.
    static func range(_ lower: Double, _ upper: Double) -> String {
        let isNarrow = decimal(lower * 100, 0) == decimal(upper * 100, 0)
        return decimal(lower * 100, isNarrow ? 1 : 0) + "–" + decimal(upper * 100, isNarrow ? 1 : 0) + "\u{A0}%"
    }

    /// `+12 points`.
    static func points(_ difference: Double) -> String { signed(difference * 100, 0) }

    /// `+5 to +19`.
    static func pointRange(_ lower: Double, _ upper: Double) -> String { "\(points(lower)) to \(points(upper))" }

    /// `12 d`, `3.4 d`, `5 h`, `40 min`, `8 s`.
    static func span(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0 else { return "–" }
        for (unit, name) in [(86_400.0, "d"), (3_600, "h"), (60, "min")] where seconds >= unit * 0.95 {
            let value = seconds / unit
            let short = decimal(value, value < 9.95 ? 1 : 0)
            return (short.hasSuffix(".0") ? String(short.dropLast(2)) : short) + "\u{A0}" + name
        }
        return decimal(seconds, 0) + "\u{A0}s"
    }

    /// `EUR 12,400`.
    static func money(_ amount: MapReport.Amount) -> String { "\(amount.currency)\u{A0}\(decimal(amount.amount, 0))" }

    static func money(_ amounts: [MapReport.Amount]) -> String? {
        amounts.isEmpty ? nil : amounts.map(money).joined(separator: " + ")
    }

    /// `2026-09-01 08:00 UTC` of `2026-09-01T08:00:00.000Z`; other text stays.
    static func moment(_ text: String) -> String {
        let parts = text.split(separator: "T")
        guard parts.count == 2, text.hasSuffix("Z"), parts[1].utf8.count >= 6 else { return text }
        return "\(parts[0]) \(parts[1].prefix(5)) UTC"
    }

    /// `2026-09-01`.
    static func day(_ text: String) -> String { text.split(separator: "T").first.map(String.init) ?? text }
}
