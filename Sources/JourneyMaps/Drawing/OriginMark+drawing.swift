extension OriginMark {
    /// Around 0,0, some ten pixels wide. Filled with `currentColor` where no colour is given; the ring is hollow.
    func draw(into markup: inout Markup, colour: String = "currentColor", paper: String = "var(--paper)") {
        let filled = [("fill", colour), ("stroke", paper), ("stroke-width", "1")]
        switch self {
        case .circle: markup.add("circle", [("r", "5")] + filled)
        case .square: markup.add("rect", [("x", "-4.5"), ("y", "-4.5"), ("width", "9"), ("height", "9")] + filled)
        case .triangle: markup.add("path", [("d", "M0 -6 L5.5 4.5 L-5.5 4.5 Z")] + filled)
        case .diamond: markup.add("path", [("d", "M0 -6 L6 0 L0 6 L-6 0 Z")] + filled)
        case .ring:
            markup.add("circle", [("r", "4.5"), ("fill", paper), ("stroke", colour), ("stroke-width", "2")])
        }
    }
}
