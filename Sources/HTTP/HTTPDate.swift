/// The three date spellings of RFC 9110 §5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT` and the two old ones.
enum HTTPDate {
    /// 100 years: more is nonsense, and far below where `Duration` would overflow.
    static let farFuture: Int64 = 3_155_760_000

    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    /// Whole seconds since 1970 UTC; nil for whatever is none of the three.
    static func secondsSince1970(_ text: String) -> Int64? {
        guard text.utf8.count <= 64 else { return nil }
        let words = text.lowercased().split { " ,-:".contains($0) }.map(String.init)
        switch words.count {
        case 8 where words[7] == "gmt":  // sun 06 nov 1994 08 49 37 gmt, or with the year as 94
            return seconds(year: words[3], month: words[2], day: words[1], time: words[4...6])
        case 7:  // sun nov 6 08 49 37 1994
            return seconds(year: words[6], month: words[1], day: words[2], time: words[3...5])
        default:
            return nil
        }
    }

    private static func seconds(year: String, month: String, day: String, time: ArraySlice<String>) -> Int64? {
        let clock = time.compactMap(number)
        guard var year = number(year), let month = months.firstIndex(of: month), let day = number(day),
            clock.count == 3
        else { return nil }
        if year < 100 { year += year < 70 ? 2000 : 1900 }
        guard (1900...9999).contains(year), (1...31).contains(day), clock[0] < 24, clock[1] < 60, clock[2] <= 60
        else { return nil }
        let days = daysSince1970(year: year, month: Int64(month) + 1, day: day)
        return days * 86_400 + clock[0] * 3_600 + clock[1] * 60 + clock[2]
    }

    /// Digits only: `Int64` alone would also take `+6` and `-6`.
    private static func number(_ text: String) -> Int64? {
        text.utf8.count <= 4 && text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int64(text) : nil
    }

    /// Days of the proleptic Gregorian calendar; years start in March so that the leap day comes last.
    private static func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    }
}
