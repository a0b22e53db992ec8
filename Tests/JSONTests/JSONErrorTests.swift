import JSON
import Testing

@Suite struct JSONErrorTests {
    @Test(
        arguments: [
            ("", .empty, 0), (" \n", .empty, 2), ("<!DOCTYPE html>", .unexpectedByte(0x3C), 0),
            ("{\"a\":1", .truncated, 6), ("{\"a\":\"b", .truncated, 7), ("[1,2", .truncated, 4),
            ("[tru", .truncated, 4),
            ("[1,]", .unexpectedByte(0x5D), 3), ("{\"a\":1,}", .unexpectedByte(0x7D), 7),
            ("{\"a\" 1}", .unexpectedByte(0x31), 5),
            ("{\"a\":1 \"b\":2}", .unexpectedByte(0x22), 7), ("[1}", .unexpectedByte(0x7D), 2),
            ("[1] x", .trailingBytes, 4),
            ("{} {}", .trailingBytes, 3), ("12x", .trailingBytes, 2), ("[\"a\nb\"]", .controlCharacter(0x0A), 3),
            ("[\"ab\\q\"]", .invalidEscape, 4), ("[\"\\u12G4\"]", .invalidEscape, 2), ("[01]", .invalidNumber, 2),
            ("[1.]", .invalidNumber, 3), ("[1\u{00}]", .unexpectedByte(0), 2),
            ("\u{FEFF}[x]", .unexpectedByte(0x78), 4),
        ] as [(String, JSONError.Reason, Int)])
    func `says what is wrong and at which byte`(text: String, reason: JSONError.Reason, offset: Int) throws {
        let error = try #require(refusal(of: text))
        #expect(error.reason == reason)
        #expect(error.offset == offset)
    }

    @Test func `shows the first bytes of what came instead of JSON, printable`() throws {
        let page = "<html>\r\n<title>Überlastet</title>" + String(repeating: "x", count: 1000)
        let error = try #require(refusal(of: page))
        #expect(error.firstBytes.hasPrefix("<html>\\x0D\\x0A<title>\\xC3\\x9Cberlastet</title>xxx"))
        #expect(error.firstBytes.count < 64 * 4)
        #expect(error.description.contains("unexpected '<' at byte 0"))
    }

    @Test func `refuses what is nested too deeply, at the bracket that is too deep`() {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(refusal(of: nested(128)) == nil)
        #expect(refusal(of: nested(129))?.reason == .tooDeep(limit: 128))
        #expect(refusal(of: nested(129))?.offset == 128)
        #expect(refusal(of: nested(3), limits: JSONLimits(maxDepth: 2))?.reason == .tooDeep(limit: 2))
        #expect(refusal(of: "{\"a\":{\"b\":{}}}", limits: JSONLimits(maxDepth: 2))?.offset == 10)
        #expect(refusal(of: "[]", limits: JSONLimits(maxDepth: 0))?.reason == .tooDeep(limit: 0))
        #expect(refusal(of: "7", limits: JSONLimits(maxDepth: 0)) == nil)
        #expect(refusal(of: nested(512), limits: JSONLimits(maxDepth: .max)) == nil)
        #expect(refusal(of: nested(513), limits: JSONLimits(maxDepth: .max))?.reason == .tooDeep(limit: 512))
    }

    @Test func `survives a depth bomb`() {
        let brackets = String(repeating: "[", count: 1_000_000)
        #expect(refusal(of: brackets)?.reason == .tooDeep(limit: 128))
        let objects = String(repeating: "{\"a\":", count: 200_000)
        #expect(refusal(of: objects, limits: JSONLimits(maxDepth: .max))?.reason == .tooDeep(limit: 512))
        let closed = String(repeating: "[{\"a\":", count: 50_000) + "1" + String(repeating: "}]", count: 50_000)
        #expect(refusal(of: closed)?.offset == 128 / 2 * 6)
    }

    @Test func `refuses pages that are too long before parsing them`() {
        let error = refusal(of: "[1,2,3]", limits: JSONLimits(maxBytes: 6))
        #expect(error?.reason == .tooLong(bytes: 7, limit: 6))
        #expect(error?.firstBytes == "[1,2,3]")
        #expect(refusal(of: "[1,2,3]", limits: JSONLimits(maxBytes: 7)) == nil)
        #expect(refusal(of: "[1,2,3]", limits: JSONLimits(maxBytes: -1))?.reason == .tooLong(bytes: 7, limit: -1))
    }
}
