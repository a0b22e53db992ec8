import JourneyStore
import Touchpoints

/// An explanation as it is printed.
struct ExplanationReport: Encodable {
    struct Point: Encodable {
        var touchpoint: String
        var kind: String
        var occurredAt: String
        var title: String?
        var facet: String
        var links: [String]
        /// The touchpoint that is shown for this one.
        var duplicateOf: String?
        /// Records that tell of the same, with their touchpoints.
        var alsoIn: [String]
        var removedAt: String?
    }

    struct Change: Encodable {
        var field: String
        var at: String
        var value: String?
        var origin: String
    }

    var record: String
    var entity: String?
    var revision: String
    var modifiedAt: String?
    var gone: String?
    var goneAt: String?
    var seq: Int64
    var fetchedAt: String?
    var request: String?
    var run: Int64?
    var runStartedAt: String?
    var survivor: String?
    var absorbed: [String]
    var touchpoints: [Point]
    var changes: [Change]
    var associations: [String]
    var evidence: [String]

    init(_ found: Explanation) {
        record = found.record.key.text
        entity = found.record.entity?.rawValue
        revision = found.record.revision
        modifiedAt = found.record.modifiedAt?.description
        gone = found.record.gone?.rawValue
        goneAt = Printing.moment(found.record.goneAt)
        seq = found.record.seq
        fetchedAt = Printing.moment(found.record.fetchedAt)
        request = found.record.request
        run = found.run?.id
        runStartedAt = Printing.moment(found.run?.startedAt)
        survivor = found.survivor?.text
        absorbed = found.absorbed.map(\.text)
        touchpoints = found.touchpoints.map { point in
            Point(
                touchpoint: point.id, kind: point.touchpoint.kind.rawValue,
                occurredAt: point.touchpoint.occurredAt.description, title: point.touchpoint.title,
                facet: point.touchpoint.facet,
                links: point.links.map { "\($0.entity.rawValue) \($0.entityID) as \($0.role), by \($0.identifier)" },
                duplicateOf: point.duplicateOf,
                alsoIn: (found.duplicates[point.id] ?? []).map { "\($0.key.text), touchpoint \($0.id)" },
                removedAt: Printing.moment(point.removedAt))
        }
        changes = found.changes.map {
            Change(
                field: $0.change.field, at: $0.change.at.description, value: $0.change.value,
                origin: $0.origin.rawValue)
        }
        associations = found.associations.map { tie in
            tie.target.text + (tie.labels.isEmpty ? "" : " (\(tie.labels.joined(separator: ", ")))")
        }
        evidence = found.evidence.map { "\($0.identifier) by \($0.rule)" + ($0.person.map { " → person \($0)" } ?? "") }
    }

    var text: String {
        var lines = [entity.map { "record \(record), a \($0)" } ?? "record \(record)"]
        lines.append("  revision \(revision)" + (modifiedAt.map { ", last changed \($0)" } ?? ""))
        if let gone { lines.append("  gone: \(gone)" + (goneAt.map { " since \($0)" } ?? "")) }
        if let fetchedAt { lines.append("  read at \(fetchedAt)" + (request.map { " by \($0)" } ?? "")) }
        if let run {
            lines.append("  last written by run \(run)" + (runStartedAt.map { " of \($0)" } ?? "") + ", seq \(seq)")
        }
        if let survivor { lines.append("  merged into \(survivor)") }
        if !absorbed.isEmpty { lines.append("  stands for \(absorbed.joined(separator: ", "))") }
        for line in evidence { lines.append("  known as \(line)") }
        for point in touchpoints {
            lines.append(
                "  touchpoint \(point.touchpoint): \(point.occurredAt) \(point.kind) [\(point.facet)]"
                    + (point.title.map { " \($0)" } ?? ""))
            if let removed = point.removedAt { lines.append("    removed at \(removed)") }
            if let shown = point.duplicateOf {
                lines.append("    tells of the same as touchpoint \(shown), which is shown")
            }
            for other in point.alsoIn { lines.append("    also told by \(other)") }
            for link in point.links { lines.append("    \(link)") }
        }
        for change in changes {
            lines.append("  \(change.field) = \(change.value ?? "(empty)") from \(change.at) on, \(change.origin)")
        }
        for tie in associations { lines.append("  tied to \(tie)") }
        return lines.map { TerminalText.line($0) + "\n" }.joined()
    }
}
