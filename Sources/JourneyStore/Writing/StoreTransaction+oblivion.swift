import Identity
import Touchpoints

// What was erased does not come back: every way into the store asks here first.
extension StoreTransaction {
    /// Loaded once per transaction, and only where something was erased.
    func oblivion() throws -> Oblivion? {
        if let knownOblivion { return knownOblivion }
        let loaded = try Oblivion(connection)
        knownOblivion = .some(loaded)
        return loaded
    }

    func isErased(_ reference: Reference) throws -> Bool {
        guard let oblivion = try oblivion() else { return false }
        return try oblivion.kind(try catalog.text(reference)) == .record
    }

    func isErased(_ key: RecordKey) throws -> Bool { try oblivion()?.kind(key.text) == .record }

    func isErased(_ node: IdentityNode) throws -> Bool { try oblivion()?.holds(node) ?? false }

    /// The record as it may be stored; nil: it is about somebody who was erased, and about nobody else.
    func admissible(_ record: RecordWrite, _ reference: Reference) throws -> RecordWrite? {
        guard let oblivion = try oblivion() else { return record }
        let known = try oblivion.kind(record.key.text)
        if known == .record { return nil }
        if record.entity != nil {
            let claims = record.claims(identity)
            // A number alone may have been given to somebody else since.
            let isCertain = try claims.contains { try $0.node.kind != .phone && oblivion.holds($0.node) }
            let isOnlyKnownSo =
                try !claims.contains { $0.node.kind != .phone } && claims.contains { try oblivion.holds($0.node) }
            if isCertain || isOnlyKnownSo {
                try refuse(reference, record.key.text)
                return nil
            }
        }
        let people = record.touchpoints.flatMap(\.participants).filter { $0.entity == .person }
        let isForgotten = try people.map { try isErased($0) }
        if record.entity == nil, isForgotten.contains(true), !isForgotten.contains(false) {
            try refuse(reference, record.key.text)
            return nil
        }
        guard try known == .redacted || isForgotten.contains(true) || oblivion.isMentioned(in: record.payload) else {
            return record
        }
        if known == nil { try suppress(record.key.text, .redacted) }
        var redacted = record.redacted
        if try oblivion.isMentioned(in: Array(record.revision.utf8)) { redacted.revision = "" }
        return redacted
    }

    func isErased(_ participant: Participant) throws -> Bool {
        switch participant.identifier {
        case .record(let key): return try isErased(key)
        case .email, .phone, .external, .domain:
            guard let claim = identity.claim(participant.identifier, of: .person) else { return false }
            return try isErased(claim.node)
        }
    }

    /// A record that may not come in leaves nothing of what it names.
    private func refuse(_ reference: Reference, _ text: String) throws {
        try suppress(text, .record)
        try connection.run(
            "DELETE FROM associations WHERE from_collection = ? AND from_id = ?", .int(reference.collection),
            .text(reference.id))
    }

    func suppress(_ text: String, _ kind: Oblivion.Kind, erasure: String = "") throws {
        guard let hash = try oblivion()?.hash(text) else { return }
        try connection.run(
            "INSERT OR REPLACE INTO erased_hashes(hash, kind, erasure) VALUES (?, ?, ?)", .blob(hash),
            .text(kind.rawValue), .text(erasure))
    }

    /// What stands for a payload's digest where the payload may not be kept: tells a change, and nothing about it.
    func veiled(_ digest: [UInt8]) throws -> [UInt8] { try oblivion()?.hash(digest).prefix(16).map(\.self) ?? digest }
}

extension RecordWrite {
    /// Without anything that a person could have written.
    var redacted: RecordWrite {
        var record = self
        record.isRedacted = true
        record.touchpoints = touchpoints.map { touchpoint in
            var touchpoint = touchpoint
            touchpoint.title = nil
            touchpoint.url = nil
            touchpoint.campaign = nil
            touchpoint.properties = []
            touchpoint.sameAs = []
            return touchpoint
        }
        record.history = []
        record.tracked = []
        return record
    }
}
