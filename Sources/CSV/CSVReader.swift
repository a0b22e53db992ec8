#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// Reads CSV (RFC 4180) piece by piece, however the pieces are cut: never more than one record is in memory.
///
/// - Fields may hold quotes, separators, line feeds and NUL. Nothing is trimmed, and no text is special: `NA` is `NA`.
/// - Records end with LF or CRLF; the last one need not. Empty lines are no records.
/// - A byte order mark at the very start is passed over.
/// - A quoted empty field is the same as an empty one.
public struct CSVReader: Sendable {
    private enum Place {
        case fieldStart, plain, quoted
        /// Behind a quote inside a quoted field: its end, or the first half of a doubled one.
        case quoteInQuotes
        case carriageReturn
    }

    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    private static let quote = UInt8(ascii: "\"")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    private let separator: UInt8
    private let maximumRecordBytes: Int
    private var place = Place.fieldStart
    private var record = CSVRecord()
    /// Complete records so far.
    private var records = 0
    /// The first bytes, until it is known whether they are a byte order mark; nil from then on.
    private var head: [UInt8]? = []

    /// - Parameters:
    ///   - separator: between two fields.
    ///   - maximumRecordBytes: a longer record ends the reading: what lacks a closing quote would else fill the memory.
    public init(separator: UInt8 = UInt8(ascii: ","), maximumRecordBytes: Int = 16 << 20) {
        self.separator = separator
        self.maximumRecordBytes = maximumRecordBytes
    }

    /// Takes the next bytes and hands over every record that ends in them.
    public mutating func read(
        _ piece: [UInt8], _ body: (CSVRecord) throws -> Void
    ) throws {
        guard let head else { return try take(piece, body) }
        let all = head + piece
        guard all.count >= Self.mark.count || !Self.mark.starts(with: all) else {
            self.head = all
            return
        }
        self.head = nil
        try take(all.starts(with: Self.mark) ? Array(all.dropFirst(Self.mark.count)) : all, body)
    }

    /// There are no more bytes: the last record is handed over where no line ended it.
    public mutating func finish(_ body: (CSVRecord) throws -> Void) throws {
        if let head {
            self.head = nil
            try take(head, body)
        }
        switch place {
        case .quoted: throw error(.unterminatedQuote)
        case .fieldStart where record.count == 0: return
        case .fieldStart, .plain, .quoteInQuotes, .carriageReturn: try endRecord(body)
        }
    }

    private mutating func take(_ piece: [UInt8], _ body: (CSVRecord) throws -> Void) throws {
        try piece.withUnsafeBufferPointer { try take($0, body) }
    }

    private mutating func take(_ bytes: UnsafeBufferPointer<UInt8>, _ body: (CSVRecord) throws -> Void) throws {
        var next = 0
        while next < bytes.count {
            switch place {
            case .quoted:
                let run = Self.run(in: bytes, from: next, before: Self.quote)
                record.append(run)
                next += run.count
                guard record.byteCount <= maximumRecordBytes else {
                    throw error(.tooLong(limit: maximumRecordBytes))
                }
                guard next < bytes.count else { return }
                next += 1
                place = .quoteInQuotes
            case .fieldStart, .plain, .quoteInQuotes, .carriageReturn:
                try take(bytes[next], body)
                next += 1
            }
        }
    }

    private mutating func take(_ byte: UInt8, _ body: (CSVRecord) throws -> Void) throws {
        switch (place, byte) {
        case (.carriageReturn, Self.lineFeed): try endRecord(body)
        case (.carriageReturn, _): throw error(.loneCarriageReturn)
        case (.fieldStart, Self.quote): place = .quoted
        case (.quoteInQuotes, Self.quote):
            record.append(byte)
            place = .quoted
        case (_, separator):
            record.endField()
            place = .fieldStart
        case (.fieldStart, Self.lineFeed) where record.count == 0: break
        case (_, Self.lineFeed): try endRecord(body)
        case (_, Self.carriageReturn): place = .carriageReturn
        case (.plain, Self.quote): throw error(.strayQuote)
        case (.quoteInQuotes, _): throw error(.textBehindQuote)
        case (.fieldStart, _), (.plain, _), (.quoted, _):
            record.append(byte)
            place = .plain
            guard record.byteCount <= maximumRecordBytes else { throw error(.tooLong(limit: maximumRecordBytes)) }
        }
    }

    private mutating func endRecord(_ body: (CSVRecord) throws -> Void) throws {
        place = .fieldStart
        record.endField()
        records += 1
        defer { record.removeAll() }
        try body(record)
    }

    private func error(_ reason: CSVError.Reason) -> CSVError { CSVError(reason: reason, record: records + 1) }

    /// The bytes from a place to the next `end`, or to the last one.
    private static func run(
        in bytes: UnsafeBufferPointer<UInt8>, from: Int, before end: UInt8
    ) -> UnsafeBufferPointer<UInt8> {
        let rest = UnsafeBufferPointer(rebasing: bytes[from...])
        guard let base = rest.baseAddress, let found = memchr(base, Int32(end), rest.count) else { return rest }
        let count = UnsafeRawPointer(base).distance(to: found)
        return UnsafeBufferPointer(rebasing: rest[..<count])
    }
}
