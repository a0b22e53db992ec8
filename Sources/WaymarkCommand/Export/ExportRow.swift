import JSON
import JourneyStore
import Touchpoints

/// The spellings of one exported row.
protocol ExportRow {
    static var columns: [String] { get }
    func write(to line: inout CSVLine)
    func write(to writer: inout JSONWriter)
    var seq: Int64 { get }
}

extension StoredRecord: ExportRow {
    static let columns = [
        "seq", "system", "account", "object_type", "id", "entity", "revision", "modified_at", "gone", "gone_at",
        "fetched_at", "payload",
    ]

    func write(to line: inout CSVLine) {
        line.number(seq)
        for text in [key.collection.system, key.collection.account, key.collection.objectType, key.id] {
            line.text(text)
        }
        line.text(entity?.rawValue)
        line.text(revision)
        line.text(modifiedAt?.description)
        line.text(gone?.rawValue)
        line.text(Printing.moment(goneAt))
        line.text(Printing.moment(fetchedAt))
        line.text(payload.map { String(decoding: $0, as: UTF8.self) })
        line.end()
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("seq", seq)
            writer.member("system", key.collection.system)
            writer.member("account", key.collection.account)
            writer.member("object_type", key.collection.objectType)
            writer.member("id", key.id)
            writer.member("entity", entity?.rawValue)
            writer.member("revision", revision)
            writer.member("modified_at", modifiedAt?.description)
            writer.member("gone", gone?.rawValue)
            writer.member("gone_at", Printing.moment(goneAt))
            writer.member("fetched_at", Printing.moment(fetchedAt))
            guard let payload else { return }
            writer.key("payload")
            writer.raw(payload)
        }
    }
}

extension StoredTouchpoint: ExportRow {
    static let columns = [
        "seq", "touchpoint", "kind", "channel", "direction", "occurred_at", "people", "accounts", "deals", "tickets",
        "team", "stage", "sentiment", "sentiment_origin", "amount", "currency", "campaign_id", "campaign_name",
        "campaign_source", "campaign_medium", "title", "url", "automated", "system", "account", "object_type", "id",
        "facet", "revision", "observed_at", "removed_at", "duplicate_of",
    ]

    func write(to line: inout CSVLine) {
        line.number(seq)
        line.text(id)
        line.text(touchpoint.kind.rawValue)
        line.text(touchpoint.channel.rawValue)
        line.text(touchpoint.direction.rawValue)
        line.text(touchpoint.occurredAt.description)
        for kind in [EntityKind.person, .account, .deal, .ticket] {
            line.text(Set(links.filter { $0.entity == kind }.map(\.entityID)).sorted().joined(separator: " "))
        }
        line.text(touchpoint.team?.rawValue)
        line.text(touchpoint.stage?.rawValue)
        line.number(touchpoint.sentiment?.score)
        line.text(touchpoint.sentiment?.origin.rawValue)
        line.decimal(touchpoint.value?.amount)
        line.text(touchpoint.value?.currency)
        line.text(touchpoint.campaign?.id)
        line.text(touchpoint.campaign?.name)
        line.text(touchpoint.campaign?.source)
        line.text(touchpoint.campaign?.medium)
        line.text(touchpoint.title)
        line.text(touchpoint.url)
        line.text(touchpoint.isAutomated ? "true" : "false")
        for text in [key.collection.system, key.collection.account, key.collection.objectType, key.id] {
            line.text(text)
        }
        line.text(touchpoint.facet)
        line.text(revision)
        line.text(Printing.moment(observedAt))
        line.text(Printing.moment(removedAt))
        line.text(duplicateOf)
        line.end()
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("seq", seq)
            writer.member("touchpoint", id)
            writer.member("kind", touchpoint.kind.rawValue)
            writer.member("channel", touchpoint.channel.rawValue)
            writer.member("direction", touchpoint.direction.rawValue)
            writer.member("occurred_at", touchpoint.occurredAt.description)
            writer.key("links")
            writer.array { writer in
                for link in links {
                    writer.object { writer in
                        writer.member("entity", link.entity.rawValue)
                        writer.member("id", link.entityID)
                        writer.member("role", link.role)
                        writer.member("identifier", link.identifier)
                    }
                }
            }
            writer.member("team", touchpoint.team?.rawValue)
            writer.member("stage", touchpoint.stage?.rawValue)
            if let sentiment = touchpoint.sentiment {
                writer.key("sentiment")
                writer.number(token: "\(sentiment.score)")
                writer.member("sentiment_origin", sentiment.origin.rawValue)
            }
            // As text: an amount is exact.
            writer.member("amount", touchpoint.value?.amount)
            writer.member("currency", touchpoint.value?.currency)
            writer.member("campaign_id", touchpoint.campaign?.id)
            writer.member("campaign_name", touchpoint.campaign?.name)
            writer.member("campaign_source", touchpoint.campaign?.source)
            writer.member("campaign_medium", touchpoint.campaign?.medium)
            writer.member("title", touchpoint.title)
            writer.member("url", touchpoint.url)
            writer.key("automated")
            writer.bool(touchpoint.isAutomated)
            writer.key("properties")
            writer.object { writer in
                for property in touchpoint.properties { writer.member(property.name, property.value) }
            }
            writer.member("system", key.collection.system)
            writer.member("account", key.collection.account)
            writer.member("object_type", key.collection.objectType)
            writer.member("id", key.id)
            writer.member("facet", touchpoint.facet)
            writer.member("revision", revision)
            writer.member("observed_at", Printing.moment(observedAt))
            writer.member("removed_at", Printing.moment(removedAt))
            writer.member("duplicate_of", duplicateOf)
        }
    }
}

extension StoredPerson: ExportRow {
    static let columns = ["seq", "person", "merged_into", "identifiers"]

    func write(to line: inout CSVLine) {
        line.number(seq)
        line.text(id)
        line.text(mergedInto)
        line.text(identifiers.joined(separator: " "))
        line.end()
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("seq", seq)
            writer.member("person", id)
            writer.member("merged_into", mergedInto)
            writer.key("identifiers")
            writer.array { writer in for identifier in identifiers { writer.string(identifier) } }
        }
    }
}

/// An account is written as a person is, under a name of its own.
struct AccountRow: ExportRow {
    static let columns = ["seq", "account", "merged_into", "identifiers"]

    var account: StoredAccount
    var seq: Int64 { account.seq }

    func write(to line: inout CSVLine) { account.write(to: &line) }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("seq", account.seq)
            writer.member("account", account.id)
            writer.member("merged_into", account.mergedInto)
            writer.key("identifiers")
            writer.array { writer in for identifier in account.identifiers { writer.string(identifier) } }
        }
    }
}
