import Identity
import Touchpoints

extension StoreReader {
    /// The person that an e-mail address, a person's id or a former person's id means.
    func person(named text: String) throws -> String? {
        if let address = EmailAddress.normalized(text), let id = try person(of: address) { return id }
        if let id = try connection.first("SELECT id FROM people WHERE id = ?", .text(text), read: { $0.text(0) }) {
            return id
        }
        return try connection.first(
            "SELECT new_id FROM person_aliases WHERE old_id = ?", .text(text), read: { $0.text(0) })
    }

    func person(of identifier: String) throws -> String? {
        try connection.first(
            "SELECT person_id FROM identifiers WHERE value = ?", .text(identifier), read: { $0.text(0) })
    }

    func subject(person id: String) throws -> JourneySubject {
        JourneySubject(entity: .person, entityID: id, identifiers: try identifiers(of: id))
    }

    /// The entity behind a record; nil when the record is none, as an e-mail or a note is.
    func subject(_ reference: Reference) throws -> JourneySubject? {
        let survivor =
            try connection.first(
                "SELECT new_collection, new_id FROM aliases WHERE collection = ? AND old_id = ?",
                .int(reference.collection), .text(reference.id),
                read: { Reference(collection: $0.int(0), id: $0.text(1)) }) ?? reference
        let text = try catalog.text(survivor)
        let kind = try connection.first(
            "SELECT entity FROM records WHERE collection = ? AND record_id = ?", .int(survivor.collection),
            .text(survivor.id), read: { $0.optionalText(0).flatMap(EntityKind.init) })
        guard let kind = try (kind ?? nil) ?? catalog.entry(survivor.collection).entity else { return nil }
        guard kind == .person else { return JourneySubject(entity: kind, entityID: text, identifiers: [text]) }
        return try person(of: text).map(subject(person:))
    }

    func exists(_ reference: Reference) throws -> Bool {
        try connection.first(
            """
            SELECT 1 FROM records WHERE collection = ?1 AND record_id = ?2
            UNION ALL SELECT 1 FROM aliases WHERE collection = ?1 AND old_id = ?2 LIMIT 1
            """, .int(reference.collection), .text(reference.id), read: { _ in true }) ?? false
    }

    /// A person's identifiers as far as they mean something at present: records that stand for themselves and are not
    /// gone, and addresses that a live record states or a live touchpoint names. Sorted.
    func identifiers(of person: String) throws -> [String] {
        let rows = try connection.all(
            "SELECT value, kind FROM identifiers WHERE person_id = ? ORDER BY value", .text(person),
            read: { (value: $0.text(0), isEmail: $0.text(1) == "email") })
        return try rows.filter { try $0.isEmail ? isInUse(email: $0.value) : isInUse(record: $0.value) }.map(\.value)
    }

    private func isInUse(email: String) throws -> Bool {
        try connection.first(
            """
            SELECT 1 FROM identity_evidence e JOIN records r ON r.key = e.record
            WHERE e.identifier = ?1 AND r.gone IS NULL
            UNION ALL SELECT 1 FROM touchpoint_links WHERE identifier = ?1 AND entity_id IS NOT NULL LIMIT 1
            """, .text(email), read: { _ in true }) ?? false
    }

    private func isInUse(record text: String) throws -> Bool {
        let isLinked =
            try connection.first(
                "SELECT 1 FROM touchpoint_links WHERE identifier = ? AND entity_id IS NOT NULL LIMIT 1", .text(text),
                read: { _ in true }) ?? false
        guard !isLinked, let reference = try catalog.reference(text: text) else { return isLinked }
        return try connection.first(
            """
            SELECT 1 FROM records r WHERE r.collection = ?1 AND r.record_id = ?2 AND r.gone IS NULL
                AND NOT EXISTS (SELECT 1 FROM aliases a WHERE a.collection = ?1 AND a.old_id = ?2)
            """, .int(reference.collection), .text(reference.id), read: { _ in true }) ?? false
    }
}
