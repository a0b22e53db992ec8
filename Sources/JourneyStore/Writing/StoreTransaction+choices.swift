import Identity
import Touchpoints

/// What the user said about two identifiers.
public enum IdentityChoice: String, Hashable, Sendable, Codable, CaseIterable {
    /// They mean the same person or account, whatever the evidence.
    case same
    /// They do not, whatever the evidence.
    case apart
}

extension StoreTransaction {
    /// Keeps what the user said about two identifiers (an address, a number, `system:account:objectType:id`), and joins or
    /// splits accordingly; nil takes back what was said.
    ///
    /// It holds for identifiers that are not known yet too, and survives every sync and rebuild.
    ///
    /// - Returns: whether that was news.
    @discardableResult
    public func choose(_ choice: IdentityChoice?, _ left: String, _ right: String) throws -> Bool {
        try mutating {
            guard left != right else { throw StoreError.invalid(words: "\(left) is the same as itself") }
            let (a, b) = (min(left, right), max(left, right))
            let known = try connection.first(
                "SELECT choice FROM identity_choices WHERE a = ? AND b = ?", .text(a), .text(b), read: { $0.text(0) })
            guard known != choice?.rawValue else { return false }
            if let choice {
                try connection.run(
                    "INSERT OR REPLACE INTO identity_choices(a, b, choice, made_at) VALUES (?, ?, ?, ?)", .text(a),
                    .text(b), .text(choice.rawValue), .int(now()))
            } else {
                try connection.run("DELETE FROM identity_choices WHERE a = ? AND b = ?", .text(a), .text(b))
            }
            knowsChoices = nil
            for tables in [IdentityTables.people, .accounts] where try mean(a, b, in: tables) {
                try resolve([IdentityNode(text: a), IdentityNode(text: b)], in: tables)
            }
            return true
        }
    }

    /// Whether a choice is about people or about accounts: records tell by their collection, domains mean accounts.
    private func mean(_ a: String, _ b: String, in tables: IdentityTables) throws -> Bool {
        for text in [a, b] {
            let node = IdentityNode(text: text)
            switch node.kind {
            case .record:
                guard let reference = try catalog.reference(text: text) else { continue }
                return try catalog.entry(reference.collection).entity == tables.entity
            case .domain: return tables == .accounts
            case .email, .phone: return tables == .people
            case .external: continue
            }
        }
        return tables == .people
    }
}
