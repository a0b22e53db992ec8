import RequestTracker
import SyncEngine
import Testing

@Suite struct RequestTrackerTests {
    @Test func `a ticket's story becomes touchpoints of its requestors`() async throws {
        try await withTracker { harness in
            await harness.tracker.open(10, by: [3, 4])
            await harness.tracker.happen("Correspond", on: 10, by: 2)
            await harness.tracker.happen("Comment", on: 10, by: 2)
            await harness.tracker.happen("Correspond", on: 10, by: 4)
            await harness.tracker.happen("Status", on: 10, by: 2, old: "open", new: "resolved")
            await harness.tracker.happen("Status", on: 10, by: 1, old: "resolved", new: "open")
            await harness.tracker.happen("Status", on: 10, by: 2, old: "open", new: "stalled")
            let report = try await harness.sync()
            #expect(report.exitCode == 0)
            #expect(
                try await harness.touchpoints() == [
                    "ticket.opened inbound: associated 10, requestor 3, requestor 4",
                    "ticket.replied outbound: associated 10, requestor 3, requestor 4",
                    "note.added internal: associated 10, requestor 3, requestor 4",
                    "ticket.replied inbound: associated 10, author 4, requestor 3, requestor 4",
                    "ticket.solved outbound: associated 10, requestor 3, requestor 4",
                    "ticket.reopened inbound: associated 10, requestor 3, requestor 4",
                ])
        }
    }

    @Test func `a second sync changes nothing`() async throws {
        try await withTracker { harness in
            await harness.tracker.open(10, by: [3])
            _ = try await harness.sync()
            let seq = try await harness.store.read { try $0.lastSeq() }
            #expect(try await harness.sync().exitCode == 0)
            #expect(try await harness.store.read { try $0.lastSeq() } == seq)
        }
    }

    @Test func `who was a requestor decides anew when the requestors change`() async throws {
        try await withTracker { harness in
            await harness.tracker.open(10, by: [3])
            await harness.tracker.happen("Correspond", on: 10, by: 4)
            _ = try await harness.sync()
            #expect(try await harness.touchpoints()[1] == "ticket.replied outbound: associated 10, requestor 3")
            await harness.tracker.change { tracker in
                tracker.tickets[10]?.requestors.append(4)
                tracker.tickets[10]?.updated = tracker.now
            }
            _ = try await harness.sync()
            #expect(
                try await harness.touchpoints()[1]
                    == "ticket.replied inbound: associated 10, author 4, requestor 3, requestor 4")
        }
    }

    @Test(arguments: [true, false])
    func `what happened on a merged ticket belongs to its survivor`(isReadBefore: Bool) async throws {
        try await withTracker { harness in
            await harness.tracker.open(10, by: [3])
            await harness.tracker.open(11, by: [4])
            await harness.tracker.happen("Correspond", on: 10, by: 3)
            if isReadBefore { _ = try await harness.sync() }
            await harness.tracker.merge(10, into: 11)
            #expect(try await harness.sync().exitCode == 0)
            #expect(
                try await harness.touchpoints() == [
                    "ticket.opened inbound: associated 11, requestor 3, requestor 4",
                    "ticket.opened inbound: associated 11, requestor 3, requestor 4",
                    "ticket.replied inbound: associated 11, author 3, requestor 3, requestor 4",
                ])
        }
    }

    @Test func `what happened after a merge was seen still belongs to the survivor`() async throws {
        try await withTracker { harness in
            await harness.tracker.open(10, by: [3])
            await harness.tracker.open(11, by: [4])
            await harness.tracker.merge(10, into: 11)
            _ = try await harness.sync()
            await harness.tracker.change { tracker in
                tracker.tickets[11]?.requestors = [4]
                tracker.tickets[11]?.updated = tracker.now
            }
            _ = try await harness.sync()
            #expect(try await harness.touchpoints()[0] == "ticket.opened inbound: associated 11, requestor 4")
        }
    }

    @Test func `a deleted ticket takes its touchpoints along and brings them back`() async throws {
        try await withTracker { harness in
            await harness.tracker.open(10, by: [3])
            await harness.tracker.open(11, by: [4])
            _ = try await harness.sync()
            await harness.tracker.happen("Status", on: 10, by: 2, old: "new", new: "deleted")
            let report = try await harness.sync()
            #expect(report.streams.first { $0.stream == "tickets" }?.gone == 1)
            #expect(try await harness.touchpoints() == ["ticket.opened inbound: associated 11, requestor 4"])
            await harness.tracker.happen("Status", on: 10, by: 2, old: "deleted", new: "open")
            _ = try await harness.sync()
            #expect(try await harness.touchpoints().count == 2)
        }
    }

    @Test func `tickets that were deleted before the first sync are no mass deletion`() async throws {
        try await withTracker { harness in
            await harness.tracker.open(9, by: [4])
            for id in 10..<40 {
                await harness.tracker.open(id, by: [3])
                await harness.tracker.happen("Status", on: id, by: 2, old: "new", new: "deleted")
            }
            let report = try await harness.sync()
            #expect(report.exitCode == 0)
            #expect(try await harness.touchpoints() == ["ticket.opened inbound: associated 9, requestor 4"])
            let again = try await harness.sync()
            #expect(again.exitCode == 0)
            #expect(again.streams.allSatisfy { $0.changed == 0 && $0.gone == 0 })
        }
    }

    @Test func `a ticket that its transactions tell of before its own window does is there at once`() async throws {
        try await withTracker { harness in
            await harness.tracker.open(10, by: [3])
            // Touched again within the last seconds, which are left for the next window.
            await harness.tracker.change { tracker in
                let late = tracker.now + 58
                tracker.tickets[10]?.updated = late
            }
            let report = try await harness.sync()
            #expect(report.exitCode == 0)
            #expect(try await harness.touchpoints() == ["ticket.opened inbound: associated 10, requestor 3"])
        }
    }

    @Test func `a new address of a requestor reaches touchpoints whose tickets say nothing of it`() async throws {
        try await withTracker { harness in
            await harness.tracker.open(10, by: [3])
            _ = try await harness.sync()
            await harness.tracker.change { $0.people[3] = "kim@new.test" }
            _ = try await harness.sync()
            #expect(try await harness.store.read { try $0.journey("kim@new.test") }.count == 1)
        }
    }
}
