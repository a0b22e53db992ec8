/// A span as people write it: `45s`, `30m`, `6h`, `90d`, `2w`, `1h30m`.
struct DurationText: Hashable, Sendable {
    let seconds: Int

    /// Nil unless the text is a span of more than nothing and less than a hundred years.
    init?(_ text: String) {
        var seconds = 0
        var number: Int?
        for character in text {
            if let digit = character.wholeNumberValue, character.isASCII {
                let next = (number ?? 0) * 10 + digit
                guard next < 1_000_000_000 else { return nil }
                number = next
                continue
            }
            guard let count = number, let unit = Self.units[character] else { return nil }
            seconds += count * unit
            number = nil
        }
        guard number == nil, seconds > 0, seconds < 100 * 366 * 86_400 else { return nil }
        self.seconds = seconds
    }

    private static let units: [Character: Int] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800]

    static let problem = "expected a span like 30m, 6h or 90d"
}

extension DurationText: Decodable {
    init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let span = DurationText(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "\(Self.problem), not \"\(text)\""))
        }
        self = span
    }
}

/// A number of bytes: `16MiB`, `512KiB`, `1GiB` or digits alone.
struct ByteCount: Hashable, Sendable {
    let bytes: Int

    init?(_ text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(digits.count).drop { $0 == " " }
        guard let number = Int(digits), number > 0, number < 1 << 40, let factor = Self.units[String(unit)] else {
            return nil
        }
        bytes = number * factor
    }

    private static let units = ["": 1, "B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30]
}

extension ByteCount: Decodable {
    init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let count = ByteCount(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "expected a size like 16MiB, not \"\(text)\""))
        }
        self = count
    }
}
