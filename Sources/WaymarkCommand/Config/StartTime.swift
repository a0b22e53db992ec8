import Touchpoints

/// A date or a moment with its time zone.
struct StartTime: Hashable, Sendable {
    /// Unix milliseconds.
    let milliseconds: Int64

    init?(_ text: String) {
        guard let moment = Moment(date: text) ?? Moment(rfc3339: text) else { return nil }
        milliseconds = moment.milliseconds
    }

    static let problem = "expected a date (2024-01-01) or a time with its zone (2024-01-01T00:00:00Z)"
}

extension StartTime: Decodable {
    init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let start = StartTime(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "\(Self.problem), not \"\(text)\""))
        }
        self = start
    }
}
