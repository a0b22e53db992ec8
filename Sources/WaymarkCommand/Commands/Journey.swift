import ArgumentParser
import JourneyStore

/// One person's timeline.
struct Journey: GlobalCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the timeline of one person, account, deal or ticket.",
        discussion: """
            ← from the customer, → from the business, ↔ both, · internal, ⇄ handoff to another team. What stands in two \
            systems comes once. --html writes a page of its own: waymark journey ann@acme.com --html > ann.html
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(
        help:
            "An e-mail address, a phone number, a domain, a name, a person's or record's id, or system:account:type:id."
    )
    var person: String

    @Option(help: "Only the last so many touchpoints.")
    var last: Int?

    @Flag(help: "Print the timeline as a page of HTML that needs nothing else.")
    var html = false

    func validate() throws {
        if html, global.json { throw ValidationError("choose one of --html and --json") }
        if let last, last < 1 { throw ValidationError("--last must be at least 1") }
    }

    func run() async throws {
        let path = try global.storePath()
        let store = try await global.openStore(.readOnly)
        let (text, last) = (person, last)
        let found = try await store.read { reader -> Found in
            let subjects = try reader.subjects(text)
            guard let subject = subjects.first else { return Found() }
            var rows: [JourneyRow] = []
            try reader.journey(subject) { row in
                rows.append(row)
                if let last, rows.count > 2 * last + 1_000 { rows.removeFirst(rows.count - last) }
            }
            var found = Found(subjects: subjects, rows: last.map { Array(rows.suffix($0)) } ?? rows)
            found.changes = try reader.changes(of: subject)
            if last != nil, let first = found.rows.first?.touchpoint.touchpoint.occurredAt.milliseconds {
                found.changes.removeAll { $0.change.at.milliseconds < first }
            }
            for change in found.changes where JourneyReport.meaning(of: change.change.field).isOwner {
                guard let id = change.change.value else { continue }
                let collection = change.record.collection
                found.owners[[collection.system, id]] = try reader.staffName(id, of: collection)
            }
            return found
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
        let report = JourneyReport(subject, found.rows, changes: found.changes, owners: found.owners)
        try Console.output(
            html ? JourneyPage(report: report).html : global.json ? try Printing.json(report) : report.text)
    }

    private struct Found: Sendable {
        var subjects: [JourneySubject] = []
        var rows: [JourneyRow] = []
        var changes: [SubjectChange] = []
        var owners: [[String]: String] = [:]
    }
}
