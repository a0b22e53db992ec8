import JSON
import Testing

@Suite struct CanonicalTests {
    @Test(
        arguments: [
            (#" { "b" : 1 , "a" : [ true , null ] } "#, #"{"a":[true,null],"b":1}"#),
            (#"{"a":1,"a":2}"#, #"{"a":2}"#), (#"{"b":0,"a":1,"\u0061":{"x":1,"x":2},"a":3,"b":4}"#, #"{"a":3,"b":4}"#),
            (#"[1.0,1,1e2,-0,123456789012345678901234567890]"#, #"[1.0,1,1e2,-0,123456789012345678901234567890]"#),
            (#""\u0041\/\u00e9\ud83d\ude00""#, "\"A/é😀\""),
            (#""\u0000\u001F\u000a\b\t\f\r\"\\""#, #""\u0000\u001f\n\b\t\f\r\"\\""#),
            (#""\uD800x\uDC00""#, #""\ud800x\udc00""#), (#""\uDBFFx""#, #""\udbffx""#),
            ("\"\u{7F}\u{2028}\"", "\"\u{7F}\u{2028}\""), (#"{"":{},"a":[]}"#, #"{"":{},"a":[]}"#), ("7", "7"),
            (#"{"é":1,"z":2,"\u007a\u0061":3,"😀":4,"\uFFFF":5}"#, "{\"z\":2,\"za\":3,\"é\":1,\"\u{FFFF}\":5,\"😀\":4}"),
        ])
    func `has one form for equal values`(page: String, canonical: String) throws {
        let written = try parse(page).canonicalText
        #expect(written == canonical)
        #expect(try parse(written).canonicalText == written)
    }

    @Test func `keeps different halves of surrogate pairs apart`() throws {
        #expect(try parse(#""\uD800""#).canonicalText != parse(#""\uD801""#).canonicalText)
    }

    @Test func `sorts many members, and of equal names writes the last`() throws {
        var writer = JSONWriter()
        writer.object { writer in
            for number in 0..<500 {
                writer.key("n\(number * 7919 % 250)")
                writer.integer(number)
            }
        }
        let root = try parse(try parse(writer.bytes).canonicalBytes)
        let names = root.members.map { $0.key.string ?? "" }
        #expect(names == Set(names).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        #expect(names.count == 250)
        #expect(root["n0"]?.int64 == 250)
        #expect(root.members.allSatisfy { ($0.value.int64 ?? 0) >= 250 })
    }

    @Test func `writes values with their commas and escapes`() throws {
        let raw = try parse(#"{"kept": [1,  2]}"#)
        var writer = JSONWriter()
        writer.array { writer in
            writer.integer(Int64.min)
            writer.integer(UInt64.max)
            writer.string("a\"\\\n\u{01}é\u{7F}")
            writer.bool(true)
            writer.null()
            writer.number(token: "1.50")
            writer.object { _ in }
            writer.object { writer in
                writer.key("k\t")
                raw["kept"]?.withRawBytes { writer.raw($0) }
                writer.key("l")
                writer.array { _ in }
            }
            raw.writeCanonical(into: &writer)
        }
        let text = String(decoding: writer.bytes, as: UTF8.self)
        #expect(
            text == #"[-9223372036854775808,18446744073709551615,"a\"\\\n\u0001é"# + "\u{7F}"
                + #"",true,null,1.50,{},{"k\t":[1,  2],"l":[]},{"kept":[1,2]}]"#)
        #expect(try parse(writer.bytes)[2]?.string == "a\"\\\n\u{01}é\u{7F}")
        writer.removeAll()
        writer.string("")
        #expect(writer.bytes == Array("\"\"".utf8))
    }
}
