extension JSONValue {
    /// The exact token of a number, as the source wrote it; otherwise nil.
    public var numberText: String? {
        let entry = entry
        guard entry.kind == .number else { return nil }
        return document.withBytes(of: entry) { String(decoding: $0, as: UTF8.self) }
    }

    /// The number, if it is an integer that fits: `7`, `-0`, `1.0` and `12e2` do, `1.5` and `9223372036854775808` do not.
    public var int64: Int64? {
        let entry = entry
        guard entry.kind == .number else { return nil }
        return document.withBytes(of: entry) { exactInteger($0) }
    }

    /// The nearest `Double`; nil where that would be infinite (`1e999`). Use ``int64`` or ``numberText`` for identifiers:
    /// beyond 2^53 not every integer is a `Double`.
    public var double: Double? {
        guard let numberText, let value = Double(numberText), value.isFinite else { return nil }
        return value
    }
}

/// The value of a valid number token, if it is an integer within `Int64`.
private func exactInteger(_ token: UnsafeBufferPointer<UInt8>) -> Int64? {
    let isNegative = token.first == UInt8(ascii: "-")
    var magnitude: UInt64 = 0
    /// Zeros seen since the last other digit: they count only if a digit or a positive exponent follows.
    var zeros = 0
    var fractionDigits = 0
    var inFraction = false
    var exponent = 0
    var position = isNegative ? 1 : 0

    while position < token.count {
        let byte = token[position]
        position += 1
        if byte == UInt8(ascii: ".") {
            inFraction = true
        } else if byte | 0x20 == UInt8(ascii: "e") {
            exponent = exponentValue(token[position...])
            break
        } else {
            if inFraction { fractionDigits += 1 }
            if byte == UInt8(ascii: "0") {
                zeros += 1
            } else {
                guard let shifted = shift(magnitude, by: zeros + 1) else { return nil }
                let (sum, overflow) = shifted.addingReportingOverflow(UInt64(byte - UInt8(ascii: "0")))
                if overflow { return nil }
                magnitude = sum
                zeros = 0
            }
        }
    }

    // magnitude × 10^(zeros − fractionDigits + exponent), the last digit of the magnitude being no zero
    guard let value = shift(magnitude, by: zeros - fractionDigits + exponent) else { return nil }
    if isNegative { return value <= Int64.min.magnitude ? Int64(truncatingIfNeeded: 0 &- value) : nil }
    return Int64(exactly: value)
}

/// `value × 10^places`, if that is an integer below 2^64; a value that is not 0 must not end in the digit 0.
private func shift(_ value: UInt64, by places: Int) -> UInt64? {
    if value == 0 { return 0 }
    if places < 0 || places > 19 { return nil }
    var result = value
    for _ in 0..<places {
        let (product, overflow) = result.multipliedReportingOverflow(by: 10)
        if overflow { return nil }
        result = product
    }
    return result
}

/// Cut at ±2^40: no page has digits enough (it is below 4 GiB) to bring such a number back into range.
private func exponentValue(_ token: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
    var value = 0
    for byte in token where byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") {
        value = min(value * 10 + Int(byte - UInt8(ascii: "0")), 1 << 40)
    }
    return token.first == UInt8(ascii: "-") ? -value : value
}
