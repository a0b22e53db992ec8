extension Sheet {
    private static let curveHeight = 108.0

    /// The curve across all columns, and what it says below it.
    mutating func emotion(_ model: MapModel) {
        var blocks: [Block] = model.columns.map { column in
            var block = stageBlock
            block.space(model.curve.lines.isEmpty ? 0 : Self.curveHeight)
            for feeling in column.feelings {
                let facts = [feeling.interval, "n \(feeling.n)"].compactMap { $0 }.joined(separator: ", ")
                var mark = Block(width: 12)
                mark.draw(feeling.shape, colour: feeling.shape.colour)
                block.place(mark, x: 5, y: block.height + 6)
                block.text("\(feeling.originName) \(feeling.value)", bold: true, indent: 14)
                block.text(facts, colour: Block.soft, indent: 14)
            }
            if column.feelings.isEmpty { block.text("nobody asked, nothing heard", colour: Block.soft) }
            for note in column.feelingNotes { block.text("\(note.verdict): \(note.text)", colour: Block.bad, most: 3) }
            return block
        }
        // Drawn last, hence above the columns: hung into the last one, whose place is known.
        if let last = blocks.indices.last, !model.curve.lines.isEmpty {
            blocks[last].place(curve(model.curve), x: x(ofStage: 0) - x(ofStage: last) - 4, y: 0)
        }
        lane("Emotion", stages: blocks)
    }

    private func curve(_ curve: EmotionCurve) -> Block {
        let width = x(ofStage: curve.stages.count - 1) + stageWidth - x(ofStage: 0)
        var block = Block(width: width)
        for (value, label) in [(1.0, "+1 good"), (0, "0"), (-1, "−1 bad")] {
            let y = Figures.plain(Self.y(value), 1)
            block.add(
                "line",
                [
                    ("x1", "0"), ("x2", Figures.plain(width, 1)), ("y1", y), ("y2", y),
                    ("stroke", value == 0 ? Block.edge : Block.line),
                ])
            block.put(label, x: 2, y: Self.y(value) - 2, size: 8.7, colour: Block.soft)
        }
        for (number, line) in curve.lines.enumerated() {
            draw(line, shift: (Double(number) - Double(curve.lines.count - 1) / 2) * 12, in: &block)
        }
        return block
    }

    private func draw(_ line: EmotionCurve.Line, shift: Double, in block: inout Block) {
        let middle = { (stage: Int) in x(ofStage: stage) - x(ofStage: 0) + stageWidth / 2 + shift }
        let spot = { (stage: Int, value: Double) in
            "\(Figures.plain(middle(stage), 1)),\(Figures.plain(Self.y(value), 1))"
        }
        let colour = line.mark.colour
        for (from, to) in line.segments {
            let corners = [
                spot(from.stage, from.upper), spot(to.stage, to.upper), spot(to.stage, to.lower),
                spot(from.stage, from.lower),
            ]
            block.add(
                "polygon", [("points", corners.joined(separator: " ")), ("fill", colour), ("fill-opacity", "0.13")])
        }
        for (from, to) in line.segments {
            var attributes = [
                ("x1", Figures.plain(middle(from.stage), 1)), ("y1", Figures.plain(Self.y(from.mean), 1)),
                ("x2", Figures.plain(middle(to.stage), 1)), ("y2", Figures.plain(Self.y(to.mean), 1)),
                ("stroke", colour),
                ("stroke-width", "2"),
            ]
            if line.isInferred { attributes.append(("stroke-dasharray", "5 4")) }
            block.add("line", attributes)
        }
        for point in line.points {
            let x = Figures.plain(middle(point.stage), 1)
            block.add(
                "line",
                [
                    ("x1", x), ("x2", x), ("y1", Figures.plain(Self.y(point.lower), 1)),
                    ("y2", Figures.plain(Self.y(point.upper), 1)), ("stroke", colour), ("stroke-width", "1.5"),
                ])
            var mark = Block(width: 12)
            mark.draw(line.mark, colour: colour)
            block.place(mark, x: middle(point.stage), y: Self.y(point.mean))
        }
    }

    private static func y(_ value: Double) -> Double { 10 + (1 - value) / 2 * (curveHeight - 20) }
}
