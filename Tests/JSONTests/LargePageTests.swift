import CSimdJSON
import Testing

@testable import JSON

@Suite struct LargePageTests {
    @Test func `reads a string of 20 MB, with and without escapes`() throws {
        let megabytes = 20_000_000
        let plain =
            [UInt8(ascii: "\"")] + [UInt8](repeating: UInt8(ascii: "x"), count: megabytes) + [UInt8(ascii: "\"")]
        #expect(try parse(plain).withRawBytes { $0.count } == megabytes + 2)
        #expect(try parse(plain).string?.utf8.count == megabytes)
        var escaped = plain
        escaped[megabytes - 1] = UInt8(ascii: "\\")
        escaped[megabytes] = UInt8(ascii: "n")
        #expect(try parse(escaped).hasLoneSurrogate == false)
        #expect(refusal(of: Array(escaped.dropLast()))?.reason == .truncated)
    }

    @Test func `reads an array of a million numbers`() throws {
        var page = Array("[".utf8)
        for number in 0..<1_000_000 { page += Array("\(number % 10),".utf8) }
        page[page.count - 1] = UInt8(ascii: "]")
        let root = try parse(page)
        #expect(root.count == 1_000_000)
        #expect(root[999_999]?.int64 == 9)
    }

    @Test func `keeps at most 8 MiB of buffers per thread`() throws {
        let large = Array("[\"".utf8) + [UInt8](repeating: UInt8(ascii: "x"), count: 4 << 20) + Array("\"]".utf8)
        _ = try parse(large)
        #expect(csimdjson_retained_bytes() == 0)
        _ = try parse("[1,2,3]")
        #expect(csimdjson_retained_bytes() > 0)
        #expect(csimdjson_retained_bytes() < 1 << 20)
        #expect(refusal(of: large.dropLast() + [0x7D])?.reason == .unexpectedByte(0x7D))
        #expect(csimdjson_retained_bytes() == 0, "a refused page gives its buffers back too")
    }

    @Test func `takes a page over without copying it, if it has room for the padding`() throws {
        var page: [UInt8] = []
        page.reserveCapacity(100_000 + JSONDocument.padding)
        page += Array("[\"".utf8) + [UInt8](repeating: UInt8(ascii: "x"), count: 99_996) + Array("\"]".utf8)
        let address = page.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
        let document = try JSONDocument.parse(consume page)
        #expect(document.bytes.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) } == address)
        #expect(document.byteCount == 100_000)
    }

    @Test func `the tape grows with the page and no further than its densest form needs`() throws {
        for count in [0, 1, 2, 63, 64, 65, 127, 128, 1000, 40_000] {
            let dense = "[" + Array(repeating: "1", count: count).joined(separator: ",") + "]"
            #expect(try parse(dense).count == count)
            let nested = "[" + Array(repeating: "[]", count: count).joined(separator: ",") + "]"
            #expect(try parse(nested).elements.reduce(0) { sum, _ in sum + 1 } == count)
            let empty = "{" + Array(repeating: "\"\":0", count: count).joined(separator: ",") + "}"
            #expect(try parse(empty).count == count)
        }
    }

    @Test func `documents of several threads do not disturb each other`() async throws {
        let sums = try await withThrowingTaskGroup(of: Int64.self) { group in
            for task in 0..<8 {
                group.addTask {
                    var sum: Int64 = 0
                    for round in 0..<50 {
                        let root = try parse("{\"a\":[\(task),\(round)],\"b\":{\"c\":\"\(task)\"}}")
                        sum += root["a"]?[0]?.int64 ?? -1_000
                        sum += root["b"]?["c"]?.equals("\(task)") == true ? 0 : -1_000
                    }
                    return sum
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(sums.sorted() == (0..<8).map { $0 * 50 })
    }
}
