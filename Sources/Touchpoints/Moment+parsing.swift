extension Moment {
    /// RFC 3339, strictly: `2026-05-02T08:15:30.412Z`, `2026-05-02t10:15:30+02:00`, `2026-05-02 08:15:30Z`.
    ///
    /// - One to nine fraction digits make it precise to the millisecond (the rest is cut off), none to the second.
    /// - Beyond RFC 3339, an offset without its colon is read, because Salesforce writes `+0000`.
    /// - The leap second `23:59:60` UTC becomes 23:59:59.999, precise to the millisecond: after the second before it
    ///   and before the next day. At any other time of day `:60` is refused.
    public init?(rfc3339 text: String) {
        var text = text
        guard let moment = text.withUTF8({ Moment(rfc3339: UnsafeRawBufferPointer($0)) }) else { return nil }
        self = moment
    }

    /// As ``init(rfc3339:)-(String)``, from UTF-8.
    public init?(rfc3339 utf8: UnsafeRawBufferPointer) {
        var reader = MomentReader(utf8)
        guard let moment = reader.rfc3339() else { return nil }
        self = moment
    }

    /// `2026-05-02`, precise to the day.
    public init?(date text: String) {
        var text = text
        guard let moment = text.withUTF8({ Moment(date: UnsafeRawBufferPointer($0)) }) else { return nil }
        self = moment
    }

    /// As ``init(date:)-(String)``, from UTF-8.
    public init?(date utf8: UnsafeRawBufferPointer) {
        var reader = MomentReader(utf8)
        guard let date = reader.date(), reader.isAtEnd else { return nil }
        self.init(milliseconds: date.daysSince1970 * CivilDate.millisecondsPerDay, precision: .day)
    }

    /// Milliseconds since 1970. Nil outside the years 0000 to 9999.
    public init?(epochMilliseconds: Int64) {
        self.init(milliseconds: epochMilliseconds, precision: .millisecond)
    }

    /// Digits, after a minus for what was before 1970.
    public init?(epochMilliseconds text: String) {
        guard let value = Self.integer(text) else { return nil }
        self.init(epochMilliseconds: value)
    }

    /// Seconds since 1970. Nil outside the years 0000 to 9999.
    public init?(epochSeconds: Int64) {
        let (milliseconds, overflow) = epochSeconds.multipliedReportingOverflow(by: 1_000)
        if overflow { return nil }
        self.init(milliseconds: milliseconds, precision: .second)
    }

    /// Digits, after a minus for what was before 1970.
    public init?(epochSeconds text: String) {
        guard let value = Self.integer(text) else { return nil }
        self.init(epochSeconds: value)
    }

    /// Whatever an API may mean by a time: RFC 3339, else a date, else 11 to 14 digits as epoch milliseconds
    /// (April 1970 to the year 5138). Ten digits and fewer are refused: they may be seconds, and only the source can say.
    public init?(parsing text: String) {
        var text = text
        guard let moment = text.withUTF8({ Moment(parsing: UnsafeRawBufferPointer($0)) }) else { return nil }
        self = moment
    }

    /// As ``init(parsing:)-(String)``, from UTF-8.
    public init?(parsing utf8: UnsafeRawBufferPointer) {
        if (11...14).contains(utf8.count), utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) {
            self.init(epochMilliseconds: utf8.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) })
        } else if utf8.count == 10 {
            self.init(date: utf8)
        } else {
            self.init(rfc3339: utf8)
        }
    }

    /// `Int64(_: String)` without the leading plus it allows.
    private static func integer(_ text: String) -> Int64? {
        text.utf8.first == UInt8(ascii: "+") ? nil : Int64(text)
    }
}

/// Reads a date or an RFC 3339 time from UTF-8, without allocating.
private struct MomentReader {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    private mutating func take(_ first: Unicode.Scalar, or second: Unicode.Scalar? = nil) -> Bool {
        guard position < bytes.count else { return false }
        let byte = Unicode.Scalar(bytes[position])
        guard byte == first || byte == second else { return false }
        position += 1
        return true
    }

    private mutating func digit() -> Int64? {
        guard position < bytes.count, bytes[position] >= UInt8(ascii: "0"), bytes[position] <= UInt8(ascii: "9")
        else { return nil }
        defer { position += 1 }
        return Int64(bytes[position] - UInt8(ascii: "0"))
    }

    private mutating func number(digits: Int) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<digits {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    mutating func date() -> CivilDate? {
        guard let year = number(digits: 4), take("-"), let month = number(digits: 2), take("-"),
            let day = number(digits: 2)
        else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }

    mutating func rfc3339() -> Moment? {
        guard let date = date(), take("T", or: "t") || take(" "),
            let hour = number(digits: 2), hour <= 23, take(":"),
            let minute = number(digits: 2), minute <= 59, take(":"),
            let second = number(digits: 2), second <= 60
        else { return nil }

        var fraction: Int64?
        if take(".") {
            guard let milliseconds = fractionMilliseconds() else { return nil }
            fraction = milliseconds
        }
        guard let offset = offsetMinutes(), isAtEnd else { return nil }

        let utcMinute = date.daysSince1970 * 1_440 + hour * 60 + minute - offset
        if second == 60 {
            guard floorRemainder(utcMinute, 1_440) == 1_439 else { return nil }
            return Moment(milliseconds: utcMinute * 60_000 + 59_999, precision: .millisecond)
        }
        return Moment(
            milliseconds: utcMinute * 60_000 + second * 1_000 + (fraction ?? 0),
            precision: fraction == nil ? .second : .millisecond)
    }

    /// One to nine digits after the dot; what is finer than a millisecond is cut off.
    private mutating func fractionMilliseconds() -> Int64? {
        var milliseconds: Int64 = 0
        var count = 0
        while let digit = digit() {
            if count < 3 { milliseconds = milliseconds * 10 + digit }
            count += 1
        }
        guard (1...9).contains(count) else { return nil }
        return milliseconds * (count == 1 ? 100 : count == 2 ? 10 : 1)
    }

    private mutating func offsetMinutes() -> Int64? {
        if take("Z", or: "z") { return 0 }
        let isBehind = take("-")
        guard isBehind || take("+"), let hours = number(digits: 2), hours <= 23 else { return nil }
        _ = take(":")
        guard let minutes = number(digits: 2), minutes <= 59 else { return nil }
        return (isBehind ? -1 : 1) * (hours * 60 + minutes)
    }
}
