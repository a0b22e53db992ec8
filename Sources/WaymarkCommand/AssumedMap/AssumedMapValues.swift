import Touchpoints

private func refused(_ decoder: any Decoder, _ words: String) -> DecodingError {
    DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: words))
}

/// A list of no more than 200 entries: a few anchors in YAML can stand for any number.
struct Bounded<Element: Decodable & Sendable>: Decodable, Sendable {
    static var most: Int { 200 }

    var entries: [Element]

    init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        guard container.count ?? 0 <= Self.most else {
            throw refused(decoder, "more than \(Self.most) entries in one list")
        }
        entries = []
        while !container.isAtEnd { entries.append(try container.decode(Element.self)) }
    }
}

/// Words for people: not empty, not endless.
struct ShortText: Hashable, Decodable, Sendable {
    static let most = 2_000

    var text: String

    /// Nil where it is empty or longer than ``most`` characters.
    init?(_ words: String) {
        let text = Substring(words).trimmingWhitespace
        guard !text.isEmpty, text.unicodeScalars.count <= Self.most else { return nil }
        self.text = String(text)
    }

    static let problem = "expected a text of 1 to \(most) characters"

    init(from decoder: any Decoder) throws {
        let words = try decoder.singleValueContainer().decode(String.self)
        guard let text = ShortText(words) else { throw refused(decoder, Self.problem) }
        self = text
    }
}

/// A day, `2026-07-01`.
struct DayText: Hashable, Decodable, Sendable {
    /// Midnight UTC in Unix milliseconds.
    var milliseconds: Int64

    init?(_ text: String) {
        guard let moment = Moment(date: text) else { return nil }
        milliseconds = moment.milliseconds
    }

    static func problem(_ text: String) -> String { "expected a date like 2026-07-01, not \"\(text.prefix(40))\"" }

    init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let day = DayText(text) else { throw refused(decoder, Self.problem(text)) }
        self = day
    }
}

/// How somebody feels, in five steps: −2 very bad, −1 bad, 0 neither, 1 good, 2 very good.
struct FeelingNumber: Hashable, Decodable, Sendable {
    var value: Int

    init?(_ text: String) {
        // A minus as people type it, and as word processors make of it.
        guard let value = Int(text.replacing("\u{2212}", with: "-")), (-2...2).contains(value) else { return nil }
        self.value = value
    }

    static func problem(_ text: String) -> String {
        "expected a feeling from -2 (very bad) to 2 (very good), not \"\(text.prefix(40))\""
    }

    init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let feeling = FeelingNumber(text) else { throw refused(decoder, Self.problem(text)) }
        self = feeling
    }
}

/// A share, `40%` or `40`.
struct PercentText: Hashable, Decodable, Sendable {
    /// 0 to 1.
    var share: Double

    init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        let digits = text.hasSuffix("%") ? String(text.dropLast()) : text
        guard let percent = Double(digits), (0...100).contains(percent) else {
            throw refused(decoder, "expected a share like 40%, not \"\(text.prefix(40))\"")
        }
        share = percent / 100
    }
}

extension Substring {
    var trimmingWhitespace: Substring {
        var rest = drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }
}
