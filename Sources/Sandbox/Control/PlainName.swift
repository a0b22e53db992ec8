/// A name as it is compared: small letters, sorted words. The sandbox judges by itself, with no code of those it judges.
struct PlainName: Sendable {
    private let words: [[Character]]

    init(_ parts: [String]) {
        words = parts.flatMap { $0.lowercased().split(separator: " ") }
            .map { word in word.filter { $0.isLetter } }.filter { !$0.isEmpty }.sorted().map(Array.init)
    }

    /// Whether both can be one name with a slip of the pen: equal words, but for one letter more, less, other or swapped
    /// with its neighbour in one word of five letters or more. One word alone is no name.
    func agrees(with other: PlainName) -> Bool {
        guard words.count == other.words.count, words.count > 1 else { return false }
        var (mine, theirs) = (words, other.words)
        for word in words {
            guard let place = theirs.firstIndex(of: word), let own = mine.firstIndex(of: word) else { continue }
            theirs.remove(at: place)
            mine.remove(at: own)
        }
        guard let left = mine.first, let right = theirs.first else { return true }
        return mine.count == 1 && min(left.count, right.count) >= 5 && Self.slips(left, right) <= 1
    }

    /// The optimal string alignment distance (Damerau 1964).
    private static func slips(_ a: [Character], _ b: [Character]) -> Int {
        var rows = Array(repeating: Array(repeating: 0, count: b.count + 1), count: a.count + 1)
        for i in 0...a.count { rows[i][0] = i }
        for j in 0...b.count { rows[0][j] = j }
        for i in 1...a.count {
            for j in 1...b.count {
                let change = rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
                rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, change)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
                }
            }
        }
        return rows[a.count][b.count]
    }
}
