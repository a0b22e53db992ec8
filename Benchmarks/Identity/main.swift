import Foundation
import Identity
import JourneyStore
import Touchpoints

// How long it takes to find out who is the same, how much memory, and what one more sync costs.
//
//   identity-benchmark [IDENTIFIERS] [FOLDER]      default: 100,000, in the temporary folder
//
// Invents people who are known to two systems, with the usual noise, and stores them a page of 100 records at a time, as a
// sync does; then 100 new records more, half of them of known people. Prints one line of JSON. Every line of the truth is
// known, so precision and recall over pairs of records are exact.

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

/// Bytes, from the kernel; 0 where it does not tell.
func peakMemory() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") }
    return (line?.split(separator: " ").dropFirst().first).flatMap { Int($0) }.map { $0 * 1024 } ?? 0
}

let arguments = CommandLine.arguments
let wanted = arguments.count > 1 ? Int(arguments[1]) ?? 0 : 100_000
guard wanted > 0 else {
    print("usage: identity-benchmark [IDENTIFIERS] [FOLDER]")
    exit(64)
}
let folder = (arguments.count > 2 ? arguments[2] : NSTemporaryDirectory()) + "/identity-\(UUID().uuidString)"
try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
defer { try? FileManager.default.removeItem(atPath: folder) }
let store = try await JourneyStore.open(path: folder + "/journeys.db", access: .readWrite(create: true))
let provenance = Provenance(run: 1, request: "-", observedAt: Moment(clamping: 0, precision: .second))
let clock = ContinuousClock()

var town = Town()

func save(_ writes: [RecordWrite]) async throws -> Duration {
    try await clock.measure { _ = try await store.write { try $0.save(writes, provenance) } }
}

/// The same batch of 100, half new, half changed, when a tenth of the store is there and at the end.
var early: Duration = .zero
let start = clock.now
while town.identifiers < wanted {
    _ = try await save(town.batch(new: 50, known: 0))
    if early == .zero, town.identifiers > wanted / 10 { early = try await save(town.batch(new: 25, known: 25)) }
}
let whole = clock.now - start
let again = try await save(town.batch(new: 25, known: 25))

// Is each human's pair of records one person, and nobody else in it?
let result = try await store.read { reader -> (pairs: Int, right: Int) in
    var (pairs, right) = (0, 0)
    try reader.people(sinceSeq: 0) { person in
        let keys = person.identifiers.compactMap { RecordKey(text: $0)?.id }
        pairs += keys.count * (keys.count - 1) / 2
        right += Dictionary(grouping: keys, by: { $0 }).values.reduce(0) { $0 + $1.count * ($1.count - 1) / 2 }
    }
    return (pairs, right)
}
let linked = town.truth.count(where: \.self)
try await store.close()

func seconds(_ duration: Duration) -> Double { (duration / .milliseconds(1)).rounded() / 1000 }
print(
    """
    {"identifiers":\(town.identifiers),"records":\(town.records),"seconds":\(seconds(whole)),\
    "records_per_second":\(Int(Double(town.records) / (whole / .seconds(1)))),"peak_mib":\(peakMemory() >> 20),\
    "batch_of_100_at_a_tenth":\(seconds(early)),"one_more_batch_of_100":\(seconds(again)),\
    "precision":\(Double(result.right) / Double(max(1, result.pairs))),\
    "recall":\(Double(result.right) / Double(max(1, linked))),"pairs_with_evidence":\(linked)}
    """)
