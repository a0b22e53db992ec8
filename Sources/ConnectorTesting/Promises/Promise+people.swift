import JourneyStore
import SyncEngine
import Touchpoints

extension Promise {
    /// Who is the same.
    static let people: [Promise] = [
        Promise("same-people", "People and organisations are the same in whatever order streams are synced.") { trial in
            try await trial.withSystem { system in
                let connection = await system.connection
                let streams = connection.connector.streams.filter { connection.only?.contains($0.name) ?? true }
                guard streams.contains(where: { $0.entity == .person || $0.entity == .account }) else {
                    throw Trial.NotApplicable("no record is a person or an organisation")
                }
                let names = streams.map(\.name)
                var found: [[Set<String>]] = []
                for order: [String] in [[], names, names.reversed()] {
                    try await trial.withStore { store in
                        for name in order {
                            try await trial.sync(connection, into: store, options: SyncOptions(streams: [name]))
                        }
                        // What hung on streams that had not been read yet, listings in their rhythm included.
                        await system.settle()
                        try await trial.complete(connection, into: store, "at the end")
                        found.append(try await Trial.parties(of: store))
                    }
                }
                trial.expect(found[0] == found[1], "stream by stream, others are found to be the same than all at once")
                trial.expect(found[0] == found[2], "in the opposite order, others are found to be the same")
            }
        },
        Promise("people-part", "People part again when the evidence that joined them goes.") { trial in
            try await trial.withBench { system, store in
                try await trial.complete(await system.connection, into: store)
                guard let two = try await trial.parties(after: .becomeTwo, in: system, store),
                    let one = try await trial.parties(after: .becomeOne, in: system, store),
                    let again = try await trial.parties(after: .becomeTwo, in: system, store)
                else { throw Trial.NotApplicable("the system has no people, or gives no way to join them") }
                trial.expect(one.count == two.count - 1, "two who state the same are not found to be one")
                trial.expect(again == two, "two who state the same no more are not what they were before")
            }
        },
        Promise("free-mail", "A domain at which everybody can have an address joins no organisations.") { trial in
            try await trial.withBench { system, store in
                try await trial.complete(await system.connection, into: store)
                guard let apart = try await trial.parties(after: .giveOwnDomains, in: system, store),
                    let after = try await trial.parties(after: .giveFreeMail, in: system, store)
                else { throw Trial.NotApplicable("no record is an organisation that states its domain") }
                trial.expect(after == apart, "two organisations with one provider of mailboxes are found to be one")
            }
        },
    ]
}

extension Trial {
    /// Who is who after a change in every stream that knows it; nil where none does.
    fileprivate func parties(
        after change: Change, in system: any SimulatedSystem, _ store: JourneyStore
    ) async throws -> [Set<String>]? {
        await system.advance(seconds: 3_600)
        var isMade = false
        for stream in await system.streams where try await system.make(change, in: stream) { isMade = true }
        guard isMade else { return nil }
        await system.settle()
        try await complete(await system.connection, into: store, "after \(change)")
        return try await Self.parties(of: store, recordsOnly: true)
    }

    /// The people and the organisations of a store: what means each of them at present. Sorted, without their own ids.
    fileprivate static func parties(of store: JourneyStore, recordsOnly: Bool = false) async throws -> [Set<String>] {
        try await store.read { reader in
            var parties: [Set<String>] = []
            func add(_ identifiers: [String]) {
                let kept = identifiers.filter { !recordsOnly || RecordKey(text: $0) != nil }
                if !kept.isEmpty { parties.append(Set(kept)) }
            }
            try reader.people(sinceSeq: 0) { add($0.identifiers) }
            try reader.accounts(sinceSeq: 0) { add($0.identifiers) }
            return parties.sorted { ($0.min() ?? "") < ($1.min() ?? "") }
        }
    }
}
