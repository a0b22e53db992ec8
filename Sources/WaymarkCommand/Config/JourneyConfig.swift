import ConnectorKit
import Journeys
import JourneyStore
import Touchpoints

/// A stage as it is written: its name, or what begins it and who looks after it.
struct StageConfig: Decodable, Sendable {
    var name: String
    var beginsWith: [StageRuleConfig] = []
    var owner: Team?
    var pickUpWithin: DurationText?

    private struct Keys: Decodable {
        var name: String
        var beginsWith: [StageRuleConfig]
        var owner: Team?
        var pickUpWithin: DurationText?
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let name = try? container.decode(String.self) {
            self.name = name
            return
        }
        let keys = try container.decode(Keys.self)
        name = keys.name
        beginsWith = keys.beginsWith
        owner = keys.owner
        pickUpWithin = keys.pickUpWithin
    }
}

/// A touchpoint that begins a stage.
struct StageRuleConfig: Decodable, Sendable {
    var activity: String
    var `is`: OneOrMore?
    var after: String?
    var only: Only?

    enum Only: String, CaseIterable, Decodable, Sendable { case forward, first }

    var pattern: StepPattern { StepPattern(activity, values: Set(`is`?.values ?? []), after: after) }
}

/// A touchpoint that decides how a journey stands.
struct PatternConfig: Decodable, Sendable {
    var activity: String
    var `is`: OneOrMore?
    var after: String?

    var pattern: StepPattern { StepPattern(activity, values: Set(`is`?.values ?? []), after: after) }
}

/// One text, or a list of them.
struct OneOrMore: Decodable, Sendable {
    var values: [String]

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if (try? decoder.unkeyedContainer()) != nil {
            values = try container.decode([String].self)
        } else {
            values = [try container.decode(String.self)]
        }
    }
}

struct OutcomesConfig: Decodable, Sendable {
    var won: [PatternConfig]
    var lost: [PatternConfig]
    var renewed: [PatternConfig]
    var churned: [PatternConfig]
    var dormantAfter: DurationText?
}

/// A field that divides journeys.
struct SegmentConfig: Decodable, Sendable {
    var stream: String
    /// As the system calls it.
    var field: String
}

/// Journeys as the configuration has them.
struct JourneyRules: Sendable {
    var stages = StageRules()
    var outcomes = OutcomeRules()
    var owners = MeasureRules.usualOwners
    var pickUpWithin: [Stage: Int64] = [:]
    var segments: [SegmentField] = Self.usualSegments

    /// What every company has.
    static let usualSegments = [
        SegmentField(
            segment: "source", system: "hubspot", objectType: "contacts", path: ["properties", "hs_analytics_source"]),
        SegmentField(segment: "source", system: "salesforce", objectType: "Lead", path: ["LeadSource"]),
        SegmentField(segment: "source", system: "salesforce", objectType: "Contact", path: ["LeadSource"]),
    ]
}

extension Config {
    func journeyRules() throws(CommandFailure) -> JourneyRules {
        var rules = JourneyRules()
        if let stages = file.stages { try read(stages, into: &rules) }
        if let outcomes = file.outcomes {
            func patterns(_ written: [PatternConfig], else usual: [StepPattern]) -> [StepPattern] {
                written.isEmpty ? usual : written.map(\.pattern)
            }
            rules.outcomes.won = patterns(outcomes.won, else: rules.outcomes.won)
            rules.outcomes.lost = patterns(outcomes.lost, else: rules.outcomes.lost)
            rules.outcomes.renewed = patterns(outcomes.renewed, else: rules.outcomes.renewed)
            rules.outcomes.churned = patterns(outcomes.churned, else: rules.outcomes.churned)
            if let span = outcomes.dormantAfter { rules.outcomes.dormantAfter = Int64(span.seconds) * 1_000 }
        }
        if !file.segments.isEmpty {
            rules.segments = []
            for (name, fields) in file.segments.sorted(by: { $0.key < $1.key }) {
                for field in fields { rules.segments += try segmentFields(name, field) }
            }
        }
        return rules
    }

    private func read(_ stages: [StageConfig], into rules: inout JourneyRules) throws(CommandFailure) {
        let names = stages.map(\.name)
        guard !names.isEmpty else { throw .config("\(path): stages: at least one is needed") }
        for (index, name) in names.enumerated() {
            guard !name.isEmpty, !name.contains(">") else {
                throw .config("\(path): stages.[\(index)]: \"\(name)\" cannot be a name: not empty, without >")
            }
            if names[..<index].contains(name) {
                throw .config("\(path): stages.[\(index)]: \"\(name)\" stands there twice")
            }
        }
        rules.stages = StageRules(
            stages: names.map(Stage.init(rawValue:)),
            own: stages.flatMap { stage in
                stage.beginsWith.map { rule in
                    let entry: StageRule.Entry =
                        switch rule.only {
                        case .forward: .forward
                        case .first: .first
                        case nil: .always
                        }
                    return StageRule(rule.pattern, entry: entry, stage: Stage(rawValue: stage.name))
                }
            })
        for stage in stages {
            if let owner = stage.owner { rules.owners[Stage(rawValue: stage.name)] = owner }
            if let span = stage.pickUpWithin {
                rules.pickUpWithin[Stage(rawValue: stage.name)] = Int64(span.seconds) * 1_000
            }
        }
    }

    private func segmentFields(_ name: String, _ segment: SegmentConfig) throws(CommandFailure) -> [SegmentField] {
        var found: [SegmentField] = []
        for connectionName in names {
            let connector = try connection(connectionName).connector
            for stream in connector.streams where stream.name == segment.stream {
                let container = stream.fields?.container.description ?? ""
                let path = (container.isEmpty ? [] : container.split(separator: ".").map(String.init)) + [segment.field]
                let field = SegmentField(
                    segment: name, system: connector.name, objectType: stream.recordType, path: path)
                if !found.contains(field) { found.append(field) }
            }
        }
        guard !found.isEmpty else {
            throw .config("\(path): segments.\(name): no connection has a stream \"\(segment.stream)\"")
        }
        return found
    }

    /// Asks for the fields that divide journeys, so that they are there.
    func addSegments(to connector: inout Connector) {
        for segment in file.segments.values.joined() {
            for index in connector.streams.indices where connector.streams[index].name == segment.stream {
                if connector.streams[index].fields?.required.contains(segment.field) == false {
                    connector.streams[index].fields?.required.append(segment.field)
                }
            }
        }
    }
}
