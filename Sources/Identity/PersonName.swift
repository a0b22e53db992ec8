import Foundation

/// A person's name as far as it can be compared: words without case, accents, titles and order.
public struct PersonName: Hashable, Sendable {
    /// Sorted; `Dr. Léa  MÜLLER` is `lea`, `muller`.
    public var words: [String]

    /// nil when the text holds no two words: a single one is half a name, and agrees with nobody's.
    public init?(_ text: String) {
        let words = Self.words(of: text)
        guard words.count >= 2 else { return nil }
        self.words = words
    }

    /// How names are found again: the words, joined by spaces.
    public static func folded(_ text: String) -> String { words(of: text).joined(separator: " ") }

    private static func words(of text: String) -> [String] {
        let plain = text.prefix(200).folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
        return plain.split { !$0.isLetter && $0 != "'" && $0 != "’" }.map { $0.filter(\.isLetter) }
            .filter { !$0.isEmpty && !titles.contains($0) }.sorted()
    }

    private static let titles: Set<String> = ["dr", "prof", "mr", "mrs", "ms", "mx", "herr", "frau", "sir", "jr", "sr"]

    /// Whether both may be written for one human: the same words, but for one slip of the pen in one long word.
    public func agrees(with other: PersonName) -> Bool {
        guard words.count == other.words.count else { return false }
        var mine = words
        var theirs = other.words
        for word in words {
            guard let position = theirs.firstIndex(of: word), let own = mine.firstIndex(of: word) else { continue }
            theirs.remove(at: position)
            mine.remove(at: own)
        }
        guard let left = mine.first, let right = theirs.first else { return true }
        // Short names are other names at once: Jan and Jana, Tim and Tom.
        return mine.count == 1 && min(left.count, right.count) >= 5 && Self.areOneSlipApart(left, right)
    }

    /// One letter more, less or other, or two neighbours swapped.
    private static func areOneSlipApart(_ a: String, _ b: String) -> Bool {
        let (a, b) = (Array(a), Array(b))
        guard abs(a.count - b.count) <= 1 else { return false }
        var start = 0
        while start < min(a.count, b.count), a[start] == b[start] { start += 1 }
        var end = 0
        while end < min(a.count, b.count) - start, a[a.count - 1 - end] == b[b.count - 1 - end] { end += 1 }
        let (left, right) = (a.count - start - end, b.count - start - end)
        if left <= 1, right <= 1 { return true }
        return left == 2 && right == 2 && a[start] == b[start + 1] && a[start + 1] == b[start]
    }
}
