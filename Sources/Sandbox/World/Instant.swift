/// Milliseconds since 1970-01-01T00:00:00Z: the only way the world tells time.
package typealias Instant = Int64

enum Span {
    static let second: Int64 = 1_000
    static let minute: Int64 = 60_000
    static let hour: Int64 = 3_600_000
    static let day: Int64 = 86_400_000
}

/// A civil date in the proleptic Gregorian calendar (Howard Hinnant, "chrono-compatible low-level date algorithms").
struct CivilDate: Equatable {
    var year: Int
    var month: Int
    var day: Int

    init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    init(daysSinceEpoch days: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    var daysSinceEpoch: Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

extension Int64 {
    /// Days since the epoch, rounded down, and the milliseconds left over.
    var splitDays: (days: Int, rest: Int) {
        let days = self >= 0 ? self / Span.day : (self - Span.day + 1) / Span.day
        return (Int(days), Int(self - days * Span.day))
    }
}

/// RFC 3339 in UTC, or a plain date, to milliseconds. Nil when the text is neither.
func parseInstant(_ text: some StringProtocol) -> Instant? {
    let bytes = Array(text.utf8)
    func number(_ from: Int, _ count: Int) -> Int? {
        guard from + count <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[from..<from + count] {
            guard byte >= 48, byte <= 57 else { return nil }
            value = value * 10 + Int(byte - 48)
        }
        return value
    }
    guard bytes.count >= 10, bytes[4] == 45, bytes[7] == 45,
        let year = number(0, 4), let month = number(5, 2), let day = number(8, 2),
        (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    let date = Int64(CivilDate(year: year, month: month, day: day).daysSinceEpoch) * Span.day
    if bytes.count == 10 { return date }
    guard bytes.count >= 20, bytes[10] == 84, bytes[13] == 58, bytes[16] == 58, bytes[bytes.count - 1] == 90,
        let hour = number(11, 2), let minute = number(14, 2), let second = number(17, 2),
        hour < 24, minute < 60, second < 61
    else { return nil }
    var milliseconds = 0
    if bytes[19] == 46 {
        var scale = 100
        for byte in bytes[20..<bytes.count - 1] {
            guard byte >= 48, byte <= 57 else { return nil }
            milliseconds += Int(byte - 48) * scale
            scale /= 10
        }
    } else if bytes.count != 20 {
        return nil
    }
    return date + Int64(((hour * 60 + minute) * 60 + second) * 1_000 + milliseconds)
}
