/// What goes to the client in place of an answer, piece by piece. Pure.
struct WireScript: Sendable, Equatable {
    enum Piece: Sendable, Equatable {
        case bytes([UInt8])
        /// Sent one by one.
        case singly([UInt8])
    }

    enum End: Sendable {
        case goOn, close, reset
    }

    var pieces: [Piece]
    var end: End

    private init(pieces: [Piece], _ end: End = .goOn) {
        self.pieces = pieces
        self.end = end
    }

    private init(_ bytes: [UInt8], _ end: End = .goOn) { self.init(pieces: [.bytes(bytes)], end) }

    init(_ answer: WireMessage) { self.init(answer.bytes) }

    /// Nil where the fault cannot be made of this answer: half of nothing, a text where there is none.
    ///
    /// - Parameter previous: the answer to another request, if there was one.
    init?(_ kind: WireFault.Kind, _ answer: WireMessage, previous: WireMessage?) {
        let body = answer.body
        let half = Array(body.prefix(body.count / 2))
        let needsBody: Set<WireFault.Kind> = [
            .resetInBody, .cutBody, .cutBodyAndLength, .lengthTooSmall, .notGzip, .gzipWrongChecksum,
            .gzipWrongLength, .gzipCut, .gzipBomb, .extraAnswer, .secondDocument,
        ]
        if half.isEmpty, needsBody.contains(kind) { return nil }
        switch kind {
        case .resetBeforeAnswer: self.init([], .reset)
        case .resetInHead: self.init(Array(answer.head.prefix(answer.head.count / 2)), .reset)
        case .resetInBody: self.init(answer.head + half, .reset)
        case .cutBody: self.init(answer.head + half, .close)
        case .cutBodyAndLength: self.init(answer.holding(half))
        case .lengthTooSmall: self.init(answer.holding(half).head + body, .close)
        case .lengthTooLarge:
            var long = answer
            long["Content-Length"] = String(body.count + 100)
            self.init(long.bytes, .close)
        case .trickle:
            let bytes = answer.bytes
            self.init(pieces: [.singly(Array(bytes.prefix(2_000))), .bytes(Array(bytes.dropFirst(2_000)))])
        case .html: self.init(answer.saying("text/html", "<!DOCTYPE html><html><body>Sign in</body></html>"))
        case .empty: self.init(answer.saying("application/json", ""))
        case .notGzip: self.init(answer.packed(body))
        case .gzipWrongChecksum: self.init(answer.packed(Gzip.stored(body).flipping(fromEnd: 8)))
        case .gzipWrongLength: self.init(answer.packed(Gzip.stored(body).flipping(fromEnd: 4)))
        case .gzipCut:
            let packed = Gzip.stored(body)
            self.init(answer.packed(Array(packed.prefix(packed.count / 2))))
        case .gzipBomb: self.init(answer.packed(Gzip.bomb))
        case .invalidUTF8:
            guard let quote = body.firstIndex(of: UInt8(ascii: "\"")) else { return nil }
            var wrong = body
            wrong.insert(0xFF, at: quote + 1)
            self.init(answer.holding(wrong))
        case .headerFlood:
            var flooded = answer
            let value = String(repeating: "y", count: 8_000)
            for number in 0..<150 { flooded.headers.append(("X-Flood-\(number)", value)) }
            self.init(flooded)
        case .garbage: self.init(Array("SSH-2.0-OpenSSH_9.2\r\n".utf8), .close)
        case .extraAnswer:
            self.init(answer.bytes + answer.saying("application/json", #"{"results":[],"total":0}"#).bytes)
        case .secondDocument: self.init(answer.holding(body + Array(#"{"results":[],"total":0}"#.utf8)))
        case .dateAhead: self.init(answer.dated("Thu, 01 Jan 2037 08:00:00 GMT"))
        case .dateBehind: self.init(answer.dated("Sat, 01 Jan 2000 08:00:00 GMT"))
        case .dateAbsent: self.init(answer.dated(nil))
        case .dateNonsense: self.init(answer.dated("Sometime, 41 Foo 99999 29:61:77 +0000"))
        case .previousAnswer:
            guard let previous else { return nil }
            self.init(answer.holding(previous.body))
        case .duplicateKeys:
            guard body.first == UInt8(ascii: "{"), body.last == UInt8(ascii: "}"),
                let name = body[1...].firstQuoted
            else { return nil }
            let again = name + Array(":[]".utf8)
            self.init(
                answer.holding(
                    Array("{".utf8) + again + Array(",".utf8) + body.dropFirst().dropLast() + Array(",".utf8) + again
                        + Array("}".utf8)))
        }
    }
}

extension WireMessage {
    fileprivate func saying(_ type: String, _ text: String) -> WireMessage {
        var copy = holding(Array(text.utf8))
        copy.start = "HTTP/1.1 200 OK"
        copy["Content-Type"] = type
        return copy
    }

    fileprivate func packed(_ bytes: [UInt8]) -> WireMessage {
        var copy = holding(bytes)
        copy["Content-Encoding"] = "gzip"
        return copy
    }

    fileprivate func dated(_ date: String?) -> WireMessage {
        var copy = self
        copy["Date"] = date
        return copy
    }
}

extension [UInt8] {
    fileprivate func flipping(fromEnd place: Int) -> [UInt8] {
        var copy = self
        copy[count - place] ^= 0x55
        return copy
    }
}

extension ArraySlice<UInt8> {
    /// The first text with its quotes, as far as it has no quote inside.
    fileprivate var firstQuoted: [UInt8]? {
        let quote = UInt8(ascii: "\"")
        guard let start = firstIndex(of: quote), let end = self[(start + 1)...].firstIndex(of: quote) else {
            return nil
        }
        return Array(self[start...end])
    }
}
