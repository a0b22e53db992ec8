import JSON
import Journeys
import JourneyStore
import Touchpoints

/// A journey's dated stages and how it stands, for other tools.
struct StagedRow: ExportRow {
    let journey: StagedJourney
    let unit: JourneyUnit
    /// In the order of the rules.
    let stages: [Stage]

    var seq: Int64 { 0 }

    static let columns = [
        "unit", "id", "first_at", "last_at", "touchpoints", "stage", "stage_since", "outcome", "outcome_at", "won_at",
        "stages", "segments",
    ]

    private var current: StagedJourney.Entry? { journey.entries.last }

    func write(to line: inout CSVLine) {
        line.text(unit.rawValue)
        line.text(journey.path.id)
        line.text(Printing.moment(journey.path.steps.first?.at))
        line.text(Printing.moment(journey.path.steps.last?.at))
        line.number(Int64(journey.path.steps.count))
        line.text(current.map { stages[$0.stage].rawValue })
        line.text(Printing.moment(current?.at))
        line.text(journey.outcome.rawValue)
        line.text(Printing.moment(journey.outcomeAt))
        line.text(Printing.moment(journey.won?.at))
        line.text(
            journey.entries.map { "\(stages[$0.stage]) \(Printing.moment($0.at) ?? "")" }.joined(separator: " > "))
        line.text(
            journey.path.segments.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "; "))
        line.end()
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("unit", unit.rawValue)
            writer.member("id", journey.path.id)
            writer.member("first_at", Printing.moment(journey.path.steps.first?.at))
            writer.member("last_at", Printing.moment(journey.path.steps.last?.at))
            writer.member("touchpoints", Int64(journey.path.steps.count))
            writer.member("stage", current.map { stages[$0.stage].rawValue })
            writer.member("stage_since", Printing.moment(current?.at))
            writer.member("outcome", journey.outcome.rawValue)
            writer.member("outcome_at", Printing.moment(journey.outcomeAt))
            writer.member("won_at", Printing.moment(journey.won?.at))
            writer.key("stages")
            writer.array { writer in
                for (index, entry) in journey.entries.enumerated() {
                    writer.object { writer in
                        writer.member("stage", stages[entry.stage].rawValue)
                        writer.member("entered_at", Printing.moment(entry.at))
                        let next = index + 1 < journey.entries.count ? journey.entries[index + 1].at : nil
                        writer.member("left_at", Printing.moment(next))
                        writer.member("origin", entry.isReported ? "reported" : "observed")
                    }
                }
            }
            writer.key("segments")
            writer.object { writer in
                for (name, value) in journey.path.segments.sorted(by: { $0.key < $1.key }) {
                    writer.member(name, value)
                }
            }
        }
    }
}
