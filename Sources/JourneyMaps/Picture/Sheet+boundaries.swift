// What stands between two stages.
extension Sheet {
    func passage(_ gutter: Gutter) -> Block {
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

    func handoff(_ gutter: Gutter) -> Block {
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
