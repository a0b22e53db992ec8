/// An instant in UTC, with the precision its source gave it. Years 0000 to 9999.
///
/// A moment is always a whole number of its precision's units: a day is midnight UTC, a second has no fraction.
public struct Moment: Hashable, Sendable {
    public enum Precision: String, Hashable, Sendable, Codable, CaseIterable {
        case millisecond = "ms"
        case second = "s"
        case day

        /// Milliseconds per unit.
        var unit: Int64 {
            switch self {
            case .millisecond: 1
            case .second: 1_000
            case .day: CivilDate.millisecondsPerDay
            }
        }
    }

    /// Since 1970-01-01T00:00:00Z; leap seconds are not counted.
    public let milliseconds: Int64
    public let precision: Precision

    /// 0000-01-01T00:00:00.000Z
    public static let earliest = Moment(unchecked: -62_167_219_200_000, .millisecond)
    /// 9999-12-31T23:59:59.999Z
    public static let latest = Moment(unchecked: 253_402_300_799_999, .millisecond)

    init(unchecked milliseconds: Int64, _ precision: Precision) {
        self.milliseconds = milliseconds
        self.precision = precision
    }

    /// Nil outside the years 0000 to 9999. Milliseconds that are no whole unit are cut off towards the past.
    public init?(milliseconds: Int64, precision: Precision) {
        guard (Self.earliest.milliseconds...Self.latest.milliseconds).contains(milliseconds) else { return nil }
        self.init(unchecked: milliseconds - floorRemainder(milliseconds, precision.unit), precision)
    }

    /// Held within ``earliest`` and ``latest``: for times that were moments before, e.g. in the store.
    public init(clamping milliseconds: Int64, precision: Precision) {
        let held = min(max(milliseconds, Self.earliest.milliseconds), Self.latest.milliseconds)
        self.init(unchecked: held - floorRemainder(held, precision.unit), precision)
    }

    /// The moment a duration later (or earlier); held within ``earliest`` and ``latest``.
    ///
    /// What is below a millisecond is cut off towards the past. The precision stays where the result is a whole number
    /// of its units and becomes finer where it is not: a day plus an hour is precise to the second.
    public func adding(_ duration: Duration) -> Moment {
        let (seconds, attoseconds) = duration.components
        // Within ±2^62 ms, so that nothing below overflows; whatever is beyond that is far outside the range.
        let limit = Int64(1) << 52
        let whole = min(max(seconds, -limit), limit) * 1_000
        let attosecondsPerMillisecond: Int64 = 1_000_000_000_000_000
        let part = (attoseconds - floorRemainder(attoseconds, attosecondsPerMillisecond)) / attosecondsPerMillisecond
        let sum = min(max(milliseconds + whole + part, Self.earliest.milliseconds), Self.latest.milliseconds)
        let finer = [precision, .second].first { $0.unit <= precision.unit && sum % $0.unit == 0 }
        return Moment(unchecked: sum, finer ?? .millisecond)
    }

    public static func + (moment: Moment, duration: Duration) -> Moment { moment.adding(duration) }

    public static func - (moment: Moment, duration: Duration) -> Moment { moment.adding(.zero - duration) }

    public static func - (later: Moment, earlier: Moment) -> Duration {
        .milliseconds(later.milliseconds - earlier.milliseconds)
    }
}

extension Moment: Comparable {
    /// By time; at the same millisecond the coarser precision comes first: a day before its first second.
    public static func < (left: Moment, right: Moment) -> Bool {
        if left.milliseconds != right.milliseconds { return left.milliseconds < right.milliseconds }
        return left.precision.unit > right.precision.unit
    }
}

extension Moment: CustomStringConvertible {
    /// `2026-05-02T08:15:30.412Z`, `2026-05-02T08:15:30Z` or `2026-05-02`: the precision shows, and ``init(parsing:)``
    /// gives the same moment back.
    public var description: String {
        let day = floorQuotient(milliseconds, CivilDate.millisecondsPerDay)
        let date = CivilDate(daysSince1970: day)
        var rest = milliseconds - day * CivilDate.millisecondsPerDay
        return String(unsafeUninitializedCapacity: 24) { buffer in
            var count = 0
            func put(_ byte: UInt8) {
                buffer.initializeElement(at: count, to: byte)
                count += 1
            }
            func put(_ value: Int64, digits: Int) {
                var rest = value
                for position in (count..<count + digits).reversed() {
                    buffer.initializeElement(at: position, to: UInt8(ascii: "0") + UInt8(rest % 10))
                    rest /= 10
                }
                count += digits
            }
            put(date.year, digits: 4)
            put(UInt8(ascii: "-"))
            put(date.month, digits: 2)
            put(UInt8(ascii: "-"))
            put(date.day, digits: 2)
            if precision == .day { return count }
            put(UInt8(ascii: "T"))
            put(rest / 3_600_000, digits: 2)
            rest %= 3_600_000
            put(UInt8(ascii: ":"))
            put(rest / 60_000, digits: 2)
            rest %= 60_000
            put(UInt8(ascii: ":"))
            put(rest / 1_000, digits: 2)
            if precision == .millisecond {
                put(UInt8(ascii: "."))
                put(rest % 1_000, digits: 3)
            }
            put(UInt8(ascii: "Z"))
            return count
        }
    }

    /// The instant as RFC 3339 whatever the precision: a day as its midnight.
    public var rfc3339: String {
        precision == .day ? Moment(unchecked: milliseconds, .second).description : description
    }
}

extension Moment: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let moment = Moment(parsing: text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "'\(text.prefix(40))' is neither RFC 3339, a date nor epoch milliseconds")
        }
        self = moment
    }

    /// As ``description``.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
