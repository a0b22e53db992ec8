import Foundation
import Touchpoints

/// How reports are printed: as JSON with snake-case keys, or as text.
enum Printing {
    static func json(_ report: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return TerminalText.json(String(decoding: try encoder.encode(report), as: UTF8.self)) + "\n"
    }

    /// `2026-05-02T08:15:30Z`; a dash where nothing is known.
    static func time(_ milliseconds: Int64?) -> String {
        milliseconds.map { Moment(clamping: $0, precision: .second).description } ?? "-"
    }

    /// As it goes into JSON.
    static func moment(_ milliseconds: Int64?) -> String? {
        milliseconds.map { Moment(clamping: $0, precision: .millisecond).description }
    }

    /// `1,234,567`
    static func number(_ value: Int) -> String {
        let digits = String(abs(value))
        var grouped = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { grouped += "," }
            grouped.append(digit)
        }
        return value < 0 ? "-" + grouped : grouped
    }

    static func number(_ value: Int?) -> String { value.map { number($0) } ?? "-" }

    /// `41 s`, `12 min`, `3 h 20 min`
    static func span(seconds: Double) -> String {
        let whole = Int(seconds.rounded(.up))
        if whole < 90 { return "\(whole) s" }
        let minutes = (whole + 59) / 60
        return minutes < 120 ? "\(minutes) min" : "\(minutes / 60) h \(minutes % 60) min"
    }

    /// `1.5 MiB`
    static func size(_ bytes: Int) -> String {
        var value = Double(bytes)
        for unit in ["B", "KiB", "MiB", "GiB"] {
            if value < 1024 || unit == "GiB" {
                return unit == "B" ? "\(bytes) B" : "\((value * 10).rounded() / 10) \(unit)"
            }
            value /= 1024
        }
        return "\(bytes) B"
    }
}
