import Testing

@testable import HTTP

struct AdmissionQueueTests {
    private final class Ticket {}
    private let tickets = (0..<5).map { _ in Ticket() }

    private func id(_ index: Int) -> ObjectIdentifier { ObjectIdentifier(tickets[index]) }

    @Test func `each place has a line of its own, served in order`() {
        var queue = AdmissionQueue<String, Int>(limit: 2)
        #expect(queue.enter(0, id: id(0), place: "a") == 0)
        #expect(queue.enter(1, id: id(1), place: "a") == 1)
        #expect(queue.enter(2, id: id(2), place: "a") == nil)
        #expect(queue.enter(3, id: id(3), place: "a") == nil)
        #expect(queue.enter(4, id: id(4), place: "b") == 4)
        #expect(queue.leave("a") == 2)
        #expect(queue.leave("a") == 3)
        #expect(queue.leave("a") == nil)
        #expect(queue.leave("a") == nil)
        #expect(queue.leave("b") == nil)
        #expect(queue.enter(0, id: id(0), place: "a") == 0)
    }

    @Test func `who withdraws is not served, and leaves no slot behind`() {
        var queue = AdmissionQueue<String, Int>(limit: 1)
        #expect(queue.enter(0, id: id(0), place: "a") == 0)
        #expect(queue.enter(1, id: id(1), place: "a") == nil)
        #expect(queue.enter(2, id: id(2), place: "a") == nil)
        #expect(queue.withdraw(id(1)) == 1)
        #expect(queue.withdraw(id(1)) == nil)
        #expect(queue.withdraw(id(0)) == nil)
        #expect(queue.leave("a") == 2)
        #expect(queue.leave("a") == nil)
        #expect(queue.enter(3, id: id(3), place: "a") == 3)
    }

    @Test func `all that wait can be withdrawn`() {
        var queue = AdmissionQueue<String, Int>(limit: 1)
        for index in 0..<5 { _ = queue.enter(index, id: id(index), place: index < 3 ? "a" : "b") }
        #expect(Set(queue.withdrawAll()) == [1, 2, 4])
        #expect(queue.leave("a") == nil)
    }
}
