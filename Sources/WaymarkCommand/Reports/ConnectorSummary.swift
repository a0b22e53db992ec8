import ConnectorKit

/// A connector's facts for people: what it reads, how, how fast, and with which permissions.
struct ConnectorSummary: Encodable {
    struct Stream: Encodable {
        var stream: String
        var reading: String
        var isOptional: Bool
        var tells: [String]
        var scopes: [String]
    }

    var name: String
    var title: String
    var documentation: String?
    var baseURL: String
    var signIn: [String]
    var budgets: [String]
    var streams: [Stream]

    init(_ connector: Connector) {
        name = connector.name
        title = connector.title
        documentation = connector.documentation
        baseURL = connector.baseURL
        signIn = connector.signIn.map { $0.credentials.joined(separator: " + ") }
        budgets = connector.budgets.map { budget in
            switch budget.period {
            case .rolling(let seconds): "\(budget.name): \(budget.calls) calls in \(seconds) s"
            case .trailing(let hours):
                "\(budget.name): \(budget.calls) calls in \(hours) hours, \(budget.reserve ?? 20) % left to others"
            case .daily: "\(budget.name): \(budget.calls) calls a day, \(budget.reserve ?? 20) % left to others"
            }
        }
        streams = (connector.streams + connector.discoveries.map(\.template)).map { stream in
            Stream(
                stream: stream.name, reading: Self.words(stream.reading), isOptional: stream.isOptional,
                tells: stream.rhythms.keys.sorted() + (stream.merges.isEmpty ? [] : ["merges"])
                    + (stream.associations.isEmpty
                        ? [] : ["ties to " + stream.associations.map(\.to).joined(separator: ", ")]),
                scopes: stream.scopes)
        }
    }

    private static func words(_ reading: Reading) -> String {
        switch reading {
        case .window(let window):
            "window by \(window.cursor) (\(window.resolution.rawValue)"
                + (window.cap.map { ", at most \($0)" } ?? "") + ")"
        case .snapshot(_, let every):
            "full listing" + (every.map { " every \(Printing.span(seconds: Double($0)))" } ?? "")
        case .children(let children): "one listing per record of \(children.parent)"
        }
    }

    var text: String {
        var lines = "\(title) (\(name))\n"
        lines += "  address   \(baseURL)\n"
        if let documentation { lines += "  facts     \(documentation)\n" }
        lines += "  sign in   \(signIn.joined(separator: ", or "))\n"
        for (index, budget) in budgets.enumerated() {
            lines += (index == 0 ? "  limits    " : "            ") + budget + "\n"
        }
        var table = Table("STREAM", "READ BY", "ALSO TOLD", "PERMISSIONS")
        for stream in streams {
            table.add(
                stream.stream + (stream.isOptional ? " (when named)" : ""), stream.reading,
                stream.tells.joined(separator: "; "), stream.scopes.joined(separator: ", "))
        }
        return TerminalText.lines(lines) + "\n" + table.text
    }
}
