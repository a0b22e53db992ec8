// The upper lanes of a stage: what it is, and what customers do in it.
extension Sheet {
    func head(_ column: Column) -> Block {
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

    func goal(_ column: Column) -> Block {
        var block = stageBlock
        block.text(column.goal ?? "not stated", colour: column.goal == nil ? Block.soft : Block.ink, most: 4)
        return block
    }

    func steps(_ column: Column) -> Block {
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

    func channels(_ column: Column) -> Block {
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
}
