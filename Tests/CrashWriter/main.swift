import Foundation
import JourneyStore
import Touchpoints

// Writes batches into a store and says so on its standard output after each commit: `<batch>\n`. It resumes after the
// last batch that the ledger has as closed. Each batch waits for a byte on standard input; its end allows all that are
// left. The test kills it at any moment.
//
// Usage: store-crash-writer PATH BATCHES         write until all batches are in
//        store-crash-writer PATH hold            take the lock inside a transaction, say `holding`, wait for stdin to end

let path = CommandLine.arguments[1]
let store = try await JourneyStore.open(path: path, access: .readWrite(create: true))
let stream = StreamKey(system: "test", account: "1", stream: "contacts")

@Sendable func say(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
}

if CommandLine.arguments[2] == "hold" {
    try await store.write { transaction in
        try transaction.setNote("held", "yes")
        say("holding")
        _ = try? FileHandle.standardInput.readToEnd()
    }
    try await store.close()
    exit(0)
}

let contacts = RecordCollection(system: "test", account: "1", objectType: "contacts")
let calls = RecordCollection(system: "test", account: "1", objectType: "calls")

@Sendable func records(_ batch: Int) -> [RecordWrite] {
    (0..<40).flatMap { index -> [RecordWrite] in
        let id = "\(batch)-\(index)"
        let key = RecordKey(collection: contacts, id: id)
        let moment = Moment(clamping: Int64(batch * 1000 + index), precision: .millisecond)
        let call = Touchpoint(
            facet: "call", kind: .callMade, channel: .phone, direction: .outbound, occurredAt: moment,
            participants: [Participant(entity: .person, identifier: .record(key), role: "recipient")])
        return [
            RecordWrite(
                key: key, entity: .person, revision: "1", payload: Array("{\"id\":\"\(id)\"}".utf8),
                // Addresses shared between batches: people join across transactions.
                identifiers: [.email("p\(index)-\(batch / 3)@example.com")]),
            RecordWrite(
                key: RecordKey(collection: calls, id: id), revision: "1",
                payload: Array((0..<3000).map { UInt8(97 + ($0 * 7 + batch) % 26) }), touchpoints: [call]),
        ]
    }
}

let batches = Int(CommandLine.arguments[2]) ?? 0
let first = try await store.read { try $0.ledger(stream, part: "records").count }
for batch in first..<max(first, batches) {
    var permit: UInt8 = 0
    _ = read(STDIN_FILENO, &permit, 1)
    try await store.write { transaction in
        let run = try transaction.beginRun(kind: "test", connection: nil, arguments: "{}")
        let moment = Moment(clamping: 0, precision: .millisecond)
        try transaction.save(records(batch), Provenance(run: run, request: "\(batch)", observedAt: moment))
        _ = try transaction.insertLedger(
            LedgerEntry(
                source: stream, part: "records", projection: "", scope: LedgerScope(kind: .window), state: .closed,
                rows: 80, asOf: 0))
    }
    say("\(batch)")
}
try await store.close()
