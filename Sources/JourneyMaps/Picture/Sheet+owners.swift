// The lower lanes of a stage: what it does to customers, and who sees to it.
extension Sheet {
    func truths(_ column: Column) -> Block {
        var block = stageBlock
        for truth in column.truths {
            let colour = truth.valence == "good" ? Block.good : truth.valence == "bad" ? Block.bad : Block.ink
            block.text("\(truth.mark) \(truth.effect) \(truth.outcome)", bold: true, colour: colour)
            block.text(truth.label, indent: 10)
            block.text(truth.interval, colour: Block.soft, indent: 10)
        }
        if column.truths.isEmpty { block.text("none beyond noise", colour: Block.soft) }
        return block
    }

    func pains(_ column: Column) -> Block {
        var block = stageBlock
        for pain in column.pains { block.text("\(pain.mark) \(pain.label), \(pain.rate)", most: 3) }
        if let quote = column.quotes.first {
            block.space(2)
            block.text("“\(quote.words)”", indent: 8, most: 5)
            block.text(quote.source, colour: Block.soft, indent: 8, most: 2)
        }
        if !column.hasPains { block.text("none known", colour: Block.soft) }
        return block
    }

    func owners(_ column: Column) -> Block {
        var block = stageBlock
        block.text(
            column.ownerName ?? "nobody named", bold: column.ownerName != nil,
            colour: column.ownerName == nil ? Block.soft : Block.ink, most: 2)
        for team in column.teams { block.text("\(team.team) \(team.share)", most: 2) }
        for note in column.ownerNotes { block.text("\(note.verdict): \(note.text)", colour: Block.bad, most: 3) }
        return block
    }

    func measures(_ column: Column) -> Block {
        var block = stageBlock
        for gauge in column.gauges { block.text("\(gauge.name): \(gauge.value)", most: 2) }
        for note in column.timeNotes { block.text("\(note.verdict): \(note.text)", colour: Block.bad, most: 3) }
        return block
    }

    func findings(_ column: Column) -> Block {
        var block = stageBlock
        for flag in column.flags {
            block.text("\(flag.number). \(flag.kind)", bold: true)
            block.text(flag.brief, colour: Block.soft, indent: 10)
        }
        if let more = column.moreFlags { block.text(more, colour: Block.soft) }
        return block
    }
}
