/// What a perfect store of the org must hold now: `/_sandbox/truth/salesforce/{object}`, and who is who:
/// `/_sandbox/truth/people`, `/evidence`, `/activities`.
extension Sandbox {
    private static let chunk = 500

    func salesforceTruth(_ stream: TruthStream, from place: Int) -> ([UInt8], Int?) {
        salesforce?.mirror.catchUp(&world)
        guard let face = salesforce else { return ([], nil) }
        let org = face.mirror.org
        var writer = TruthWriter()
        switch stream {
        case .sobject(let kind):
            let object = SObject.of(kind)
            let end = min(org[kind].count, place + Self.chunk)
            for row in place..<end where !org[kind].flags[row].contains(.purged) {
                writer.line { writer in
                    writer.key("id")
                    writer.value(RecordID.text(RecordReference(kind, row)))
                    writer.key("isDeleted")
                    writer.value(org[kind].flags[row].contains(.deleted))
                    writer.key("isArchived")
                    writer.value(org.isArchived(kind, row, world))
                    writer.key("isHidden")
                    writer.value(!org.isVisible(kind, row, all: true, world))
                    writer.key("stamp")
                    writer.value(Int64(org[kind].stamp[row]) * Span.second)
                    writer.key("fields")
                    writer.object { writer in
                        for (place, field) in object.fields.enumerated() where !org.isHidden(object, field) {
                            writer.key(prepared: field.key)
                            face.write(org.value(object, row, place, world), in: world, to: &writer)
                        }
                    }
                }
            }
            return (writer.bytes, end < org[kind].count ? end : nil)
        case .people(let believed):
            for record in people(by: believed).records {
                writer.line { writer in
                    write(record, to: &writer)
                    writer.key("person")
                    writer.value(record.person)
                    writer.key("cluster")
                    writer.value(record.cluster)
                    writer.key("isDeleted")
                    writer.value(record.isDeleted)
                }
            }
        case .evidence:
            let (records, links) = people()
            for link in links {
                writer.line { writer in
                    writer.key("evidence")
                    writer.value(link.evidence.rawValue)
                    for (name, place) in [("first", link.first), ("second", link.second)] {
                        writer.key(name)
                        writer.object { write(records[place], to: &$0) }
                    }
                }
            }
        case .activities:
            for twin in twins() {
                writer.line { writer in
                    for (name, value) in [
                        ("hubspotType", twin.hubspotType), ("hubspotId", twin.hubspotID),
                        ("salesforceType", twin.salesforceType),
                        ("salesforceId", twin.salesforceID), ("evidence", twin.evidence),
                    ] {
                        writer.key(name)
                        writer.value(value)
                    }
                }
            }
        default: break
        }
        return (writer.bytes, nil)
    }

    private func write(_ record: PersonRecord, to writer: inout JSONWriter) {
        for (name, value) in [("system", record.system), ("type", record.type), ("id", record.id)] {
            writer.key(name)
            writer.value(value)
        }
    }

    /// An interaction that both systems logged.
    public struct Twin: Sendable {
        public var hubspotType: String
        public var hubspotID: String
        public var salesforceType: String
        public var salesforceID: String
        /// `messageID`, or `sameMoment`: the same minute, subject and people.
        public var evidence: String
    }

    /// Which activities of the two systems are the same one.
    public func twins() -> [Twin] {
        salesforce?.mirror.catchUp(&world)
        guard let org = salesforce?.mirror.org else { return [] }
        var found: [Twin] = []
        for object in [SObjectKind.task, .event, .emailMessage] {
            for row in 0..<org[object].count where !org[object].flags[row].contains(.purged) {
                let source = Int(org[object].source[row])
                guard let kind = org.worldKind(object, row), source < world[kind].count,
                    kind != .task || object == .task,
                    world.isLive(kind, source)
                else { continue }
                let reference = RecordReference(object, row)
                let isChanged = org[object].flags[row].contains(.overridden)
                found.append(
                    Twin(
                        hubspotType: hubspot.types[kind].name, hubspotID: String(world[kind].ids[source]),
                        salesforceType: SObject.of(object).name, salesforceID: RecordID.text(reference),
                        evidence: object == .emailMessage ? "messageID" : isChanged ? "none" : "sameMoment"))
            }
        }
        return found
    }
}
