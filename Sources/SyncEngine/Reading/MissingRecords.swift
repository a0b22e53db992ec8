import Synchronization

/// What one run has found missing from one stream's listings, and what it made of it.
final class MissingRecords: Sendable {
    private let state = Mutex((gone: 0, held: 0, problem: Int?.none))

    var counts: (gone: Int, held: Int) { state.withLock { ($0.gone, $0.held) } }

    func believe(_ count: Int) { state.withLock { $0.gone += count } }

    /// Says so in the stream's report, in one sentence however often it happens.
    func holdBack(_ count: Int, of live: Int, in counter: StreamRun.Counter) {
        state.withLock { state in
            state.held += count
            let held = state.held
            var place = state.problem
            counter.update {
                let words =
                    "\(held) of \(live) records are no longer known to the source; they are kept until you run again "
                    + "with --allow-mass-delete"
                if let place {
                    $0.problems[place] = words
                } else {
                    place = $0.problems.count
                    $0.problems.append(words)
                }
                $0.exitCode = 75
                $0.outcome = .incomplete
            }
            state.problem = place
        }
    }
}
