/// What was erased, without a word of it: the proof that stays in the store (`erasures`).
public struct Erasure: Hashable, Sendable {
    /// Opaque.
    public var id: String
    /// Unix milliseconds.
    public var at: Int64
    /// Records that are gone altogether: the person's own, and those that were about nobody else.
    public var records: Int
    public var touchpoints: Int
    /// Records that are about others too and stay without payload, titles and properties.
    public var redacted: Int
}

/// How an erasure ended.
public struct ErasureOutcome: Hashable, Sendable {
    /// nil: the store knows nobody by that name, now or before.
    public var erasure: Erasure?
    /// False: it was erased before; this time only the file was cleaned.
    public var isNews: Bool
    /// False while a reader of another process keeps the write-ahead log, which may still hold pages of before.
    public var isClean: Bool
}
