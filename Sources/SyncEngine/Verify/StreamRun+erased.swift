import JourneyStore
import Touchpoints

extension StreamRun {
    /// Ids of records that the store lacks, but for those that were erased on purpose: that the source still has them is no
    /// difference.
    func withoutErased(_ ids: [String]) async throws -> [String] {
        let collection = collection
        return try await store.read { try $0.withoutErased(ids, of: collection) }
    }
}
