/// Text in lines no wider than a column. A drawing cannot ask how wide its letters are, so they are taken to be as wide
/// as those of the usual fonts' widest, DejaVu Sans.
enum TextFlow {
    /// - Parameters:
    ///   - width: pixels.
    ///   - size: of the letters, pixels.
    ///   - most: lines; the last one ends with `…` where there would be more.
    static func lines(_ text: String, width: Double, size: Double, most: Int = 6) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(whereSeparator: { $0 == " " || $0.isNewline || $0 == "\t" }) {
            for part in pieces(String(word), width: width, size: size) {
                let longer = line.isEmpty ? part : line + " " + part
                if line.isEmpty || Self.width(longer, size: size) <= width {
                    line = longer
                } else {
                    lines.append(line)
                    line = part
                }
            }
        }
        if !line.isEmpty { lines.append(line) }
        guard lines.count > most else { return lines }
        var kept = Array(lines.prefix(most))
        var last = kept[most - 1]
        while !last.isEmpty, Self.width(last + "…", size: size) > width { last.removeLast() }
        kept[most - 1] = last + "…"
        return kept
    }

    /// A word that is wider than a column, cut.
    private static func pieces(_ word: String, width: Double, size: Double) -> [String] {
        guard Self.width(word, size: size) > width else { return [word] }
        var pieces: [String] = []
        var piece = ""
        for character in word {
            if !piece.isEmpty, Self.width(piece + String(character), size: size) > width {
                pieces.append(piece)
                piece = ""
            }
            piece.append(character)
        }
        return piece.isEmpty ? pieces : pieces + [piece]
    }

    static func width(_ text: String, size: Double) -> Double {
        text.unicodeScalars.reduce(0) { $0 + breadth($1) } * size
    }

    private static func breadth(_ scalar: Unicode.Scalar) -> Double {
        switch scalar {
        case "i", "j", "l", "t", "f", "r", ".", ",", ";", ":", "!", "|", "'", "(", ")", " ", "\u{A0}", "I", "/": 0.38
        case "m", "w", "M", "W", "@", "%", "—", "→", "…": 0.95
        case "A"..."Z": 0.72
        case "\u{1100}"..."\u{11FF}", "\u{2E80}"..."\u{D7FF}", "\u{F900}"..."\u{FAFF}", "\u{FF00}"..."\u{FFEF}",
            "\u{10000}"...:
            1.05
        default: VisibleText.isActive(scalar) ? 4 : 0.62
        }
    }
}
