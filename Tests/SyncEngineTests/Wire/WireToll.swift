import Sandbox

/// What one family of faults cost, over all runs: a line of the table.
struct WireToll: CustomStringConvertible {
    let kind: WireFault.Kind
    /// Answers that went wrong.
    var injected = 0
    /// Calls beyond those of undisturbed runs, libcurl's own second sendings included.
    var extraCalls = 0
    /// Syncs that had to be started again.
    var extraRuns = 0
    /// Lines by which a store differed from an undisturbed one's; a few per store.
    var differences: [String] = []

    /// `| resetInBody | 61 injected | 0 differences | 64 extra calls | 0 extra runs |`
    var description: String {
        "| \(kind.rawValue) | \(injected) injected | \(differences.count) differences | \(extraCalls) extra calls | "
            + "\(extraRuns) extra runs |"
    }
}
