/// Something drawn in a column, from its top left corner downwards.
struct Block {
    static let ink = "#1a1d21"
    static let soft = "#4a515a"
    static let panel = "#f4f6f8"
    static let edge = "#717a85"
    static let line = "#cdd3da"
    static let good = "#005c94"
    static let bad = "#a33d00"
    static let orange = "#d55e00"
    static let blue = "#0072b2"

    let width: Double
    private(set) var height = 0.0
    private(set) var markup = Markup()

    init(width: Double) { self.width = width }

    /// One paragraph.
    mutating func text(
        _ text: String, size: Double = 9, bold: Bool = false, colour: String = ink, indent: Double = 0, most: Int = 6,
        centred: Bool = false
    ) {
        for line in TextFlow.lines(text, width: width - indent, size: bold ? size * 1.06 : size, most: most) {
            put(
                line, x: centred ? width / 2 : indent, y: height + size, size: size, bold: bold, colour: colour,
                anchor: centred ? "middle" : "start")
            height += (size * 1.25).rounded()
        }
    }

    /// A line that is at its place already; takes no room.
    mutating func put(
        _ text: String, x: Double, y: Double, size: Double = 9, bold: Bool = false, colour: String = ink,
        anchor: String = "start"
    ) {
        var attributes = [
            ("x", Figures.plain(x, 1)), ("y", Figures.plain(y, 1)), ("font-size", Figures.plain(size, 1)),
            ("fill", colour),
        ]
        if bold { attributes.append(("font-weight", "700")) }
        if anchor != "start" { attributes.append(("text-anchor", anchor)) }
        markup.add("text", attributes, text)
    }

    mutating func add(_ name: String, _ attributes: [(String, String)]) { markup.add(name, attributes) }

    mutating func box(
        x: Double, y: Double, width: Double, height: Double, fill: String, stroke: String? = nil, dashed: Bool = false,
        wide: Double = 1
    ) {
        var attributes = [
            ("x", Figures.plain(x, 1)), ("y", Figures.plain(y, 1)), ("width", Figures.plain(max(0, width), 1)),
            ("height", Figures.plain(max(0, height), 1)), ("fill", fill),
        ]
        if let stroke {
            attributes += [("stroke", stroke), ("stroke-width", Figures.plain(wide, 1)), ("rx", "2")]
            if dashed { attributes.append(("stroke-dasharray", "3 2")) }
        }
        markup.add("rect", attributes)
    }

    mutating func draw(_ mark: OriginMark, colour: String) {
        mark.draw(into: &markup, colour: colour, paper: "#ffffff")
    }

    mutating func space(_ pixels: Double) { height += pixels }

    /// Another block below, moved in.
    mutating func append(_ block: Block, indent: Double = 0, top: Double = 0) {
        place(block, x: indent, y: height + top)
        height += top + block.height
    }

    /// Another block somewhere; takes no room.
    mutating func place(_ block: Block, x: Double, y: Double) {
        markup.add("g", [("transform", "translate(\(Figures.plain(x, 1)) \(Figures.plain(y, 1)))")]) {
            $0.append(block.markup)
        }
    }
}
