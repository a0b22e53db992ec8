import CSV
import ConnectorKit
import Foundation
import Journeys

/// Interviews in files: a folder of notes (`.md`, `.txt`), one note, or a table (`.csv`).
struct InterviewFiles {
    typealias StageNamed = (_ name: String, _ place: FilePlace) throws(CommandFailure) -> String

    static let mostNoteBytes = 256 << 10
    static let mostTableBytes = 16 << 20
    static let columns = ["date", "role", "quote", "stage", "feeling"]

    let path: String

    /// - Parameter stage: a stage as the map spells it.
    func read(_ stage: StageNamed) throws(CommandFailure) -> [Interview] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw .config("there is no \(path), which the map names as evidence")
        }
        if isFolder.boolValue { return try notes(stage) }
        return path.lowercased().hasSuffix(".csv") ? try table(stage) : [try note(path, stage)]
    }

    /// In the order of their names; other files, and what begins with a dot, are passed over.
    private func notes(_ stage: StageNamed) throws(CommandFailure) -> [Interview] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw .file("cannot list \(path). Check that this user may read it.")
        }
        let notes = names.filter { name in
            !name.hasPrefix(".") && [".md", ".txt"].contains { name.lowercased().hasSuffix($0) }
        }.sorted()
        guard notes.count <= AssumedMapReader.mostInterviews else {
            throw .config("\(path): more than \(AssumedMapReader.mostInterviews) notes")
        }
        var interviews: [Interview] = []
        for name in notes { interviews.append(try note(path + (path.hasSuffix("/") ? "" : "/") + name, stage)) }
        return interviews
    }

    /// Between two lines of `---` one `key: value` a line; what follows is the quote.
    private func note(_ path: String, _ stage: StageNamed) throws(CommandFailure) -> Interview {
        let text = try AssumedMapReader.text(of: path, most: Self.mostNoteBytes)
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
            .map(\.trimmingWhitespace)
        guard lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") else {
            throw FilePlace(file: path, line: 1).refused(
                "a note begins with `---`, lines like `date: 2026-07-01`, and `---`")
        }
        var fields: [String: (text: String, line: Int)] = [:]
        for index in 1..<end where !lines[index].isEmpty && !lines[index].hasPrefix("#") {
            let place = FilePlace(file: path, line: index + 1)
            guard let colon = lines[index].firstIndex(of: ":") else {
                throw place.refused("expected `key: value`")
            }
            let key = lines[index][..<colon].trimmingWhitespace.lowercased()
            guard key != "quote", Self.columns.contains(key) else {
                throw place.refused(
                    "unknown key `\(key.prefix(80))`"
                        + Spelling.hint(for: key, among: Self.columns.filter { $0 != "quote" }, all: true))
            }
            guard fields[key] == nil else { throw place.refused("`\(key)` stands there twice") }
            var value = lines[index][lines[index].index(after: colon)...].trimmingWhitespace
            if value.count > 1, let quote = value.first, "\"'".contains(quote), value.last == quote {
                value = value.dropFirst().dropLast()
            }
            fields[key] = (String(value), index + 1)
        }
        let quote = lines[(end + 1)...].joined(separator: "\n")
        fields["quote"] = (quote, end + 2)
        return try interview(fields, file: path, line: 1, stage)
    }

    /// A header names the columns, in any order.
    private func table(_ stage: StageNamed) throws(CommandFailure) -> [Interview] {
        let text = try AssumedMapReader.text(of: path, most: Self.mostTableBytes)
        var records: [[String]] = []
        // Where each record begins: quotes may hold line feeds.
        var lines: [Int] = []
        var reader = CSVReader(separator: Self.separator(of: text), maximumRecordBytes: Self.mostNoteBytes)
        var (line, begin) = (1, 1)
        do {
            let take = { (record: CSVRecord) in
                records.append(record.texts ?? [])
                lines.append(begin)
                begin = line + 1
            }
            for piece in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
                try reader.read(Array(piece) + [UInt8(ascii: "\n")], take)
                line += 1
            }
            try reader.finish(take)
        } catch {
            throw .config("\(path): \(error)")
        }
        guard let header = records.first?.map({ Substring($0).trimmingWhitespace.lowercased() }) else {
            throw .config("\(path): the table is empty; its first line names \(Self.columns.joined(separator: ", "))")
        }
        for (index, name) in header.enumerated() {
            let place = FilePlace(file: path, line: 1)
            guard Self.columns.contains(name) else {
                throw place.refused(
                    "unknown column `\(name.prefix(80))`" + Spelling.hint(for: name, among: Self.columns, all: true))
            }
            guard header.firstIndex(of: name) == index else { throw place.refused("two columns `\(name)`") }
        }
        guard records.count <= AssumedMapReader.mostInterviews + 1 else {
            throw .config("\(path): more than \(AssumedMapReader.mostInterviews) interviews")
        }
        var interviews: [Interview] = []
        for (record, line) in zip(records, lines).dropFirst() {
            guard record.count == header.count else {
                throw FilePlace(file: path, line: line).refused(
                    "\(record.count) fields instead of the header's \(header.count)")
            }
            var fields: [String: (text: String, line: Int)] = [:]
            for (name, text) in zip(header, record) { fields[name] = (text, line) }
            interviews.append(try interview(fields, file: path, line: line, stage))
        }
        return interviews
    }

    /// Spreadsheets of half the world write semicolons.
    private static func separator(of text: String) -> UInt8 {
        let header = text.prefix { $0 != "\n" && $0 != "\r\n" }
        return header.contains(";") && !header.contains(",") ? UInt8(ascii: ";") : UInt8(ascii: ",")
    }

    private func interview(
        _ fields: [String: (text: String, line: Int)], file: String, line: Int, _ stage: StageNamed
    ) throws(CommandFailure) -> Interview {
        func value(_ name: String) -> (text: String, place: FilePlace)? {
            guard let field = fields[name] else { return nil }
            let text = Substring(field.text).trimmingWhitespace
            return text.isEmpty ? nil : (String(text), FilePlace(file: file, line: field.line))
        }
        guard let (day, place) = value("date") else {
            throw FilePlace(file: file, line: line).refused("`date` is missing")
        }
        guard let date = DayText(day) else { throw place.refused(DayText.problem(day)) }
        guard let (words, quotePlace) = value("quote") else {
            throw FilePlace(file: file, line: line).refused("the quote is missing")
        }
        guard let quote = ShortText(words) else { throw quotePlace.refused("quote: \(ShortText.problem)") }
        var interview = Interview(date: date.milliseconds, quote: quote.text)
        if let (role, place) = value("role") {
            guard let role = ShortText(role) else { throw place.refused("role: \(ShortText.problem)") }
            interview.role = role.text
        }
        if let (name, place) = value("stage") { interview.stage = try stage(name, place) }
        if let (text, place) = value("feeling") {
            guard let feeling = FeelingNumber(text) else { throw place.refused(FeelingNumber.problem(text)) }
            interview.feeling = feeling.value
        }
        return interview
    }
}
