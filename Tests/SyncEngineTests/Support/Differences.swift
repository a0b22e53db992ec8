/// The first few lines that only one of two canonical exports has; empty when they are equal, byte for byte.
func differences(_ found: [String], from expected: [String]) -> [String] {
    guard found != expected else { return [] }
    let (a, b) = (Set(found), Set(expected))
    let lines =
        found.filter { !b.contains($0) }.prefix(3).map { "too much: " + $0.prefix(300) }
        + expected.filter { !a.contains($0) }.prefix(3).map { "missing: " + $0.prefix(300) }
    return lines.isEmpty ? ["another order"] : Array(lines)
}
