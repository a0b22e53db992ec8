import Touchpoints

/// Strings kept as JSON text in a column: a touchpoint's properties, an association's labels.
enum StringsText {
    /// One object, in the order of the mapping.
    static func json(_ properties: [Touchpoint.Property]) -> String {
        var line = JSONLine()
        line.object { for property in properties { $0.pair(property.name, property.value) } }
        return String(decoding: line.bytes, as: UTF8.self)
    }

    /// Reads what `json` wrote.
    static func properties(_ json: String) -> [Touchpoint.Property] {
        let strings = strings(in: json)
        return stride(from: 0, to: strings.count - strings.count % 2, by: 2).map {
            Touchpoint.Property(name: strings[$0], value: strings[$0 + 1])
        }
    }

    /// A JSON array of strings.
    static func array(_ texts: [String]) -> String {
        var line = JSONLine()
        line.array { for text in texts { $0.element(text) } }
        return String(decoding: line.bytes, as: UTF8.self)
    }

    /// Every string of a JSON text as `JSONLine` writes it, unescaped.
    static func strings(in text: String) -> [String] {
        let json = Array(text.utf8)
        var result: [String] = []
        var current: [UInt8]?
        var index = 0
        while index < json.count {
            let byte = json[index]
            index += 1
            guard let open = current else {
                if byte == UInt8(ascii: "\"") { current = [] }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""):
                result.append(String(decoding: open, as: UTF8.self))
                current = nil
            case UInt8(ascii: "\\") where index < json.count:
                let (unescaped, length) = unescape(json[index...])
                current?.append(unescaped)
                index += length
            default: current?.append(byte)
            }
        }
        return result
    }

    private static func unescape(_ rest: ArraySlice<UInt8>) -> (UInt8, length: Int) {
        guard let kind = rest.first else { return (UInt8(ascii: "\\"), 0) }
        switch kind {
        case UInt8(ascii: "n"): return (UInt8(ascii: "\n"), 1)
        case UInt8(ascii: "u") where rest.count >= 5:
            // Only control characters are written this way.
            let digits = String(decoding: rest.dropFirst().prefix(4), as: UTF8.self)
            return (UInt8(truncatingIfNeeded: UInt16(digits, radix: 16) ?? 0), 5)
        default: return (kind, 1)
        }
    }
}
