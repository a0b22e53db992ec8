extension Sheet {
    mutating func lanes(_ model: MapModel) {
        let columns = model.columns
        lane("Stage", stages: columns.map(head), gutters: model.gutters.map { (passage($0), 0) })
        lane("Goal", stages: columns.map { goal($0) })
        lane(model.hasAssumed ? "Steps, assumed and seen" : "Steps", stages: columns.map(steps))
        lane("Touchpoints by channel", stages: columns.map(channels))
        emotion(model)
        lane("Moments of truth", stages: columns.map(truths))
        lane("Pains and voices", stages: columns.map(pains))
        let cards = model.gutters.map { (handoff($0), -stageWidth / 2 + 4) }
        if cards.contains(where: { $0.0.height > 0 }) {
            lane("Handoffs", stages: [], gutters: cards)
        }
        lane("Owners", stages: columns.map(owners))
        lane("Measures", stages: columns.map(measures))
        lane("Findings", stages: columns.map(findings))
    }
}
