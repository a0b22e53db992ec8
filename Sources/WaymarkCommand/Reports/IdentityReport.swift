import JourneyStore

/// Why records and addresses are one, as it is printed.
struct IdentityReport: Encodable {
    struct Link: Encodable {
        var from: String
        var to: String
        var rule: String
        var stated: String?
    }

    var entity: String
    var id: String
    var names: [String]
    var identifiers: [String]
    var evidence: [Link]
    /// Set where two were asked for that are not the same.
    var isNot: String?

    init(_ subject: JourneySubject, _ links: [IdentityLink], apart other: JourneySubject? = nil) {
        entity = subject.entity.rawValue
        id = subject.entityID
        names = subject.names
        identifiers = subject.identifiers
        evidence = links.map { Link(from: $0.from, to: $0.to, rule: $0.rule, stated: $0.stated) }
        isNot = other.map { "\($0.entity.rawValue) \($0.entityID)" }
    }

    var text: String {
        var text = "\(entity) \(id)\(names.isEmpty ? "" : ": " + names.joined(separator: " / "))\n"
        for identifier in identifiers where identifier != id { text += "  \(identifier)\n" }
        if let isNot { return TerminalText.lines(text) + TerminalText.line("is not the \(isNot)") + "\n" }
        if evidence.isEmpty { text += "nothing joins it to anything else\n" } else { text += "because\n" }
        for link in evidence {
            text += "  \(link.from) \(Self.words(link.rule)) \(link.to)\(link.stated.map { " (\($0))" } ?? "")\n"
        }
        return TerminalText.lines(text)
    }

    private static func words(_ rule: String) -> String {
        switch rule {
        case "user.same": "is, as you said,"
        case "record.alias": "was merged or converted with"
        case "record.external_id": "shares the id"
        case "record.email": "states its address"
        case "record.shared_inbox": "is alone to state the inbox"
        case "record.domain": "states its domain"
        case "record.phone": "has name and number in common with"
        default: rule
        }
    }
}

/// What came of a choice.
struct ChoiceReport: Encodable {
    var first: String
    var second: String
    /// Absent: taken back.
    var choice: String?
    var changed: Bool
    /// Whether the two are one now.
    var same: Bool

    var text: String {
        let state = same ? "are one" : "are not one"
        let news = changed ? "" : " (that was said before)"
        let why = choice == nil ? ", by the evidence alone" : ""
        return TerminalText.line("\(first) and \(second) \(state) from now on\(why)\(news)") + "\n"
    }
}

/// What should be looked at, as it is printed.
struct ReviewReport: Encodable {
    struct Flag: Encodable {
        var identifier: String
        var reason: String
        var count: Int
        var records: [String]
    }

    struct Choice: Encodable {
        var first: String
        var second: String
        var choice: String
    }

    var flags: [Flag]
    var choices: [Choice]

    init(_ flags: [IdentityFlag], _ choices: [StoredChoice]) {
        self.flags = flags.map {
            Flag(identifier: $0.identifier, reason: $0.reason.rawValue, count: $0.count, records: $0.records)
        }
        self.choices = choices.map { Choice(first: $0.a, second: $0.b, choice: $0.choice.rawValue) }
    }

    var text: String {
        var text = flags.isEmpty ? "nothing was set aside\n" : ""
        for flag in flags {
            text += "\(flag.reason)  \(flag.identifier)  stated by \(Printing.number(flag.count)) records\n"
            for record in flag.records { text += "    \(record)\n" }
            if flag.count > flag.records.count { text += "    …\n" }
        }
        for choice in choices { text += "you said: \(choice.first) and \(choice.second) are \(choice.choice)\n" }
        return TerminalText.lines(text)
    }
}
