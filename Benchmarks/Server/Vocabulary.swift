import Sandbox

/// 2,000 made-up words: sentences of them compress as real ones do.
struct Vocabulary: Sendable {
    let words: [String]

    init() {
        var random = Randomness(7)
        let syllables = [
            "ba", "de", "fo", "gi", "ka", "le", "mo", "nu", "pra", "re", "sti", "to", "ver", "wi", "zen", "al",
        ]
        words = (0..<2_000).map { _ in
            (0...random.below(3)).map { _ in syllables[random.below(syllables.count)] }.joined()
        }
    }

    func word(_ random: inout Randomness) -> String { words[random.below(words.count)] }

    /// Of so many bytes at least.
    func sentence(_ length: Int, _ random: inout Randomness) -> String {
        var text = ""
        while text.utf8.count < length { text += word(&random) + " " }
        return text
    }
}
