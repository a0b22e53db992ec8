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

    private func head(_ column: Column) -> Block {
        var block = stageBlock
        block.text(column.name, size: 12, bold: true, most: 2)
        guard column.hasData else {
            block.text("no data", colour: Block.soft)
            return block
        }
        block.text("\(column.entered) entered", bold: true)
        block.text("\(column.nowIn) now in it")
        if let basis = column.basis { block.text(basis, colour: Block.soft) }
        block.text("\(column.grade): \(column.gradeWords)", colour: Block.soft)
        return block
    }

    private func passage(_ gutter: Gutter) -> Block {
        var block = Block(width: gutterWidth)
        block.text(gutter.rate, size: 13, bold: true, centred: true)
        block.text("→", size: 12, centred: true)
        if let bar = gutter.bar {
            block.box(x: 4, y: block.height + 2, width: gutterWidth - 8, height: 3, fill: Block.line)
            block.box(
                x: 4, y: block.height + 2, width: (gutterWidth - 8) * Double(bar) / 100, height: 3, fill: Block.edge)
            block.space(8)
        }
        if let interval = gutter.interval { block.text(interval, size: 8.7, colour: Block.soft, centred: true) }
        block.text(gutter.base, size: 8.7, colour: Block.soft, centred: true)
        if let days = gutter.days { block.text("in \(days)", bold: true, centred: true) }
        block.text("lost \(gutter.lost)", size: 8.7, colour: Block.soft, centred: true)
        return block
    }

    private func goal(_ column: Column) -> Block {
        var block = stageBlock
        block.text(column.goal ?? "not stated", colour: column.goal == nil ? Block.soft : Block.ink, most: 4)
        return block
    }

    private func steps(_ column: Column) -> Block {
        var block = stageBlock
        for chip in column.chips {
            let indent = 15.0
            var inner = Block(width: block.width - indent - 34)
            inner.text(chip.label, most: 3)
            let high = inner.height + 7
            let isSkipped = chip.state == "skipped"
            block.box(
                x: 0, y: block.height, width: block.width, height: high, fill: isSkipped ? "#e9ecef" : "#ffffff",
                stroke: Block.edge, dashed: isSkipped)
            if chip.state == "unexpected" {
                block.box(x: 0, y: block.height, width: 3, height: high, fill: Block.orange)
            }
            let top = block.height
            block.put(chip.mark, x: 5, y: top + 10, bold: true, colour: isSkipped ? Block.bad : Block.good)
            block.put(chip.share, x: block.width - 3, y: top + 10, anchor: "end")
            block.place(inner, x: indent, y: top + 1)
            if let bar = chip.bar {
                block.box(
                    x: indent, y: top + high - 4, width: (block.width - indent - 4) * Double(bar) / 100, height: 2,
                    fill: Block.edge)
            }
            block.space(high + 3)
        }
        if column.chips.isEmpty { block.text("none seen", colour: Block.soft) }
        if let more = column.moreSteps { block.text(more, colour: Block.soft) }
        return block
    }

    private func channels(_ column: Column) -> Block {
        var block = stageBlock
        for dot in column.dots {
            let middle = block.height + 9
            if let radius = dot.radius {
                block.add(
                    "circle", [("cx", "10"), ("cy", Figures.plain(middle, 1)), ("r", radius), ("fill", Block.blue)])
            } else if dot.isSmall {
                block.add(
                    "circle",
                    [
                        ("cx", "10"), ("cy", Figures.plain(middle, 1)), ("r", "2.5"), ("fill", "none"),
                        ("stroke", Block.edge),
                    ])
            }
            let name = TextFlow.lines(dot.channel, width: block.width - 74, size: 9, most: 1).first ?? ""
            block.put(name, x: 24, y: middle + 3, colour: Block.soft)
            block.put(dot.text, x: block.width - 2, y: middle + 3, anchor: "end")
            block.space(18)
        }
        for note in column.channelNotes { block.text("\(note.verdict): \(note.text)", colour: Block.bad) }
        return block
    }

    private func truths(_ column: Column) -> Block {
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

    private func pains(_ column: Column) -> Block {
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

    private func owners(_ column: Column) -> Block {
        var block = stageBlock
        block.text(
            column.ownerName ?? "nobody named", bold: column.ownerName != nil,
            colour: column.ownerName == nil ? Block.soft : Block.ink, most: 2)
        for team in column.teams { block.text("\(team.team) \(team.share)", most: 2) }
        for note in column.ownerNotes { block.text("\(note.verdict): \(note.text)", colour: Block.bad, most: 3) }
        return block
    }

    private func measures(_ column: Column) -> Block {
        var block = stageBlock
        for gauge in column.gauges { block.text("\(gauge.name): \(gauge.value)", most: 2) }
        for note in column.timeNotes { block.text("\(note.verdict): \(note.text)", colour: Block.bad, most: 3) }
        return block
    }

    private func findings(_ column: Column) -> Block {
        var block = stageBlock
        for flag in column.flags {
            let facts = [flag.people, flag.state].compactMap { $0 }.joined(separator: ", ")
            block.text("\(flag.number). \(flag.kind)", bold: true)
            block.text(facts, colour: Block.soft, indent: 10)
        }
        if let more = column.moreFlags { block.text(more, colour: Block.soft) }
        return block
    }

    private func handoff(_ gutter: Gutter) -> Block {
        let width = stageWidth + gutterWidth - 8
        var block = Block(width: width)
        if let handoff = gutter.handoff {
            var inner = Block(width: width - 10)
            inner.text("\(handoff.from) → \(handoff.to)", bold: true, most: 2)
            inner.text("median \(handoff.median)\(handoff.p90.map { ", p90 \($0)" } ?? "")")
            let interval = handoff.lateInterval.map { " (\($0))" } ?? ""
            inner.text(
                "late \(handoff.late)\(interval) after \(handoff.allowed)",
                colour: handoff.isLate ? Block.bad : Block.ink)
            inner.text("never picked up \(handoff.never)")
            if let value = handoff.value { inner.text("not picked up yet \(value)", bold: true, most: 2) }
            block.box(
                x: 0, y: 0, width: width, height: inner.height + 6, fill: "#ffffff",
                stroke: handoff.isLate ? Block.orange : Block.edge, wide: handoff.isLate ? 2 : 1)
            block.append(inner, indent: 5, top: 2)
            block.space(5)
        }
        for note in gutter.nextNotes { block.text("\(note.verdict): \(note.text)", colour: Block.bad, most: 3) }
        return block
    }
}
