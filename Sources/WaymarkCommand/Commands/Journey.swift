import ArgumentParser
import JourneyStore

/// One person's timeline.
struct Journey: GlobalCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the timeline of one person, account, deal or ticket.",
        discussion: "← from the customer, → from the business, ↔ both, · internal.")

    @OptionGroup var global: GlobalOptions

    @Argument(help: "An e-mail address, a person's id, system:account:type:id, or a bare record id.")
    var person: String

    @Option(help: "Only the last so many touchpoints.")
    var last: Int?

    func validate() throws {
        if let last, last < 1 { throw ValidationError("--last must be at least 1") }
    }

    func run() async throws {
        let path = try global.storePath()
        let store = try await JourneyStore.open(path: path, access: .readOnly)
        let (text, last) = (person, last)
        let found = try await store.read { reader -> (subjects: [JourneySubject], rows: [JourneyRow]) in
            let subjects = try reader.subjects(text)
            guard let subject = subjects.first else { return ([], []) }
            var rows: [JourneyRow] = []
            try reader.journey(subject) { row in
                rows.append(row)
                if let last, rows.count > 2 * last + 1_000 { rows.removeFirst(rows.count - last) }
            }
            return (subjects, last.map { Array(rows.suffix($0)) } ?? rows)
        }
        try await store.close()
        guard let subject = found.subjects.first else {
            throw CommandFailure(
                "\(path) knows nobody called \"\(text)\". Try an e-mail address or a record id; "
                    + "`waymark export people` lists everybody.", exitCode: 64)
        }
        for other in found.subjects.dropFirst() {
            global.logger.warning("\"\(text)\" may also mean the \(other.entity.rawValue) \(other.entityID)")
        }
        let report = JourneyReport(subject, found.rows)
        try Console.output(global.json ? try Printing.json(report) : report.text)
    }
}
