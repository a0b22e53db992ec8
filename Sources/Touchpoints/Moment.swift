/// Placeholder until the real one arrives (same public API): an instant in UTC with the precision the source gave.
public struct Moment: Hashable, Sendable, Comparable, Codable {
    public enum Precision: String, Sendable, Codable { case millisecond = "ms", second = "s", day }
    public var milliseconds: Int64
    public var precision: Precision
    public init(milliseconds: Int64, precision: Precision) {
        self.milliseconds = milliseconds
        self.precision = precision
    }
    public static func < (a: Moment, b: Moment) -> Bool { a.milliseconds < b.milliseconds }
}
extension Moment: CustomStringConvertible { public init?(parsing: String) { return nil }; public var description: String { "" } }
