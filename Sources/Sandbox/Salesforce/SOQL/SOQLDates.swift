/// Dates and instants of SOQL, and words such as LAST_N_DAYS. All in UTC: the org's users live there.
enum SOQLDates {
    static let words: Set<String> = [
        "TODAY", "YESTERDAY", "TOMORROW", "THIS_WEEK", "LAST_WEEK", "NEXT_WEEK", "THIS_MONTH", "LAST_MONTH",
        "NEXT_MONTH",
        "THIS_QUARTER", "LAST_QUARTER", "THIS_YEAR", "LAST_YEAR", "NEXT_YEAR", "LAST_90_DAYS", "NEXT_90_DAYS",
    ]
    static let counted: Set<String> = [
        "LAST_N_DAYS", "NEXT_N_DAYS", "N_DAYS_AGO", "LAST_N_WEEKS", "LAST_N_MONTHS", "LAST_N_YEARS",
    ]

    /// `2026-05-02`, `2026-05-02T10:00:00Z`, `2026-05-02T10:00:00.000+02:00`.
    static func moment(_ text: String) -> SOQLQuery.Literal? {
        if text.utf8.count == 10 { return parseInstant(text).map { .day($0) } }
        if text.hasSuffix("Z") || text.hasSuffix("z") {
            return parseInstant(text.uppercased()).map { .instant($0) }
        }
        // The last six or five characters are the zone.
        guard let sign = text.lastIndex(where: { $0 == "+" || $0 == "-" }),
            text.distance(from: text.startIndex, to: sign) > 10
        else { return nil }
        let zone = text[text.index(after: sign)...].filter { $0 != ":" }
        guard zone.count == 4, let hours = Int64(zone.prefix(2)), let minutes = Int64(zone.suffix(2)), hours < 24,
            minutes < 60, let local = parseInstant(text[..<sign] + "Z")
        else { return nil }
        let offset = hours * Span.hour + minutes * Span.minute
        return .instant(text[sign] == "+" ? local - offset : local + offset)
    }

    /// The half-open range of days that a word means.
    static func range(_ word: String, _ count: Int?, now: Instant) -> Range<Instant> {
        let today = now - now % Span.day
        let number = Int64(min(count ?? 0, 36_500))
        let date = CivilDate(daysSinceEpoch: now.splitDays.days)
        func day(_ year: Int, _ month: Int) -> Instant {
            let place = year * 12 + month - 1
            return Int64(CivilDate(year: place / 12, month: place % 12 + 1, day: 1).daysSinceEpoch) * Span.day
        }
        func months(_ from: Int, _ to: Int) -> Range<Instant> {
            day(date.year, date.month + from)..<day(date.year, date.month + to)
        }
        // Weeks begin on Sunday; 1970-01-01 was a Thursday.
        let week = today - Int64((now.splitDays.days + 4) % 7) * Span.day
        let quarter = 1 - (date.month - 1) % 3 - 1
        switch word {
        case "YESTERDAY": return today - Span.day..<today
        case "TOMORROW": return today + Span.day..<today + 2 * Span.day
        case "THIS_WEEK": return week..<week + 7 * Span.day
        case "LAST_WEEK": return week - 7 * Span.day..<week
        case "NEXT_WEEK": return week + 7 * Span.day..<week + 14 * Span.day
        case "THIS_MONTH": return months(0, 1)
        case "LAST_MONTH": return months(-1, 0)
        case "NEXT_MONTH": return months(1, 2)
        case "THIS_QUARTER": return months(quarter, quarter + 3)
        case "LAST_QUARTER": return months(quarter - 3, quarter)
        case "THIS_YEAR": return day(date.year, 1)..<day(date.year + 1, 1)
        case "LAST_YEAR": return day(date.year - 1, 1)..<day(date.year, 1)
        case "NEXT_YEAR": return day(date.year + 1, 1)..<day(date.year + 2, 1)
        case "LAST_90_DAYS": return today - 90 * Span.day..<today + Span.day
        case "NEXT_90_DAYS": return today + Span.day..<today + 91 * Span.day
        case "LAST_N_DAYS": return today - number * Span.day..<today + Span.day
        case "NEXT_N_DAYS": return today + Span.day..<today + (number + 1) * Span.day
        case "N_DAYS_AGO": return today - number * Span.day..<today - (number - 1) * Span.day
        case "LAST_N_WEEKS": return week - 7 * number * Span.day..<week
        case "LAST_N_MONTHS": return months(-Int(min(number, 1_200)), 0)
        case "LAST_N_YEARS": return day(date.year - Int(min(number, 100)), 1)..<day(date.year, 1)
        default: return today..<today + Span.day
        }
    }
}
