import SyncEngine

/// A verification as it is printed: the engine's report, with times that people read.
struct VerifyOutput: Encodable {
    struct Range: Encodable {
        var from: String
        var to: String
        var stored: Int
        var source: Int
    }

    struct Stream: Encodable {
        var stream: String
        var stored: Int
        var comparedStored: Int?
        var source: Int?
        var method: String
        var isCompared: Bool
        var sampled: Int
        var changedSince: Int
        var differs: Bool
        var differences: [VerifyReport.Difference]
        var differenceCount: Int
        var ranges: [Range]
        var repaired: Int?
        var completeThrough: String?
        var gaps: [String]
        var quarantined: Int
        var problems: [String]
        var exitCode: Int32
    }

    var connection: String
    /// As text: JSON numbers lose what is beyond 2⁵³.
    var seed: String
    var calls: Int
    var exitCode: Int32
    var problems: [String]
    var streams: [Stream]

    init(_ report: VerifyReport) {
        connection = report.connection
        seed = String(report.seed)
        calls = report.calls
        exitCode = report.exitCode
        problems = report.problems
        streams = report.streams.map { stream in
            Stream(
                stream: stream.stream, stored: stream.stored, comparedStored: stream.comparedStored,
                source: stream.source, method: stream.method, isCompared: stream.isCompared, sampled: stream.sampled,
                changedSince: stream.changedSince, differs: stream.differs, differences: stream.differences,
                differenceCount: stream.differenceCount,
                ranges: stream.ranges.map {
                    Range(
                        from: Printing.moment($0.from) ?? "", to: Printing.moment($0.to) ?? "", stored: $0.stored,
                        source: $0.source)
                }, repaired: stream.repaired, completeThrough: Printing.moment(stream.completeThrough),
                gaps: stream.gaps, quarantined: stream.quarantined, problems: stream.problems,
                exitCode: stream.exitCode)
        }
    }

    /// Differences shown per stream; `--json` has up to a thousand.
    private static let shown = 10

    var text: String {
        var table = Table("  STREAM", ">STORED", ">SOURCE", ">SAMPLED", "VERDICT", "HOW", "COMPLETE THROUGH", "GAPS")
        for stream in streams {
            table.add(
                "  " + stream.stream, Printing.number(stream.comparedStored ?? stream.stored),
                Printing.number(stream.source), Printing.number(stream.sampled), stream.verdict, stream.method,
                stream.completeThrough ?? "-", (stream.gaps + stream.problems).joined(separator: "; "))
        }
        var text = TerminalText.line(connection) + "\n" + table.text
        for stream in streams where stream.differs { text += stream.details(Self.shown) }
        return text + "  \(Printing.number(calls)) calls; the same sample again: --seed \(seed)\n"
    }
}

extension VerifyOutput.Stream {
    fileprivate var verdict: String {
        var words: [String] = []
        if let repaired, repaired > 0 { words.append("\(Printing.number(repaired)) repaired") }
        if differs {
            words.append("\(Printing.number(differenceCount + ranges.count)) differ")
        } else if repaired == nil {
            words.append(isCompared ? "equal" : "not compared")
        }
        return words.joined(separator: ", ")
    }

    fileprivate func details(_ most: Int) -> String {
        var lines = ranges.map {
            "\(stream) \($0.from) – \($0.to): \(Printing.number($0.stored)) stored, \(Printing.number($0.source)) at the source"
        }
        for difference in differences.prefix(most) {
            var line = "\(stream) \(difference.id): "
            switch difference.kind {
            case .missing: line += "missing in the store"
            case .extra: line += "not at the source any more"
            case .different:
                line += difference.fields.map { field in
                    guard field.stored != nil || field.source != nil else { return field.path }
                    return
                        "\(field.path): \(field.stored ?? "nothing") stored, \(field.source ?? "nothing") at the source"
                }.joined(separator: "; ")
            }
            lines.append(line)
        }
        if differenceCount > most { lines.append("\(stream): and \(Printing.number(differenceCount - most)) more") }
        return lines.map { "  " + TerminalText.line($0) + "\n" }.joined()
    }
}
