/// What sweeps may spend: a share of the run's calls and of the day's, so that they never starve the reading.
///
/// A sweep that is cut goes on where it was at the next run; see `Pacer` for the day's share and `Caller` for the run's.
enum SweepBudget {
    /// Calls made within are a sweep's.
    @TaskLocal static var isSweeping = false

    /// No failure of the source, nor of the stream's reading, which is over by then.
    struct Spent: Error, Sendable {
        let words: String
    }
}
