import ConnectorKit
public import JourneyStore
public import SyncEngine

/// A system that pretends, on loopback, so that a connector can be read from it whatever happens there.
///
/// It has a clock of its own, and knows at any moment what a perfect store would hold.
public protocol SimulatedSystem: Sendable {
    /// A connection to it, in pages so small that a small company has many.
    var connection: Connection { get async }

    /// The same with OAuth tokens that live for a short time and refresh tokens that work once; nil where there are none.
    var rotatingConnection: Connection? { get async }

    /// The same in pages of real size; nil where the system is not made for tens of thousands of records.
    var largeConnection: Connection? { get async }

    /// Streams that changes can be made in; the first one is that of a connector's most important records.
    var streams: [String] { get async }

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
    /// A record that was merged away has a life of its own again.
    case unmerge
    case associate
    case dissociate
    /// Two records of people come to state what only one human has, and later no more.
    case becomeOne
    case becomeTwo
    /// Two organisations give domains of their own; then that of a provider of mailboxes for everybody.
    case giveOwnDomains
    case giveFreeMail
    /// The vendor changes what its records look like; a few that are written then show it.
    case drift(Drift)
    /// Records with every value that programs are known to stumble on.
    case oddValues
    /// The query by time may answer in any order.
    case sortLoosely
    /// How many seconds the query by time is behind.
    case lag(seconds: Int)
}

extension SimulatedSystem {
    public var rotatingConnection: Connection? { nil }
    public var largeConnection: Connection? { nil }

    /// Until every change shows: past what queries look back on, and past the rhythm of every listing.
    func settle() async {
        let streams = await connection.connector.streams
        await advance(seconds: 1_200 + (streams.map(\.rhythm).max() ?? 0))
    }
}

extension RecordStream {
    /// Seconds between two listings.
    fileprivate var rhythm: Int {
        switch reading {
        case .window: 0
        case .snapshot(_, let every): every ?? 0
        case .children(let children): children.every ?? 0
        }
    }
}
