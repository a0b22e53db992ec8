/// Trouble that no HTTP framework can make: what a `WireProxy` does to one answer on its way.
public struct WireFault: Sendable, Hashable {
    public enum Kind: String, CaseIterable, Sendable {
        /// TCP reset instead of an answer, which the server has given.
        case resetBeforeAnswer
        case resetInHead
        case resetInBody
        /// Half a body under the right `Content-Length`, then the end of the connection.
        case cutBody
        /// Half a body under the length of the half: only who parses it can see it.
        case cutBodyAndLength
        /// The whole body, announced as half as long.
        case lengthTooSmall
        /// The whole body, announced as 100 bytes longer, then the end of the connection.
        case lengthTooLarge
        /// The right answer, its first 2,000 bytes one by one. No fault at all for who reads until the end.
        case trickle
        /// 200 with an HTML page.
        case html
        /// 200 with nothing, said to be JSON.
        case empty
        /// The right body, said to be gzip.
        case notGzip
        /// gzip with a wrong checksum.
        case gzipWrongChecksum
        /// gzip with a wrong length at its end.
        case gzipWrongLength
        /// gzip cut in half, framed correctly.
        case gzipCut
        /// 1.3 MB that inflate to 200 MiB of spaces.
        case gzipBomb
        /// The right body with a byte inside a text that UTF-8 does not have.
        case invalidUTF8
        /// The right answer under 1.2 MB of header fields.
        case headerFlood
        /// Something else than HTTP.
        case garbage
        /// The right answer, and behind it one that nobody asked for.
        case extraAnswer
        /// The right document, and an empty one behind it in the same body.
        case secondDocument
        /// The right answer, dated 2037.
        case dateAhead
        /// The right answer, dated 2000.
        case dateBehind
        case dateAbsent
        case dateNonsense
        /// What was the right answer to the request before, where that was another one.
        case previousAnswer
        /// The right object with its first member twice more, as an empty list: before it and at the end.
        case duplicateKeys
    }

    public var kind: Kind
    /// The first call that may be disturbed, counted from 1 over all connections.
    public var atCall: Int
    /// Only calls whose target (path and query) contains this; empty for all.
    public var pathContains: String
    /// How many calls.
    public var times: Int

    /// - Parameter atCall: nil for the next one that matches.
    public init(_ kind: Kind, atCall: Int? = nil, pathContains: String = "", times: Int = 1) {
        self.kind = kind
        self.atCall = atCall ?? 1
        self.pathContains = pathContains
        self.times = times
    }
}
