/// What a page may cost. Pages beyond a limit are refused before, or at, the byte that exceeds it.
public struct JSONLimits: Hashable, Sendable {
    /// Arrays and objects within each other; the root counts as one. More than 512 is taken as 512.
    public var maxDepth: Int
    /// Bytes of a page. 4 GiB − 257 at most, whatever is asked for.
    ///
    /// While a page is parsed, up to 8 bytes of tape (typically 0.8) and 0.4 to 4 bytes of simdjson's indexes are
    /// touched per byte of the page; the tape stays as long as its document.
    public var maxBytes: Int

    public init(maxDepth: Int = 128, maxBytes: Int = 128 << 20) {
        self.maxDepth = maxDepth
        self.maxBytes = maxBytes
    }
}
