import JSON
import JourneyStore
import Touchpoints

/// What the cases and events of a log become in the store: one case a person, one event a touchpoint of theirs.
struct EventMapping: Sendable {
    /// The system of all collections that come from event logs.
    static let system = "xes"

    /// Tells logs apart, as vendor accounts do.
    var log: String

    var cases: RecordCollection { collection("cases") }
    var events: RecordCollection { collection("events") }

    private func collection(_ type: String) -> RecordCollection {
        RecordCollection(system: Self.system, account: log, objectType: type)
    }

    /// Something of the log that cannot be mapped.
    struct Problem: Error, Hashable {
        var reason: String
    }

    /// The id of a case in the store is what the log calls it.
    static func caseID(_ name: String?, trace: Int) throws(Problem) -> String {
        guard let name, !name.isEmpty else {
            throw Problem(reason: "case \(trace + 1) of the log has no concept:name before its first event")
        }
        guard name.utf8.count <= 1_024 else {
            throw Problem(reason: "the concept:name of case \(trace + 1) has more than 1,024 bytes")
        }
        return name
    }

    /// Sorts as the events do, whatever else happened at the same time.
    static func eventID(_ caseID: String, _ sequence: Int) -> String {
        let digits = String(sequence)
        return caseID + ":" + String(repeating: "0", count: max(0, 9 - digits.count)) + digits
    }

    func person(_ trace: XESTrace, id: String) throws(Problem) -> RecordWrite {
        if trace.isTooLarge { throw Problem(reason: "the case has more than 1 MiB of attributes") }
        let payload = Self.payload(trace.attributes, of: nil, sequence: nil)
        return RecordWrite(
            key: RecordKey(collection: cases, id: id), entity: .person, revision: Self.mark(payload), payload: payload)
    }

    func touchpoint(_ event: XESEvent, caseID: String) throws(Problem) -> RecordWrite {
        if event.isTooLarge { throw Problem(reason: "the event has more than 1 MiB of attributes") }
        let attributes = event.attributes
        guard let activity = attributes["concept:name"], !activity.isEmpty else {
            throw Problem(reason: "the event has no concept:name")
        }
        guard activity.utf8.count <= 4_096 else {
            throw Problem(reason: "the event's concept:name has more than 4,096 bytes")
        }
        guard let time = attributes["time:timestamp"] else { throw Problem(reason: "the event has no time:timestamp") }
        // Without an offset it is UTC: that is how process mining tools read it.
        guard let at = Moment(parsing: time) ?? Moment(rfc3339: time + "Z") else {
            throw Problem(reason: "time:timestamp \"\(time.prefix(40))\" is no time")
        }
        var properties = [Touchpoint.Property(name: "activity", value: activity)]
        for (name, key) in [("transition", "lifecycle:transition"), ("resource", "org:resource")] {
            if let value = attributes[key] { properties.append(.init(name: name, value: value)) }
        }
        let person = RecordKey(collection: cases, id: caseID)
        let team = (attributes["waymark:team"] ?? attributes["org:group"]).flatMap(Team.init(rawValue:))
        let touchpoint = Touchpoint(
            facet: "event", kind: .activityRecorded,
            channel: attributes["waymark:channel"].flatMap(Channel.init(rawValue:)) ?? .crm,
            direction: attributes["waymark:direction"].flatMap(Direction.init(rawValue:)) ?? .internal,
            occurredAt: at, team: team, stage: attributes["waymark:stage"].map(Stage.init(rawValue:)), title: activity,
            participants: [Participant(entity: .person, identifier: .record(person), role: "subject")],
            properties: properties)
        let payload = Self.payload(attributes, of: caseID, sequence: event.sequence)
        return RecordWrite(
            key: RecordKey(collection: events, id: Self.eventID(caseID, event.sequence)), revision: Self.mark(payload),
            modifiedAt: at, payload: payload, touchpoints: [touchpoint])
    }

    /// The attributes as canonical JSON, in the order of the file.
    static func payload(_ attributes: [XESAttribute], of caseID: String?, sequence: Int?) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            if let caseID {
                writer.key("case")
                writer.string(caseID)
            }
            if let sequence {
                writer.key("sequence")
                writer.integer(sequence)
            }
            writer.key("attributes")
            writer.array { writer in for attribute in attributes { attribute.write(to: &writer) } }
        }
        return writer.bytes
    }

    /// Logs tell no revision: a stable short text of the content (FNV-1a, 64 bits).
    private static func mark(_ bytes: [UInt8]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String(hash, radix: 36)
    }
}
