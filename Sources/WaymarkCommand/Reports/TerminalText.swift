import JourneyMaps

/// Makes text from outside harmless to look at: a title may hold escape sequences that rewrite the screen.
enum TerminalText {
    /// One line: line breaks and every other control or format character are shown as `\u{…}`.
    static func line(_ text: String) -> String { escaped(text, keepsLines: false) }

    /// As `line`, but line feeds stay.
    static func lines(_ text: String) -> String { escaped(text, keepsLines: true) }

    /// The same JSON, with everything that a terminal might act on written as `\uXXXX`. The text must be JSON in which
    /// such characters stand only inside strings; line feeds between values stay.
    static func json(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { VisibleText.isActive($0) && $0 != "\n" }) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            guard VisibleText.isActive(scalar), scalar != "\n" else {
                result.append(scalar)
                continue
            }
            for unit in String(scalar).utf16 {
                let digits = String(unit, radix: 16)
                result.append(
                    contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).unicodeScalars)
            }
        }
        return String(result)
    }

    private static func escaped(_ text: String, keepsLines: Bool) -> String {
        guard text.unicodeScalars.contains(where: VisibleText.isActive) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if VisibleText.isActive(scalar), !(keepsLines && scalar == "\n") {
                result.append(contentsOf: VisibleText.code(scalar).unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }
}
