import JSON
import JourneyStore
import Touchpoints

/// Writes rows in one format and counts them.
final class ExportWriter {
    enum Format: String, CaseIterable, Sendable { case ndjson, csv }

    private let file: ExportFile
    private let format: Format
    private var json = JSONWriter()
    private(set) var rows = 0

    init(_ file: ExportFile, _ format: Format) {
        self.file = file
        self.format = format
    }

    func begin(_ columns: [String]) throws {
        guard format == .csv else { return }
        var line = CSVLine()
        for column in columns { line.text(column) }
        line.end()
        try file.write(line.bytes)
    }

    func add(_ row: some ExportRow) throws {
        rows += 1
        switch format {
        case .csv:
            var line = CSVLine()
            row.write(to: &line)
            try file.write(line.bytes)
        case .ndjson:
            json.removeAll()
            row.write(to: &json)
            try file.writeLine(json.bytes)
        }
    }

    /// A line that the store itself has written.
    func add(line: [UInt8]) throws {
        rows += 1
        try file.writeLine(line)
    }
}
