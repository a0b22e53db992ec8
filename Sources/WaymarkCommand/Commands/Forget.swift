import ArgumentParser
import JourneyStore

/// Erases a person.
struct Forget: GlobalCommand {
    static let configuration = CommandConfiguration(
        abstract: "Erase a person everywhere, and keep a proof without the data.",
        discussion: """
            Removes their records, the touchpoints and records that are about nobody else, and every mention elsewhere; \
            then writes the file anew. Salted hashes stay, so that no later sync brings them back. It cannot be undone. \
            Backups made before still hold everything: forget the person again after restoring one. What is left in the \
            systems themselves is not touched.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "An e-mail address, a phone number, a person's id, or system:account:type:id of a record.")
    var identifier: String

    @Flag(help: "Only tell who would be erased.")
    var dryRun = false

    private struct Report: Encodable {
        var proof: String?
        var erasedAt: String?
        var records: Int
        var touchpoints: Int
        var redacted: Int
        var isNews: Bool
        var isClean: Bool
    }

    func run() async throws {
        let store = try await global.openStore(dryRun ? .readOnly : .readWrite(create: false))
        let text = identifier
        let subjects = try await store.read { try $0.subjects(text) }.filter { $0.entity == .person }
        guard subjects.count < 2 else {
            try await store.close()
            throw CommandFailure(
                "\"\(text)\" may mean \(subjects.count) people: name one of "
                    + subjects.map(\.entityID).joined(separator: ", "), exitCode: 64)
        }
        if dryRun {
            try await store.close()
            guard let subject = subjects.first else { throw Self.nobody(text) }
            let report = JourneyReport(subject, [])
            return try Console.output(global.json ? try Printing.json(report) : report.heading + "would be erased\n")
        }
        let outcome = try await store.forget(text)
        try await store.close()
        guard let erasure = outcome.erasure else { throw Self.nobody(text) }
        let report = Report(
            proof: erasure.id, erasedAt: Printing.moment(erasure.at), records: erasure.records,
            touchpoints: erasure.touchpoints, redacted: erasure.redacted, isNews: outcome.isNews,
            isClean: outcome.isClean)
        try Console.output(
            global.json
                ? try Printing.json(report)
                : "erased one person at \(Printing.time(erasure.at)): \(Printing.number(erasure.records)) records, "
                    + "\(Printing.number(erasure.touchpoints)) touchpoints, \(Printing.number(erasure.redacted)) redacted; "
                    + "proof \(erasure.id)\n")
        guard outcome.isClean else {
            throw CommandFailure(
                "another program is reading the store, so its log may still hold what was erased: close it and run the "
                    + "same command again", exitCode: 75)
        }
    }

    private static func nobody(_ text: String) -> CommandFailure {
        CommandFailure("the store knows nobody called \"\(text)\"", exitCode: 64)
    }
}
