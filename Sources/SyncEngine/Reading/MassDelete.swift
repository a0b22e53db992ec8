import ConnectorKit
import JourneyStore

/// A deletion inferred from absence is held back when it takes more than a tenth and more than 20 records of a stream,
/// with what else was missing in the same run: many listings that each lack a little are as suspicious as one that
/// lacks much. Only where listings are memberships, which end as a matter of course, is each judged alone.
struct MassDelete {
    let run: StreamRun

    /// Whether this many records, which are live in the store, may go now.
    func allows(_ count: Int) async throws -> Bool {
        guard count > 0 else { return true }
        var isMembership = false
        if case .children(let children) = run.stream.reading { isMembership = children.comesAndGoes }
        let before = isMembership ? 0 : run.missing.counts.gone
        if before + count > 20, !run.options.allowsMassDelete, !Sabotage.believeMassDeletion.isOn {
            let collection = run.collection
            let live = try await run.store.read { reader in
                try reader.collections().first { $0.collection == collection }?.live ?? 0
            }
            guard (before + count) * 10 <= live + before else {
                run.missing.holdBack(count, of: live, in: run.counter)
                return false
            }
        }
        run.missing.believe(count)
        return true
    }
}
