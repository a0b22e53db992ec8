/// One line of CSV (RFC 4180): CRLF at the end, quotes where needed.
///
/// Spreadsheets run cells that begin like a formula: a text cell that begins with `=`, `+`, `-`, `@`, TAB, CR or LF gets
/// a `'` in front. Numbers that the program itself writes are left alone.
struct CSVLine {
    private(set) var bytes: [UInt8] = []
    private var isFirst = true

    mutating func text(_ value: String?) {
        separate()
        guard let value, let first = value.utf8.first else { return }
        append(Self.formulaStarts.contains(first) ? "'" + value : value)
    }

    mutating func number(_ value: (some BinaryInteger)?) {
        separate()
        if let value { bytes.append(contentsOf: String(value).utf8) }
    }

    mutating func number(_ value: Double?) {
        separate()
        if let value { bytes.append(contentsOf: "\(value)".utf8) }
    }

    /// A decimal number as a source wrote it; anything else is treated as text.
    mutating func decimal(_ value: String?) {
        let isNumber = value?.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E || $0 == 0x2D } ?? true
        guard isNumber else { return text(value) }
        separate()
        if let value { bytes.append(contentsOf: value.utf8) }
    }

    mutating func end() {
        bytes.append(0x0D)
        bytes.append(0x0A)
        isFirst = true
    }

    private static let formulaStarts: Set<UInt8> = [0x3D, 0x2B, 0x2D, 0x40, 0x09, 0x0D, 0x0A]

    private mutating func separate() {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
    }

    private mutating func append(_ value: String) {
        let utf8 = Array(value.utf8)
        guard utf8.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0D || $0 == 0x0A }) else {
            bytes.append(contentsOf: utf8)
            return
        }
        bytes.append(0x22)
        for byte in utf8 {
            if byte == 0x22 { bytes.append(0x22) }
            bytes.append(byte)
        }
        bytes.append(0x22)
    }
}
