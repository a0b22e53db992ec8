import Foundation
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

/// A record and whom it is of; `hasEvidence`: something in it ties it to another record of the same human.
struct Known {
    var write: RecordWrite
    var human: Int
    var hasEvidence: Bool
}

/// What humans look like in two systems.
struct Town {
    var random = Seeded(state: 11)
    private(set) var identifiers = 0
    private let first = ["Ann", "Robert", "Chloe", "Dieter", "Elena", "Farid", "Greta", "Hiroshi", "Isabel", "Jonas"]
    private let last = ["Miller", "Nakamura", "Oliveira", "Petersen", "Quintana", "Rossi", "Schneider", "Tanaka"]

    mutating func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &random) < share }

    /// The records of one human.
    mutating func records(of human: Int, version: Int = 1) -> [Known] {
        let name = "\(first[human % 10]) \(last[human / 10 % 8])"
        let address = "\(name.lowercased().replacing(" ", with: ".")).\(human)@company\(human / 40).example.com"
        let number = "+49 30 \(10_000_000 + human)"
        let (hasAddress, hasNumber) = (chance(0.9), chance(0.6))
        identifiers += 2 + (hasAddress ? 1 : 0) + (hasNumber ? 1 : 0)
        return ["hubspot", "salesforce"].map { system in
            let collection = RecordCollection(system: system, account: "1", objectType: "people")
            var stated: [Identifier] = []
            if hasAddress { stated.append(.email(address)) }
            if hasNumber { stated.append(.phone(system == "hubspot" ? number : number.replacing(" ", with: "-"))) }
            // Noise: a shared inbox, the company's switchboard, a typo in the name.
            if chance(0.05) { stated.append(.email("info@company\(human / 40).example.com")) }
            if chance(0.1) { stated.append(.phone("+49 40 \(20_000_000 + human / 40)")) }
            let spelled = chance(0.02) ? name.replacing("er", with: "re") : name
            let agrees = spelled == name || hasAddress
            return Known(
                write: RecordWrite(
                    key: RecordKey(collection: collection, id: String(human)), entity: .person, revision: "\(version)",
                    payload: Array(#"{"id":"\#(human)","name":"\#(spelled)","v":\#(version)}"#.utf8),
                    identifiers: stated, name: spelled), human: human,
                hasEvidence: hasAddress || hasNumber && agrees)
        }
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
var human = 0
var records = 0
/// Seconds for the batch of 100 that was stored when a tenth was there, and at the end.
var early: Duration?
let start = clock.now
while town.identifiers < wanted {
    var page: [RecordWrite] = []
    while page.count < 100 {
        page += town.records(of: human).map(\.write)
        human += 1
    }
    let batch = page.shuffled(using: &town.random)
    let elapsed = try await clock.measure { _ = try await store.write { try $0.save(batch, provenance) } }
    if early == nil, town.identifiers > wanted / 10 { early = elapsed }
    records += page.count
}
let whole = clock.now - start

// One more sync: 50 new people, known people whose records changed.
var more: [RecordWrite] = []
for index in 0..<25 { more += town.records(of: human + index).map(\.write) }
for index in 0..<25 { more += town.records(of: index * (human / 25), version: 2).map(\.write) }
let last = more
let again = try await clock.measure { _ = try await store.write { try $0.save(last, provenance) } }

// Everybody has two records: is each pair one person, and nobody else in it?
let result = try await store.read { reader -> (pairs: Int, right: Int) in
    var (pairs, right) = (0, 0)
    try reader.people(sinceSeq: 0) { person in
        let keys = person.identifiers.compactMap { RecordKey(text: $0)?.id }
        pairs += keys.count * (keys.count - 1) / 2
        right += Dictionary(grouping: keys, by: { $0 }).values.reduce(0) { $0 + $1.count * ($1.count - 1) / 2 }
    }
    return (pairs, right)
}
var truth = Town()
var linked = 0
for index in 0..<human where truth.records(of: index).allSatisfy(\.hasEvidence) { linked += 1 }
try await store.close()

func seconds(_ duration: Duration) -> Double { (duration / .milliseconds(1)).rounded() / 1000 }
print(
    """
    {"identifiers":\(town.identifiers),"records":\(records),"seconds":\(seconds(whole)),\
    "records_per_second":\(Int(Double(records) / (whole / .seconds(1)))),"peak_mib":\(peakMemory() >> 20),\
    "batch_of_100_at_a_tenth":\(seconds(early ?? .zero)),"one_more_batch_of_100":\(seconds(again)),\
    "precision":\(Double(result.right) / Double(max(1, result.pairs))),\
    "recall":\(Double(result.right) / Double(max(1, linked + 25))),"pairs_with_evidence":\(linked)}
    """)
