import ConnectorKit

/// `; did you mean …?` for a mistyped name, or an empty text when nothing is near.
///
/// - Parameter all: where nothing is near, name every known one.
func didYouMean(_ name: String, _ known: [String], all: Bool = false) -> String {
    if let nearest = Spelling.nearest(to: name, among: known) { return "; did you mean `\(nearest)`?" }
    return all && !known.isEmpty ? "; known are \(known.sorted().joined(separator: ", "))" : ""
}
