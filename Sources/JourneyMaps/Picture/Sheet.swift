/// The sheet of a picture: lanes below each other, stages beside each other.
struct Sheet {
    /// A3 across at 96 pixels an inch, and its margin of 10 mm.
    static let width = 1_588.0
    static let leastHeight = 1_123.0
    static let margin = 38.0
    static let label = 74.0

    let stageWidth: Double
    let gutterWidth: Double
    private let hasData: [Bool]
    private var y = Sheet.margin
    private var markup = Markup()

    /// - Parameter columns: whether each stage has data.
    init(columns: [Bool]) {
        hasData = columns
        let room = Self.width - 2 * Self.margin - Self.label
        gutterWidth = room / (Double(max(1, columns.count)) * (EmotionCurve.stageWidth + 1) - 1)
        stageWidth = gutterWidth * EmotionCurve.stageWidth
    }

    func x(ofStage number: Int) -> Double {
        Self.margin + Self.label + Double(number) * (stageWidth + gutterWidth)
    }

    func x(ofGutter number: Int) -> Double { x(ofStage: number) + stageWidth }

    /// A block as wide as a stage's text.
    var stageBlock: Block { Block(width: stageWidth - 8) }

    mutating func header(_ model: MapModel) {
        var block = Block(width: Self.width - 2 * Self.margin)
        block.text(model.title, size: 16, bold: true)
        let lens = model.lens.map { "\($0.name): \($0.value)" }.joined(separator: "   ·   ")
        block.text(lens, size: 10, colour: Block.soft)
        block.space(4)
        let wide = block.width / Double(max(1, model.tiles.count))
        for (number, tile) in model.tiles.enumerated() {
            let left = Double(number) * wide
            block.box(x: left, y: block.height, width: wide - 8, height: 34, fill: Block.panel)
            block.box(x: left, y: block.height, width: 3, height: 34, fill: Block.blue)
            block.put(tile.label, x: left + 8, y: block.height + 11, size: 9, colour: Block.soft)
            block.put(tile.value, x: left + 8, y: block.height + 28, size: 15, bold: true)
            let shift = TextFlow.width(tile.value, size: 15) * 1.06 + 14
            let note = TextFlow.lines(tile.note, width: wide - shift - 12, size: 9, most: 2)
            for (row, line) in note.enumerated() {
                let top = block.height + (note.count > 1 ? 18 : 28) + Double(row) * 11
                block.put(line, x: left + shift, y: top, size: 9)
            }
        }
        block.space(40)
        for flag in model.worst {
            block.text(
                "\(flag.number). \(flag.headline) – \([flag.size, flag.state].filter { !$0.isEmpty }.joined(separator: ", "))",
                size: 10.5, most: 1)
        }
        block.text(
            (model.hasAssumed ? "✓ assumed and seen   ✕ assumed, hardly seen   + seen, not assumed   ·   " : "")
                + "evidence A well founded, B one-sided, C thin   ·   ▲▼ more, fewer: blue for the better, orange for the worse   ·   solid lines: "
                + "said by customers, dashed: inferred   ·   intervals are of 95 %", size: 9, colour: Block.soft)
        place(block)
        y += 6
    }

    mutating func note(_ text: String) {
        var block = Block(width: Self.width - 2 * Self.margin)
        block.space(6)
        block.text(text, size: 9, colour: Block.soft)
        place(block)
    }

    private mutating func place(_ block: Block) {
        var outer = Block(width: Self.width)
        outer.place(block, x: Self.margin, y: y)
        markup.append(outer.markup)
        y += block.height
    }

    /// One lane: what stands in the stages, and what stands between them.
    mutating func lane(_ name: String, stages: [Block], gutters: [(block: Block, shift: Double)] = []) {
        let high = max(12, (stages + gutters.map(\.block)).map(\.height).max() ?? 0) + 8
        var outer = Block(width: Self.width)
        for number in hasData.indices {
            outer.box(
                x: x(ofStage: number), y: y, width: stageWidth, height: high,
                fill: hasData[number] ? Block.panel : "#ffffff", stroke: hasData[number] ? nil : Block.line,
                dashed: true)
        }
        var label = Block(width: Self.label - 6)
        label.text(name, size: 9, bold: true)
        outer.place(label, x: Self.margin, y: y + 3)
        for (number, block) in stages.enumerated() { outer.place(block, x: x(ofStage: number) + 4, y: y + 4) }
        for (number, gutter) in gutters.enumerated() where gutter.block.height > 0 {
            outer.place(gutter.block, x: x(ofGutter: number) + gutter.shift, y: y + 4)
        }
        outer.add(
            "line",
            [
                ("x1", Figures.plain(Self.margin, 1)), ("x2", Figures.plain(Self.width - Self.margin, 1)),
                ("y1", Figures.plain(y, 1)), ("y2", Figures.plain(y, 1)), ("stroke", Block.line),
            ])
        markup.append(outer.markup)
        y += high
    }

    func file(title: String, summary: String) -> String {
        let high = max(Self.leastHeight, y + Self.margin)
        var file = Markup()
        file.add(
            "svg",
            [
                ("xmlns", "http://www.w3.org/2000/svg"), ("width", "420mm"),
                ("height", "\(Figures.plain(high / Self.width * 420, 1))mm"),
                ("viewBox", "0 0 \(Figures.plain(Self.width, 0)) \(Figures.plain(high, 0))"), ("role", "img"),
                ("aria-labelledby", "map-title map-summary"),
                ("font-family", "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"),
            ]
        ) { svg in
            svg.add("title", [("id", "map-title")], title)
            svg.add("desc", [("id", "map-summary")], summary)
            svg.add("rect", [("width", "100%"), ("height", "100%"), ("fill", "#ffffff")])
            svg.append(markup)
        }
        return file.text
    }
}
