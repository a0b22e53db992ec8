import CSV
import ConnectorKit
import JSON

/// Turns the records of an exported file into the records that the system's JSON would have shown.
struct ExportRecords: Sendable {
    /// The fields of the header and what becomes of them.
    private let columns: [(name: String, value: ExportJob.Value)]

    /// - Parameter types: the catalog's type of each field.
    init(header: CSVRecord, job: ExportJob, types: [String: String]) throws(SyncFailure) {
        guard let names = header.texts, Set(names).count == names.count, !names.contains("") else {
            throw .runAgain("the export's header is damaged or names a field twice", at: nil)
        }
        columns = names.map { name in (name, types[name].flatMap { job.values[$0] } ?? .text) }
    }

    /// Adds a record to an array of JSON. Throws where it has more or fewer fields than the header.
    func write(_ record: CSVRecord, to writer: inout JSONWriter) throws(SyncFailure) {
        guard record.count == columns.count else {
            throw .runAgain(
                "a record of the export has \(record.count) fields where its header has \(columns.count)", at: nil)
        }
        writer.object { writer in
            for (index, column) in columns.enumerated() {
                writer.key(column.name)
                record.withField(index) { Self.write($0, as: column.value, to: &writer) }
            }
        }
    }

    private static func write(
        _ field: UnsafeBufferPointer<UInt8>, as value: ExportJob.Value, to writer: inout JSONWriter
    ) {
        guard !field.isEmpty else { return writer.null() }
        switch value {
        case .number where isNumber(field): writer.raw(field)
        case .boolean where field.elementsEqual("true".utf8): writer.bool(true)
        case .boolean where field.elementsEqual("false".utf8): writer.bool(false)
        case .instant where field.count == 24 && field.last == UInt8(ascii: "Z"):
            writer.string(String(decoding: field.dropLast(), as: UTF8.self) + "+0000")
        // What is not UTF-8 stays what it is: the parser of the page refuses it.
        case .text, .number, .boolean, .instant: writer.string(utf8: field)
        }
    }

    /// Whether the bytes are a number as JSON writes it (RFC 8259 §6).
    static func isNumber(_ field: UnsafeBufferPointer<UInt8>) -> Bool {
        var rest = field[...]
        func digits() -> Int {
            let count = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
            rest = rest.dropFirst(count)
            return count
        }
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let startsWithZero = rest.first == UInt8(ascii: "0")
        let whole = digits()
        guard whole > 0, !startsWithZero || whole == 1 else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard digits() > 0 else { return false }
        }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
            guard digits() > 0 else { return false }
        }
        return rest.isEmpty
    }
}
