/// What a page may cost. Pages beyond a limit are refused before, or at, the byte that exceeds it.
public struct JSONLimits: Hashable, Sendable {
    /// Arrays and objects within each other; the root counts as one. More than 512 is taken as 512.
    public var maxDepth: Int
    /// Bytes of a page. 4 GiB − 257 at most, whatever is asked for.
    ///
    /// Memory per byte of the page. Once parsed, the tape: 0.8 bytes for records of strings, 8 for the densest page
    /// there is, `[1,1,…]`. While parsing, that twice, and 0.4 to 4 bytes of simdjson's indexes.
    public var maxBytes: Int

    public init(maxDepth: Int = 128, maxBytes: Int = 64 << 20) {
        self.maxDepth = maxDepth
        self.maxBytes = maxBytes
    }
}
