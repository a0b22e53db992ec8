/// A part of a stream, as the ledger and the list of due ids know it.
public struct LedgerPart: Hashable, Sendable {
    public var source: StreamKey
    public var part: String

    public init(source: StreamKey, part: String) {
        self.source = source
        self.part = part
    }
}
