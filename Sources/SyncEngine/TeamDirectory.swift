import ConnectorKit
import JSON
import JourneyStore
import Touchpoints

/// Who belongs to which team: what the configuration says of the system's staff, else what their own team's name says.
struct TeamDirectory: Sendable {
    let known: KnownConnection
    let store: JourneyStore

    /// Owner id → team.
    func teams() async throws -> [String: Team] {
        let members = known.connection.teams
        var result: [String: Team] = [:]
        for stream in known.streams {
            guard let staff = stream.staff else { continue }
            let collection = known.collection(of: stream)
            var after: String?
            while true {
                let from = after
                let page = try await store.read { try $0.payloads(collection, after: from, limit: 500) }
                guard let last = page.last else { break }
                for record in page {
                    guard let payload = record.payload, let root = try? JSONDocument.parse(payload).root else {
                        continue
                    }
                    let email = root[path: staff.email]?.text?.lowercased()
                    let own = Set((staff.teams.map { root.all($0) } ?? []).compactMap(\.text))
                    // In the order of the teams' names, so that a person in two teams is always in the same one.
                    for (team, members) in members.sorted(by: { $0.key.rawValue < $1.key.rawValue })
                    where members.contains(where: { $0.matches(email: email, teams: own) }) {
                        result[record.key.id] = result[record.key.id] ?? team
                    }
                    if result[record.key.id] == nil {
                        let named = Set(own.compactMap(Team.named))
                        if named.count == 1 { result[record.key.id] = named.first }
                    }
                }
                after = last.key.id
            }
        }
        return result
    }
}

extension TeamMember {
    fileprivate func matches(email: String?, teams: Set<String>) -> Bool {
        switch self {
        case .email(let address): address.lowercased() == email
        case .team(let name): teams.contains(name)
        }
    }
}
