public import JourneyStore
public import SyncEngine

/// A system that pretends, on loopback, so that a connector can be read from it whatever happens there.
///
/// It has a clock of its own, and knows at any moment what a perfect store would hold.
public protocol SimulatedSystem: Sendable {
    /// A connection to it, in pages so small that a small company has many.
    var connection: Connection { get async }

    /// Streams that changes can be made in; the first one is that of a connector's most important records.
    var streams: [String] { get }

    /// The virtual instant, Unix milliseconds.
    var now: Int64 { get async }

    /// Lets virtual time pass; nothing else happens.
    func advance(seconds: Int) async

    /// Makes a change; false where the system knows no such thing, or the description gives no way to see it.
    func make(_ change: Change, in stream: String) async throws -> Bool

    /// What the store holds and should not, lacks, or holds otherwise: a few lines, empty when it is perfect.
    ///
    /// - Parameter before: only records that changed before this instant (Unix milliseconds); nil: all.
    func differences(from store: JourneyStore, before: Int64?) async throws -> [String]
}

/// What can happen to records of a system.
public enum Change: Hashable, Sendable {
    case create(Int)
    case edit(Int)
    /// All within one tick of the system's clock.
    case editAtOnce(Int)
    /// A change that moves no modification time.
    case editWithoutTrace
    /// A record that exists now and that the query by time shows only after so many seconds.
    case appearLate(seconds: Int)
    case archive
    case restore
    /// For good, without a trace but its absence.
    case purge
    /// So many at once.
    case purgeMany(Int)
    /// Two records become one.
    case merge
    /// The survivor of a merge is merged away itself.
    case mergeSurvivor
    case associate
    case dissociate
    /// The query by time may answer in any order.
    case sortLoosely
    /// How many seconds the query by time is behind.
    case lag(seconds: Int)
}

extension SimulatedSystem {
    /// Until every change shows.
    func settle() async { await advance(seconds: 1_200) }
}
