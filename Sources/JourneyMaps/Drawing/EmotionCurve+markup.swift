extension EmotionCurve {
    /// In pixels; the width is the map's.
    private static let height = 108.0
    private static let margin = 10.0
    /// A stage is so many times as wide as a gutter: the columns of the page's grid.
    static let stageWidth = 2.6

    /// A drawing as wide as its columns: places across are percentages, places down are pixels.
    var markup: String {
        var markup = Markup()
        markup.add(
            "svg",
            [
                ("class", "curve"), ("role", "img"), ("aria-labelledby", "curve-t curve-d"), ("width", "100%"),
                ("height", Figures.decimal(Self.height, 0)),
            ]
        ) { svg in
            svg.add("title", [("id", "curve-t")], title)
            svg.add("desc", [("id", "curve-d")], summary)
            for (value, label) in [(1.0, "+1 good"), (0, "0"), (-1, "−1 bad")] {
                let y = Self.y(value)
                svg.add(
                    "line",
                    [("class", value == 0 ? "zero" : "rule"), ("x1", "0"), ("x2", "100%"), ("y1", y), ("y2", y)])
                svg.add("text", [("class", "tick"), ("x", "2"), ("y", y), ("dy", "-2")], label)
            }
            for line in lines { band(line, in: &svg) }
            for (number, line) in lines.enumerated() { draw(line, shift: shift(number), in: &svg) }
        }
        return markup.text
    }

    /// Marks of the same stage stand side by side.
    private func shift(_ number: Int) -> String {
        Figures.plain((Double(number) - Double(lines.count - 1) / 2) * 12, 1)
    }

    /// Between neighbouring stages, from the lower bounds to the upper ones.
    private func band(_ line: Line, in svg: inout Markup) {
        guard !line.segments.isEmpty else { return }
        svg.add(
            "svg",
            [
                ("class", "band o-\(line.mark.rawValue)"), ("viewBox", "0 0 1000 \(Figures.decimal(Self.height, 0))"),
                ("preserveAspectRatio", "none"), ("width", "100%"), ("height", Figures.decimal(Self.height, 0)),
            ]
        ) { svg in
            for (from, to) in line.segments {
                let (left, right) = (plain(x(from.stage) * 10), plain(x(to.stage) * 10))
                let corners = [
                    "\(left),\(Self.y(from.upper))", "\(right),\(Self.y(to.upper))", "\(right),\(Self.y(to.lower))",
                    "\(left),\(Self.y(from.lower))",
                ]
                svg.add("polygon", [("points", corners.joined(separator: " "))])
            }
        }
    }

    private func draw(_ line: Line, shift: String, in svg: inout Markup) {
        svg.add(
            "g",
            [
                ("class", "o-\(line.mark.rawValue)\(line.isInferred ? " inferred" : "")"),
                ("transform", "translate(\(shift) 0)"),
            ]
        ) { group in
            for (from, to) in line.segments {
                group.add(
                    "line",
                    [
                        ("class", "path"), ("x1", percent(from.stage)), ("y1", Self.y(from.mean)),
                        ("x2", percent(to.stage)), ("y2", Self.y(to.mean)),
                    ])
            }
            for point in line.points {
                let x = percent(point.stage)
                group.add(
                    "line",
                    [
                        ("class", "whisker"), ("x1", x), ("x2", x), ("y1", Self.y(point.lower)),
                        ("y2", Self.y(point.upper)),
                    ])
                group.add("svg", [("x", x), ("y", Self.y(point.mean)), ("overflow", "visible")]) { mark in
                    line.mark.draw(into: &mark)
                }
            }
        }
    }

    /// The middle of a stage, in percent of the width.
    private func x(_ stage: Int) -> Double {
        let whole = Double(stages.count) * (Self.stageWidth + 1) - 1
        return (Double(stage) * (Self.stageWidth + 1) + Self.stageWidth / 2) / whole * 100
    }

    private func percent(_ stage: Int) -> String { plain(x(stage)) + "%" }

    private func plain(_ value: Double) -> String { Figures.plain(value, 2) }

    private static func y(_ value: Double) -> String {
        Figures.plain(margin + (1 - value) / 2 * (height - 2 * margin), 1)
    }
}
