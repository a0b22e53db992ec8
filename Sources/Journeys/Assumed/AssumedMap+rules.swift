import Touchpoints

extension AssumedMap {
    /// Measures by what the map promises: who is responsible, in which time they act, and which path is expected.
    public func apply(to rules: inout MeasureRules) {
        rules.assumed = rules.assumed ?? path
        for stage in rules.stages {
            guard let own = self.stage(named: stage.rawValue) else { continue }
            if let within = own.handoffWithin { rules.pickUpWithin[stage] = Int64(within * 1_000) }
            if let owner = own.owner.flatMap({ Team(rawValue: $0.lowercased()) ?? Team.named($0) }) {
                rules.owners[stage] = owner
            }
        }
    }
}
