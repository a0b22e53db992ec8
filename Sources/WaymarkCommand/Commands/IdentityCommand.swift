import ArgumentParser
import JourneyStore

/// Who is the same, why, and what the user knows better.
struct IdentityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "identity", abstract: "Show why records are one person or account; join or split them.",
        subcommands: [ShowIdentity.self, LinkIdentity.self, SplitIdentity.self, ReviewIdentity.self])
}

struct ShowIdentity: GlobalCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show the evidence by which records and addresses are one.")

    @OptionGroup var global: GlobalOptions

    @Argument(help: "An e-mail address, a phone number, a domain, an id, system:account:type:id, or a name.")
    var who: String

    @Argument(help: "Another one: shows how the two are connected, or that they are not.")
    var other: String?

    func run() async throws {
        let store = try await global.openStore(.readOnly)
        let (who, other) = (who, other)
        let report = try await store.read { reader -> IdentityReport? in
            guard let subject = try reader.subjects(who).first else { return nil }
            guard let other else { return IdentityReport(subject, try reader.links(of: subject)) }
            guard let target = try reader.subjects(other).first else { return nil }
            let ends = (try reader.identifier(spelled: who), try reader.identifier(spelled: other))
            guard subject.entityID == target.entityID, let from = ends.0, let to = ends.1 else {
                return IdentityReport(subject, [], apart: target)
            }
            return IdentityReport(subject, try reader.path(from: from, to: to, of: subject))
        }
        try await store.close()
        guard let report else {
            throw CommandFailure(
                "\(try global.storePath()) knows nobody called \"\(who)\"\(other.map { " or \"\($0)\"" } ?? "")",
                exitCode: 64)
        }
        try Console.output(global.json ? try Printing.json(report) : report.text)
    }
}

struct LinkIdentity: GlobalCommand {
    static let configuration = CommandConfiguration(
        commandName: "link", abstract: "State that two identifiers mean the same person or account.",
        discussion: "Holds against all evidence, through every sync and rebuild, until `identity split` or --undo.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var pair: IdentityPair

    func run() async throws { try await pair.choose(.same, global) }
}

struct SplitIdentity: GlobalCommand {
    static let configuration = CommandConfiguration(
        commandName: "split", abstract: "State that two identifiers do not mean the same person or account.",
        discussion: """
            Holds against all evidence, through every sync and rebuild, until `identity link` or --undo. What both have in \
            common (an address, a number) stays with the one whose key comes first; name two records to be exact.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var pair: IdentityPair

    func run() async throws { try await pair.choose(.apart, global) }
}

/// Two identifiers, and what to do with them.
struct IdentityPair: ParsableArguments {
    @Argument(help: "An e-mail address, a phone number, a domain, or system:account:type:id of a record.")
    var first: String

    @Argument(help: "Another one.")
    var second: String

    @Flag(help: "Take back what was said about these two.")
    var undo = false

    func choose(_ choice: IdentityChoice, _ global: GlobalOptions) async throws {
        let store = try await global.openStore(.readWrite(create: false))
        let (first, second, undo) = (first, second, undo)
        struct Outcome: Sendable {
            var ends: [String?]
            var isNews = false
            var people: [String] = []
        }
        let outcome = try await store.write { tx in
            let reader = tx.reader
            var outcome = Outcome(
                ends: [try reader.identifier(spelled: first), try reader.identifier(spelled: second)])
            guard let a = outcome.ends[0], let b = outcome.ends[1], a != b else { return outcome }
            outcome.isNews = try tx.choose(undo ? nil : choice, a, b)
            outcome.people = try [a, b].compactMap { try reader.subjects($0).first?.entityID }
            return outcome
        }
        try await store.close()
        for (text, end) in zip([first, second], outcome.ends) where end == nil {
            throw CommandFailure(
                "the store knows no identifier \"\(text)\": name an e-mail address, a phone number, or a record as "
                    + "system:account:type:id", exitCode: 64)
        }
        guard let a = outcome.ends[0], let b = outcome.ends[1], a != b else {
            throw CommandFailure("\"\(first)\" and \"\(second)\" are one and the same identifier", exitCode: 64)
        }
        let report = ChoiceReport(
            first: a, second: b, choice: undo ? nil : choice.rawValue, changed: outcome.isNews,
            same: Set(outcome.people).count == 1)
        try Console.output(global.json ? try Printing.json(report) : report.text)
    }
}

struct ReviewIdentity: GlobalCommand {
    static let configuration = CommandConfiguration(
        commandName: "review", abstract: "List evidence that was set aside and what you said yourself.",
        discussion: """
            chain: numbers that would join more people than numbers may join. crowd: what more records state than can be \
            one. Decide with `waymark identity link` and `split`.
            """)

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let store = try await global.openStore(.readOnly)
        let report = try await store.read { ReviewReport(try $0.identityFlags(), try $0.identityChoices()) }
        try await store.close()
        try Console.output(global.json ? try Printing.json(report) : report.text)
    }
}
