import SyncEngine

/// Who belongs to a team: one member or a list of them.
struct TeamConfig: Decodable, Sendable {
    var members: [TeamMember]

    /// An address, or `{team: name}` for a team as the system itself names it.
    private struct Member: Decodable {
        var member: TeamMember

        private struct Keys: Decodable { var team: String }

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            guard let address = try? container.decode(String.self) else {
                member = .team(try container.decode(Keys.self).team)
                return
            }
            guard address.contains("@") else {
                throw DecodingError.dataCorrupted(
                    .init(
                        codingPath: decoder.codingPath,
                        debugDescription: "expected an e-mail address or {team: name}, not \"\(address)\""))
            }
            member = .email(address)
        }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if (try? decoder.unkeyedContainer()) != nil {
            members = try container.decode([Member].self).map(\.member)
        } else {
            members = [try container.decode(Member.self).member]
        }
    }
}
