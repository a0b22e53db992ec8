import Synchronization

/// The identity of a transfer, and whether anybody still wants it.
final class CurlTicket: Sendable {
    private let cancelled = Atomic(false)

    var id: ObjectIdentifier { ObjectIdentifier(self) }
    var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

    func cancel() { cancelled.store(true, ordering: .releasing) }
}
