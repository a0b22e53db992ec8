/// What the company really holds, told apart from what the API shows: `/_sandbox/truth/…`.
enum TruthStream: Sendable {
    case records(Kind)
    /// Every recorded change of every property, newest first per record.
    case history(Kind)
    case associations(Kind, Kind)
    case merges
    case emailEvents
    case submissions
    case memberships
    /// All records of one of Salesforce's objects.
    case sobject(SObjectKind)
    /// Every record of a person in both systems, and what joins them.
    case people(Set<PersonEvidence>)
    case evidence
    case activities
}

extension Sandbox {
    private static let truthChunk = 500

    /// The stream a call asks for; nil when it asks for something else.
    func truthStream(_ call: Call) -> TruthStream? {
        guard call.method == "GET", call.segments.starts(with: ["_sandbox", "truth"]), call.segments.count > 2 else {
            return nil
        }
        switch (call.segments[2], call.segments.count) {
        case ("merges", 3): return .merges
        case ("email-events", 3): return .emailEvents
        case ("submissions", 3): return .submissions
        case ("memberships", 3): return .memberships
        case ("associations", 5):
            guard let from = hubspot.types[call.segments[3]], let to = hubspot.types[call.segments[4]] else {
                return nil
            }
            return .associations(from.kind, to.kind)
        case ("people", 3) where salesforce != nil:
            let believed = call.list("evidence").map { Set($0.compactMap(PersonEvidence.init)) }
            return .people(believed ?? PersonEvidence.certain)
        case ("evidence", 3) where salesforce != nil: return .evidence
        case ("activities", 3) where salesforce != nil: return .activities
        case ("salesforce", 4) where salesforce != nil:
            return SObject.named(call.segments[3]).map { .sobject($0.kind) }
        case ("history", 4): return hubspot.types[call.segments[3]].map { .history($0.kind) }
        case (let name, 3): return hubspot.types[name].map { .records($0.kind) }
        default: return nil
        }
    }

    /// The next lines of a stream, and where to go on; nil at the end.
    func truth(_ stream: TruthStream, from place: Int) -> ([UInt8], Int?) {
        var writer = TruthWriter()
        let count: Int
        let end: Int
        switch stream {
        case .sobject, .people, .evidence, .activities: return salesforceTruth(stream, from: place)
        case .records(let kind):
            count = world[kind].count
            end = min(count, place + Self.truthChunk)
            for row in place..<end { writeRecord(kind, row, &writer) }
        case .history(let kind):
            count = world[kind].count
            end = min(count, place + Self.truthChunk)
            for row in place..<end { writeHistory(kind, row, &writer) }
        case .associations(let from, let to):
            count = world[from].count
            end = min(count, place + Self.truthChunk)
            for row in place..<end where world.isLive(from, row) {
                for edge in world.links(from, row, to: to) { writeAssociation(from, row, to, edge, &writer) }
            }
        case .merges:
            count = Kind.allCases.count
            end = min(count, place + 1)
            let kind = Kind.allCases[place]
            for old in world[kind].mergedInto.keys.sorted() { writeMerge(kind, Int(old), &writer) }
        case .emailEvents:
            count = world.mail.count
            end = min(count, place + 4 * Self.truthChunk)
            for index in place..<end { hubspot.writeTruth(world.mail[index], world, &writer) }
        case .submissions:
            count = world.forms.count
            end = min(count, place + 1)
            let form = world.forms[place]
            for submission in form.submissions {
                writer.line { writer in
                    writer.key("form")
                    writer.value(form.id)
                    writer.key("submittedAt")
                    writer.value(submission.at)
                    writer.key("email")
                    writer.value(world.text(submission.email))
                }
            }
        case .memberships:
            count = world.lists.count
            end = min(count, place + 1)
            let list = world.lists[place]
            for member in hubspot.liveMembers(list, world) {
                writer.line { writer in
                    writer.key("list")
                    writer.quotedNumber(list.id)
                    writer.key("record")
                    writer.quotedNumber(world[list.kind].ids[Int(member.row)])
                    writer.key("at")
                    writer.value(member.at)
                }
            }
        }
        return (writer.bytes, end < count ? end : nil)
    }

    private func writeRecord(_ kind: Kind, _ row: Int, _ writer: inout TruthWriter) {
        let state = world[kind].state[row]
        guard state == .live || state == .archived else { return }
        let view = RecordView(kind, row)
        let type = hubspot.types[kind]
        writer.line { writer in
            writer.key("id")
            writer.quotedNumber(world[kind].ids[row])
            writer.key("createdAt")
            writer.value(world[kind].created[row])
            writer.key("updatedAt")
            writer.value(world[kind].modified[row])
            writer.key("archived")
            writer.value(state == .archived)
            writer.key("properties")
            writer.object { writer in
                for property in type.properties {
                    writer.key(prepared: property.key)
                    property.write(view, in: world, to: &writer)
                }
            }
        }
    }

    private func writeHistory(_ kind: Kind, _ row: Int, _ writer: inout TruthWriter) {
        let state = world[kind].state[row]
        guard state == .live || state == .archived else { return }
        let type = hubspot.types[kind]
        for change in world[kind].history(row) {
            // Two properties may show one field.
            for property in type.properties where property.historyField == change.field {
                writer.line { writer in
                    writer.key("id")
                    writer.quotedNumber(world[kind].ids[row])
                    writer.key("property")
                    writer.value(property.name)
                    writer.key("at")
                    writer.value(change.at)
                    writer.key("value")
                    property.write(slot: change.value, property.encoding, in: world, to: &writer)
                }
            }
        }
    }

    private func writeAssociation(_ from: Kind, _ row: Int, _ to: Kind, _ edge: Edge, _ writer: inout TruthWriter) {
        writer.line { writer in
            writer.key("from")
            writer.quotedNumber(world[from].ids[row])
            writer.key("to")
            writer.quotedNumber(world[to].ids[Int(edge.row)])
            writer.key("typeIds")
            writer.array { writer in
                for label in AssociationTypes.labels(from, to, edge.labels) { writer.value(label.typeID) }
            }
        }
    }

    private func writeMerge(_ kind: Kind, _ old: Int, _ writer: inout TruthWriter) {
        let survivor = world[kind].survivor(old)
        let state = world[kind].state[survivor]
        writer.line { writer in
            writer.key("type")
            writer.value(hubspot.types[kind].name)
            writer.key("old")
            writer.quotedNumber(world[kind].ids[old])
            writer.key("new")
            writer.quotedNumber(world[kind].ids[survivor])
            writer.key("live")
            writer.value(state == .live)
        }
    }
}

/// Newline-delimited JSON.
struct TruthWriter {
    var bytes: [UInt8] = []

    mutating func line(_ body: (inout JSONWriter) -> Void) {
        var writer = JSONWriter(capacity: 512)
        writer.object(body)
        bytes += writer.bytes
        bytes.append(10)
    }
}

extension HubSpot {
    func writeTruth(_ event: MailEvent, _ world: World, _ writer: inout TruthWriter) {
        writer.line { writer in
            writer.key("id")
            writer.value(eventID(event))
            writer.key("created")
            writer.value(event.at)
            writer.key("type")
            writer.value(Self.name(event.type))
            writer.key("recipient")
            writer.value(world.text(event.recipient))
        }
    }
}
