import Foundation
import Identity
import JourneyStore
import Touchpoints

/// What the records of a store state, and which record became which: a page of writes is made of each hundred.
struct Statements {
    private struct Line: Decodable {
        struct Statement: Decodable {
            var rule: String
            var identifier: String
        }

        /// System, account, object type, id.
        var record: [String]?
        var entity: String?
        var name: String?
        var states: [Statement]?
        var alias: [String]?
        var to: [String]?
        var reason: String?
    }

    enum Step {
        case record(RecordWrite)
        case alias(RecordKey, to: RecordKey, AliasReason)
    }

    struct Malformed: Error {}

    private(set) var steps: [Step] = []
    private(set) var records = 0
    private(set) var identifiers = 0

    /// - Parameter file: one JSON object a line, as Tests/CheckIdentity/check_identity.py writes them.
    init(reading file: String) throws {
        let decoder = JSONDecoder()
        for text in try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n") {
            let line = try decoder.decode(Line.self, from: Data(text.utf8))
            if let alias = line.alias, let to = line.to, let reason = line.reason.flatMap(AliasReason.init) {
                steps.append(.alias(try Self.key(alias), to: try Self.key(to), reason))
                continue
            }
            guard let record = line.record, let entity = line.entity.flatMap(EntityKind.init) else { throw Malformed() }
            let states = line.states ?? []
            records += 1
            identifiers += states.count + 1
            steps.append(
                .record(
                    RecordWrite(
                        key: try Self.key(record), entity: entity, revision: "1", payload: Array(text.utf8),
                        identifiers: try states.map { try Self.identifier($0.rule, $0.identifier) }, name: line.name)))
        }
    }

    /// Keys of the records that stand for themselves: a converted lead is its contact.
    var keys: Set<String> {
        var keys: Set<String> = []
        var aliases: Set<String> = []
        for step in steps {
            switch step {
            case .record(let write): keys.insert(write.key.text)
            case .alias(let old, _, _): aliases.insert(old.text)
            }
        }
        return keys.subtracting(aliases)
    }

    mutating func shuffle(_ random: inout Seeded) { steps.shuffle(using: &random) }

    private static func key(_ parts: [String]) throws -> RecordKey {
        guard parts.count == 4 else { throw Malformed() }
        return RecordKey(
            collection: RecordCollection(system: parts[0], account: parts[1], objectType: parts[2]), id: parts[3])
    }

    private static func identifier(_ rule: String, _ value: String) throws -> Identifier {
        switch LinkRule(rawValue: rule)?.kind {
        case .email: return .email(value)
        case .phone: return .phone(value)
        case .domain: return .domain(value)
        case .external:
            let parts = value.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
                .map { ExternalID.unescaped($0) }
            if parts.count == 3 { return .external(.record(system: parts[0], objectType: parts[1], id: parts[2])) }
            if parts.count == 2 { return .external(.named(parts[0], value: parts[1])) }
            throw Malformed()
        case .record, nil: throw Malformed()
        }
    }
}

/// The resolving alone, in an order that no sync has; whether the partition is that of the other store.
func resolve(_ statements: Statements, like path: String, in folder: String?) async throws -> Bool {
    var random = Seeded(state: 5)
    var shuffled = statements
    shuffled.shuffle(&random)
    let other = try await JourneyStore.open(path: path, access: .readOnly)
    let keys = statements.keys
    let expected = try await partition(of: other, among: keys)
    try await other.close()
    var isSame = false
    try await withStore(folder) { store in
        let start = clock.now
        for page in stride(from: 0, to: shuffled.steps.count, by: 100) {
            let steps = shuffled.steps[page..<min(page + 100, shuffled.steps.count)]
            _ = try await store.write { transaction in
                for step in steps {
                    switch step {
                    case .record(let write): _ = try transaction.save([write], provenance)
                    case .alias(let old, let new, let reason):
                        _ = try transaction.addAlias(old, to: new, reason: reason, at: 0)
                    }
                }
            }
        }
        let whole = clock.now - start
        let found = try await partition(of: store, among: keys)
        isSame = found == expected
        for (name, parts) in [("there", expected.subtracting(found)), ("here", found.subtracting(expected))] {
            for part in parts.prefix(5) { print("only \(name): \(part.sorted())") }
        }
        print(
            """
            {"records":\(statements.records),"identifiers":\(statements.identifiers),"seconds":\(seconds(whole)),\
            "records_per_second":\(Int(Double(statements.records) / (whole / .seconds(1)))),\
            "peak_mib":\(peakMemory() >> 20),"people":\(expected.count),"same_people":\(isSame)}
            """)
    }
    return isSame
}

/// The people as sets of live records; touchpoints may still name others.
private func partition(of store: JourneyStore, among keys: Set<String>) async throws -> Set<Set<String>> {
    try await store.read { reader in
        var parts: Set<Set<String>> = []
        try reader.people(sinceSeq: 0) { person in
            let records = Set(person.identifiers.filter(keys.contains))
            if !records.isEmpty { parts.insert(records) }
        }
        return parts
    }
}
