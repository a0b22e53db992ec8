import Identity
import JourneyStore
import Touchpoints

/// The same numbers every time (SplitMix64).
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// The two records of a human; `hasEvidence`: something in them ties one to the other.
struct Pair {
    var writes: [RecordWrite] = []
    var hasEvidence = false
}

/// What humans look like in two systems.
struct Town {
    var random = Seeded(state: 11)
    private(set) var identifiers = 0
    /// By human: whether their two records can be known to be of one.
    private(set) var truth: [Bool] = []
    private(set) var records = 0
    private let first = ["Ann", "Robert", "Chloe", "Dieter", "Elena", "Farid", "Greta", "Hiroshi", "Isabel", "Jonas"]
    private let last = ["Miller", "Nakamura", "Oliveira", "Petersen", "Quintana", "Rossi", "Schneider", "Tanaka"]

    mutating func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &random) < share }

    mutating func pair(of human: Int, version: Int = 1) -> Pair {
        let name = "\(first[human % 10]) \(last[human / 10 % 8])"
        let address = "\(name.lowercased().replacing(" ", with: ".")).\(human)@company\(human / 40).example.com"
        let number = "+49 30 \(10_000_000 + human)"
        let (hasAddress, hasNumber) = (chance(0.9), chance(0.6))
        identifiers += 2 + (hasAddress ? 1 : 0) + (hasNumber ? 1 : 0)
        var pair = Pair()
        var names: [PersonName] = []
        for system in ["hubspot", "salesforce"] {
            let collection = RecordCollection(system: system, account: "1", objectType: "people")
            var stated: [Identifier] = []
            if hasAddress { stated.append(.email(address)) }
            if hasNumber { stated.append(.phone(system == "hubspot" ? number : number.replacing(" ", with: "-"))) }
            // Noise: a shared inbox, the company's switchboard, a name with a slip or written otherwise.
            if chance(0.05) { stated.append(.email("info@company\(human / 40).example.com")) }
            if chance(0.1) { stated.append(.phone("+49 40 \(20_000_000 + human / 40)")) }
            let spelled =
                chance(0.02) ? name.replacing("er", with: "re") : chance(0.02) ? "\(name.first ?? "X")." : name
            if let name = PersonName(spelled) { names.append(name) }
            pair.writes.append(
                RecordWrite(
                    key: RecordKey(collection: collection, id: String(human)), entity: .person, revision: "\(version)",
                    payload: Array(#"{"id":"\#(human)","name":"\#(spelled)","v":\#(version)}"#.utf8),
                    identifiers: stated, name: spelled))
        }
        pair.hasEvidence = hasAddress || hasNumber && names.count == 2 && names[0].agrees(with: names[1])
        return pair
    }

    /// What a sync brings: new people, and known ones whose records changed.
    mutating func batch(new: Int, known: Int) -> [RecordWrite] {
        var writes: [RecordWrite] = []
        let before = truth.count
        for _ in 0..<new {
            let pair = pair(of: truth.count)
            truth.append(pair.hasEvidence)
            writes += pair.writes
        }
        for index in 0..<known {
            let human = index * (before / max(1, known))
            let pair = pair(of: human, version: records + 2)
            truth[human] = pair.hasEvidence
            writes += pair.writes
        }
        records += new * 2
        return writes.shuffled(using: &random)
    }
}
