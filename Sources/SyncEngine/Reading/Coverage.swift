import ConnectorKit
import JourneyStore

/// What the ledger says about a stream read by windows.
struct Coverage: Equatable {
    /// Everything before this is in the store, Unix milliseconds; nil: nothing has been read completely yet.
    var through: Int64?
    /// Entries that `through` rests on.
    var entries: [Int64] = []
    /// The listing under way, or the windows begun and not finished.
    var open: [LedgerEntry] = []

    /// - Parameter base: where a stream without a listing begins.
    init(_ ledger: [LedgerEntry], projection: Projection, base: Int64?) {
        open = ledger.filter { $0.state == .open }
        let closed = ledger.filter { $0.state == .closed && projection.isCovered(by: $0.projection) }
        if let listing = closed.filter({ $0.scope.kind == .listing }).max(by: { $0.asOf < $1.asOf }) {
            through = listing.asOf
            entries.append(listing.id)
        } else {
            through = base
        }
        let windows = closed.filter { $0.scope.kind == .window }
            .sorted { ($0.scope.fromMs ?? .min) < ($1.scope.fromMs ?? .min) }
        var hasWindow = !entries.isEmpty
        for window in windows {
            guard let to = window.scope.toMs, let reached = through, (window.scope.fromMs ?? .min) <= reached else {
                continue
            }
            through = max(reached, to)
            entries.append(window.id)
            hasWindow = true
        }
        if !hasWindow { through = nil }
    }
}
