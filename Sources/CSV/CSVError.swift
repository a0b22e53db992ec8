/// Why bytes are no CSV, and in which record, counted from 1 with the header.
public struct CSVError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Reason: Hashable, Sendable {
        /// A quote inside a field that does not begin with one.
        case strayQuote
        /// Something else than the end of the field behind its closing quote.
        case textBehindQuote
        /// A carriage return, outside quotes, that no line feed follows.
        case loneCarriageReturn
        /// The end came inside quotes.
        case unterminatedQuote
        /// More bytes in one record than were allowed.
        case tooLong(limit: Int)
    }

    public var reason: Reason
    public var record: Int

    public init(reason: Reason, record: Int) {
        self.reason = reason
        self.record = record
    }

    public var description: String {
        let words =
            switch reason {
            case .strayQuote: "a quote stands inside an unquoted field"
            case .textBehindQuote: "text follows a closing quote"
            case .loneCarriageReturn: "a carriage return stands alone"
            case .unterminatedQuote: "the end comes inside quotes"
            case .tooLong(let limit): "it is longer than \(limit) bytes"
            }
        return "record \(record) of the CSV: \(words)"
    }
}
