internal import CSimdJSON
import Glibc

extension JSONValue {
    /// Writes this value in the one form that equal values share: no whitespace; the members of an object sorted by
    /// the UTF-8 bytes of their decoded names, of those that occur twice only the last; numbers by their exact
    /// token (`1.0` and `1` stay different); strings escaped only where JSON demands it, in the shortest way.
    /// Half a surrogate pair stays an escape, so the form loses nothing but what the duplicates hid.
    ///
    /// Canonical text parsed and written again is the same text.
    public func writeCanonical(into writer: inout JSONWriter) {
        document.bytes.withUnsafeBufferPointer { page in
            document.tape.withUnsafeBufferPointer { tape in
                CanonicalForm(page: page, tape: tape).write(index, into: &writer)
            }
        }
    }

    /// ``writeCanonical(into:)`` into bytes of their own.
    public var canonicalBytes: [UInt8] {
        var writer = JSONWriter(capacity: Int(entry.length) + 2)
        writeCanonical(into: &writer)
        return writer.bytes
    }
}

private struct CanonicalForm {
    let page: UnsafeBufferPointer<UInt8>
    let tape: UnsafeBufferPointer<CSimdJSONEntry>

    /// Recursion is bounded: the parser let nothing deeper than 512 pass.
    func write(_ index: Int, into writer: inout JSONWriter) {
        let entry = tape[index]
        switch entry.kind {
        case .null, .bool, .number: writer.raw(bytes(of: entry))
        case .string: writeString(entry, into: &writer)
        case .array:
            writer.array { writer in
                var element = index + 1
                while element < Int(entry.next) {
                    write(element, into: &writer)
                    element = Int(tape[element].next)
                }
            }
        case .object:
            writer.object { writer in
                for name in namesToWrite(index) {
                    writeString(tape[name], into: &writer)
                    writer.endKey()
                    write(name + 1, into: &writer)
                }
            }
        }
    }

    private func bytes(of entry: CSimdJSONEntry) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: page[Int(entry.offset)..<Int(entry.offset) + Int(entry.length)])
    }

    private func writeString(_ entry: CSimdJSONEntry, into writer: inout JSONWriter) {
        if entry.has(CSIMDJSON_HAS_ESCAPES) {
            writer.appendString(DecodedUnits(bytes(of: entry)))
        } else {
            let quoted = Int(entry.offset) - 1..<Int(entry.offset) + Int(entry.length) + 1
            writer.raw(UnsafeBufferPointer(rebasing: page[quoted]))
        }
    }

    /// The tape indexes of an object's names: sorted, of equal ones only the last.
    private func namesToWrite(_ object: Int) -> [Int] {
        var names: [Int] = []
        var index = object + 1
        var isSorted = true
        while index < Int(tape[object].next) {
            if let last = names.last, isSorted { isSorted = precedes(last, index) }
            names.append(index)
            index = Int(tape[index + 1].next)
        }
        if isSorted { return names }
        names.sort { precedes($0, $1) || (!precedes($1, $0) && $0 < $1) }
        var kept: [Int] = []
        kept.reserveCapacity(names.count)
        for name in names {
            if let last = kept.last, !precedes(last, name) { kept.removeLast() }
            kept.append(name)
        }
        return kept
    }

    /// Whether a name's decoded bytes come before another's.
    private func precedes(_ left: Int, _ right: Int) -> Bool {
        let (left, right) = (tape[left], tape[right])
        if (left.meta | right.meta) & CSIMDJSON_HAS_ESCAPES == 0 {
            let (first, second) = (bytes(of: left), bytes(of: right))
            guard let a = first.baseAddress, let b = second.baseAddress else { return first.count < second.count }
            let order = memcmp(a, b, min(first.count, second.count))
            return order < 0 || (order == 0 && first.count < second.count)
        }
        return DecodedUTF8(bytes(of: left)).lexicographicallyPrecedes(DecodedUTF8(bytes(of: right)))
    }
}
