/// What is wrong in a file that a person wrote, and where.
public struct DescriptionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file's name as the person gave it.
    public var file: String
    /// 1-based; nil where the whole file is meant.
    public var line: Int?
    /// From the top of the file, e.g. `streams.contacts.limit`.
    public var path: String
    public var problem: String

    public init(file: String, line: Int?, path: String, problem: String) {
        self.file = file
        self.line = line
        self.path = path
        self.problem = problem
    }

    public var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return path.isEmpty ? "\(place): \(problem)" : "\(place): \(path): \(problem)"
    }
}

/// Spelling between Swift (`maximumBytes`, `baseURL`) and YAML (`maximum_bytes`, `base_url`).
public enum Spelling {
    static func yaml(_ name: String) -> String {
        var result = ""
        var previousIsUpper = true
        for character in name {
            if character.isUppercase {
                if !previousIsUpper { result += "_" }
                result += character.lowercased()
                previousIsUpper = true
            } else {
                result.append(character)
                previousIsUpper = false
            }
        }
        return result
    }

    /// The known name nearest to a mistyped one, if any is near enough to be meant.
    static func nearest(to name: String, among known: [String]) -> String? {
        let best = known.map { ($0, distance(name, $0)) }.min { ($0.1, $0.0) < ($1.1, $1.0) }
        guard let (candidate, distance) = best, distance <= max(2, name.count / 2) else { return nil }
        return candidate
    }

    /// `; did you mean …?` for a mistyped name, or an empty text when nothing is near.
    ///
    /// - Parameter all: where nothing is near, name every known one.
    public static func hint(for name: String, among known: [String], all: Bool = false) -> String {
        if let nearest = nearest(to: name, among: known) { return "; did you mean `\(nearest)`?" }
        return all && !known.isEmpty ? "; known are \(known.sorted().joined(separator: ", "))" : ""
    }

    /// Edits (insert, delete, replace) between two words.
    static func distance(_ a: String, _ b: String) -> Int {
        let b = Array(b)
        var row = Array(0...b.count)
        for (i, x) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, y) in b.enumerated() {
                let next = x == y ? diagonal : min(diagonal, row[j], row[j + 1]) + 1
                diagonal = row[j + 1]
                row[j + 1] = next
            }
        }
        return row[b.count]
    }
}
