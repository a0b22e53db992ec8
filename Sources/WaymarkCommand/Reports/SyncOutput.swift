import SyncEngine

/// What a run did, as it is printed.
struct SyncOutput: Encodable {
    struct Stream: Encodable {
        var stream: String
        var outcome: String
        var read: Int
        var added: Int
        var changed: Int
        var unchanged: Int
        var restored: Int
        var gone: Int
        var associations: Int
        var touchpoints: Int
        var quarantined: Int
        /// RFC 3339.
        var completeThrough: String?
        var problems: [String]
    }

    var connection: String
    var account: String?
    var exitCode: Int32
    var calls: Int
    var retries: Int
    var bytes: Int
    var problems: [String]
    var streams: [Stream]

    init(_ report: SyncReport) {
        connection = report.connection
        account = report.account
        exitCode = report.exitCode
        calls = report.calls
        retries = report.retries
        bytes = report.bytes
        problems = report.problems
        streams = report.streams.map {
            Stream(
                stream: $0.stream, outcome: $0.outcome.rawValue, read: $0.read, added: $0.added, changed: $0.changed,
                unchanged: $0.unchanged, restored: $0.restored, gone: $0.gone, associations: $0.associations,
                touchpoints: $0.touchpoints, quarantined: $0.quarantined,
                completeThrough: Printing.moment($0.completeThrough), problems: $0.problems)
        }
    }

    /// Without the problems of the connection itself: those are told on stderr.
    var text: String {
        var table = Table(
            "  STREAM", "STATE", ">READ", ">ADDED", ">CHANGED", ">GONE", ">TOUCHPOINTS", "COMPLETE THROUGH")
        for stream in streams where stream.outcome != "off" {
            table.add(
                "  " + stream.stream, stream.outcome, Printing.number(stream.read), Printing.number(stream.added),
                Printing.number(stream.changed + stream.restored), Printing.number(stream.gone),
                Printing.number(stream.touchpoints), stream.completeThrough ?? "-")
        }
        var text = TerminalText.line(connection + (account.map { ", account \($0)" } ?? "")) + "\n"
        if !table.isEmpty { text += table.text }
        let touchpoints = streams.reduce(0) { $0 + $1.touchpoints }
        let changed = streams.reduce(0) { $0 + $1.added + $1.changed + $1.restored + $1.gone }
        text +=
            "  \(Printing.number(changed)) records new, changed or gone, \(Printing.number(touchpoints)) new touchpoints; "
        text += "\(Printing.number(calls)) calls, \(Printing.size(bytes))"
        if retries > 0 { text += ", \(Printing.number(retries)) retries" }
        text += "\n"
        for stream in streams {
            if stream.quarantined > 0 {
                text +=
                    "  \(stream.stream): \(Printing.number(stream.quarantined)) records in quarantine: they could not be mapped\n"
            }
            for problem in stream.problems { text += "  \(stream.stream): \(TerminalText.line(problem))\n" }
        }
        return text
    }
}
