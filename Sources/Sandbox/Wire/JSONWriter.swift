/// Writes JSON into bytes by hand: pages of records are the hot path of the sandbox.
struct JSONWriter {
    var bytes: [UInt8] = []
    /// True when the next element of the current array or object needs a comma before it.
    private var needsComma = false

    init(capacity: Int = 1_024) {
        bytes.reserveCapacity(capacity)
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    mutating func raw(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func object(_ body: (inout JSONWriter) -> Void) {
        separate()
        bytes.append(UInt8(ascii: "{"))
        needsComma = false
        body(&self)
        bytes.append(UInt8(ascii: "}"))
        needsComma = true
    }

    mutating func array(_ body: (inout JSONWriter) -> Void) {
        separate()
        bytes.append(UInt8(ascii: "["))
        needsComma = false
        body(&self)
        bytes.append(UInt8(ascii: "]"))
        needsComma = true
    }

    /// The key of the next value, which must follow.
    mutating func key(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        raw(name)
        raw("\":")
        needsComma = false
    }

    mutating func key(_ name: String) {
        separate()
        quoted { $0.bytes.append(contentsOf: name.utf8) }
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// A key that is already quoted, escaped and followed by its colon.
    mutating func key(prepared: [UInt8]) {
        separate()
        bytes.append(contentsOf: prepared)
        needsComma = false
    }

    mutating func null() {
        separate()
        raw("null")
    }

    mutating func value(_ flag: Bool) {
        separate()
        if flag { raw("true") } else { raw("false") }
    }

    mutating func value(_ number: Int64) {
        separate()
        bytes.appendDecimal(number)
    }

    mutating func value(_ number: Int) {
        value(Int64(number))
    }

    mutating func value(_ text: String) {
        separate()
        quoted { $0.bytes.append(contentsOf: text.utf8) }
    }

    mutating func value(_ texts: [String]) {
        array { writer in
            for text in texts { writer.value(text) }
        }
    }

    /// A string whose raw UTF-8 `body` appends; escaped afterwards.
    mutating func string(_ body: (inout JSONWriter) -> Void) {
        separate()
        quoted(body)
    }

    /// An id or number as a string, as the API likes it.
    mutating func quotedNumber(_ number: Int64) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes.appendDecimal(number)
        bytes.append(UInt8(ascii: "\""))
    }

    /// A value that `body` appends as it stands: a number, say.
    mutating func literal(_ body: (inout [UInt8]) -> Void) {
        separate()
        body(&bytes)
    }

    mutating func time(_ at: Instant) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes.appendTime(at)
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func quoted(_ body: (inout JSONWriter) -> Void) {
        bytes.append(UInt8(ascii: "\""))
        let start = bytes.count
        body(&self)
        let isPlain = bytes.withUnsafeBufferPointer { buffer in
            buffer[start...].allSatisfy { $0 >= 32 && $0 != 34 && $0 != 92 }
        }
        if !isPlain { escape(from: start) }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(from start: Int) {
        let text = Array(bytes[start...])
        bytes.removeLast(text.count)
        let digits = Array("0123456789abcdef".utf8)
        for byte in text {
            switch byte {
            case 34, 92:
                bytes.append(92)
                bytes.append(byte)
            case 10: raw("\\n")
            case 13: raw("\\r")
            case 9: raw("\\t")
            case 0..<32:
                raw("\\u00")
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
    }
}

extension [UInt8] {
    private mutating func appendPadded(_ value: Int, _ width: Int) {
        var divisor = 1
        for _ in 1..<width { divisor *= 10 }
        while divisor > 0 {
            append(48 + UInt8(value / divisor % 10))
            divisor /= 10
        }
    }

    /// `2026-05-02T08:15:30.412Z`; no fraction when it is zero, as Java prints instants.
    mutating func appendTime(_ at: Instant) {
        let (days, rest) = at.splitDays
        appendDate(days)
        append(84)
        appendPadded(rest / 3_600_000, 2)
        append(58)
        appendPadded(rest / 60_000 % 60, 2)
        append(58)
        appendPadded(rest / 1_000 % 60, 2)
        if rest % 1_000 != 0 {
            append(46)
            appendPadded(rest % 1_000, 3)
        }
        append(90)
    }

    /// `2026-05-02`.
    mutating func appendDate(_ daysSinceEpoch: Int) {
        let date = CivilDate(daysSinceEpoch: daysSinceEpoch)
        appendPadded(date.year, 4)
        append(45)
        appendPadded(date.month, 2)
        append(45)
        appendPadded(date.day, 2)
    }

    /// `Tue, 01 Sep 2026 08:00:00 GMT`, for the `Date` header.
    package mutating func appendHTTPDate(_ at: Instant) {
        let (days, rest) = at.splitDays
        let date = CivilDate(daysSinceEpoch: days)
        let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        append(contentsOf: weekdays[((days % 7) + 7) % 7].utf8)
        append(contentsOf: ", ".utf8)
        appendPadded(date.day, 2)
        append(32)
        append(contentsOf: months[date.month - 1].utf8)
        append(32)
        appendPadded(date.year, 4)
        append(32)
        appendPadded(rest / 3_600_000, 2)
        append(58)
        appendPadded(rest / 60_000 % 60, 2)
        append(58)
        appendPadded(rest / 1_000 % 60, 2)
        append(contentsOf: " GMT".utf8)
    }
}

package func timeText(_ at: Instant) -> String {
    var bytes: [UInt8] = []
    bytes.appendTime(at)
    return String(decoding: bytes, as: UTF8.self)
}
