/// Text from outside, so that it can only be looked at: it cannot become markup, turn its neighbours around or hide.
public enum VisibleText {
    /// As content of HTML or XML, or as the value of an attribute in double quotes.
    ///
    /// Goes by scalars: to Swift, a quote with a combining mark behind it is another character than a quote; to a browser
    /// it still ends the attribute.
    public static func markup(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
            case "'": result.append(contentsOf: "&#39;".unicodeScalars)
            default:
                if isActive(scalar) {
                    result.append(contentsOf: code(scalar).unicodeScalars)
                } else {
                    result.append(scalar)
                }
            }
        }
        return String(result)
    }

    /// As ``markup(_:)``; line breaks and tabs become spaces, as in prose.
    static func prose(_ text: String) -> String {
        markup(
            String(
                String.UnicodeScalarView(
                    text.unicodeScalars.map { $0 == "\n" || $0 == "\r" || $0 == "\t" ? " " : $0 })))
    }

    /// `\u{202E}` for what would otherwise act instead of being seen.
    public static func code(_ scalar: Unicode.Scalar) -> String {
        "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    }

    /// Whether a terminal or a browser may do something else with it than show it. The joiner of emoji is let through.
    public static func isActive(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate: return true
        case .format: return scalar.value != 0x200D
        // Not allowed in XML at all.
        default: return scalar.value == 0xFFFE || scalar.value == 0xFFFF
        }
    }
}
