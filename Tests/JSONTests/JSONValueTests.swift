import JSON
import Testing

@Suite struct JSONValueTests {
    @Test func `tells the kinds apart and answers nil for what a value is not`() throws {
        let root = try parse(#"[null,true,false,7,"x",[1],{"a":1}]"#)
        let values = Array(root.elements)
        #expect(values.map(\.kind) == [.null, .bool, .bool, .number, .string, .array, .object])
        #expect(values.map(\.isNull) == [true, false, false, false, false, false, false])
        #expect(values.map(\.bool) == [nil, true, false, nil, nil, nil, nil])
        #expect(values.map(\.string) == [nil, nil, nil, nil, "x", nil, nil])
        #expect(values.map(\.int64) == [nil, nil, nil, 7, nil, nil, nil])
        #expect(values.map(\.double) == [nil, nil, nil, 7, nil, nil, nil])
        #expect(values.map(\.numberText) == [nil, nil, nil, "7", nil, nil, nil])
        #expect(values.map(\.text) == [nil, "true", "false", "7", "x", nil, nil])
        #expect(values.map(\.count) == [0, 0, 0, 0, 0, 1, 1])
        #expect(values[4]["a"] == nil)
        #expect(values[5]["a"] == nil)
        #expect(values[6][0] == nil)
        #expect(Array(values[6].elements).isEmpty)
        #expect(values[5].members.map(\.key.string).isEmpty)
    }

    @Test func `decodes every escape`() throws {
        let root = try parse(#"["\"\\\/\b\f\n\r\t","\u00e9\u20AC\uD83D\uDE00","a\u0000b","plain é😀",""]"#)
        #expect(root[0]?.string == "\"\\/\u{08}\u{0C}\n\r\t")
        #expect(root[1]?.string == "é€😀")
        #expect(root[2]?.string == "a\u{00}b")
        #expect(root[3]?.string == "plain é😀")
        #expect(root[4]?.string == "")
    }

    @Test(
        arguments: [
            (#""\uD83D""#, "\u{FFFD}"), (#""\uDE00""#, "\u{FFFD}"), (#""\uD83Dx""#, "\u{FFFD}x"),
            (#""\uDE00\uD83D""#, "\u{FFFD}\u{FFFD}"), (#""\uD83D\uD83D\uDE00""#, "\u{FFFD}😀"),
            (#""\uD83D\u0041""#, "\u{FFFD}A"), (#""\uD83D\n""#, "\u{FFFD}\n"),
        ])
    func `decodes half a surrogate pair as the replacement character and says so`(page: String, content: String) throws
    {
        let value = try parse(page)
        #expect(value.string == content)
        #expect(value.hasLoneSurrogate)
        #expect(value.rawText == page)
        #expect(try !parse(#""\uD83D\uDE00""#).hasLoneSurrogate)
    }

    @Test func `the last of members with the same name counts, and all are shown`() throws {
        let root = try parse(#"{"a":1,"b":2,"\u0061":3,"b":null}"#)
        #expect(root["a"]?.int64 == 3)
        #expect(root["b"]?.isNull == true)
        #expect(root.count == 4)
        #expect(root.members.map { "\($0.key.string ?? "")=\($0.value.rawText)" } == ["a=1", "b=2", "a=3", "b=null"])
    }

    @Test func `finds members by name whatever their length and neighbours`() throws {
        let names =
            (0..<70).map { String(repeating: "né", count: $0 % 35) + String($0) } + ["", "\"", "a\\b", "\n", "😀"]
        var writer = JSONWriter()
        writer.object { writer in
            for (position, name) in names.enumerated() {
                writer.key(name)
                if position % 3 == 0 {
                    writer.object { writer in
                        writer.key(names[(position + 1) % names.count])
                        writer.string("inner")
                    }
                } else {
                    writer.integer(position)
                }
            }
        }
        let root = try parse(writer.bytes)
        for (position, name) in names.enumerated() {
            for found in [root[name], root[utf8: Array(name.utf8)]] {
                #expect(position % 3 == 0 ? found?.kind == .object : found?.int64 == Int64(position))
            }
        }
        #expect(root["nx"] == nil)
        #expect(root["néné"] == nil)
        #expect(root[utf8: "35"]?.int64 == 35)
        #expect(root[String(repeating: "x", count: 9)] == nil)
    }

    @Test func `names of equal length are told apart at every byte`() throws {
        for length in 1...40 {
            let name = [UInt8](repeating: UInt8(ascii: "a"), count: length)
            let root = try parse("{\"\(String(decoding: name, as: UTF8.self))\":1}")
            #expect(root[utf8: name] != nil)
            for position in 0..<length {
                var other = name
                other[position] = UInt8(ascii: "b")
                #expect(root[utf8: other] == nil)
            }
        }
    }

    @Test func `compares string content without decoding it`() throws {
        let root = try parse(#"["plain","e\u0301","\u00e9",7]"#)
        #expect(root[0]?.equals("plain") == true)
        #expect(root[0]?.equals(utf8: "plai") == false)
        #expect(root[0]?.equals(utf8: Array("plain".utf8)) == true)
        #expect(root[1]?.equals("e\u{301}") == true)
        #expect(root[2]?.equals("e\u{301}") == false, "canonically equivalent is not the same UTF-8")
        #expect(root[2]?.equals("é") == true)
        #expect(root[2]?.equals("") == false)
        #expect(root[3]?.equals("7") == false)
    }

    @Test func `gives the exact bytes of a value`() throws {
        let text = " {\"a\" : [ 1.0 , \"x\\u0041\" ] ,\n\"b\":{ } , \"c\": null}\r\n"
        let root = try parse(text)
        #expect(root.rawText == text.split(whereSeparator: \.isNewline)[0].dropFirst() + "\n\"b\":{ } , \"c\": null}")
        #expect(root["a"]?.rawText == #"[ 1.0 , "x\u0041" ]"#)
        #expect(root["a"]?[0]?.rawText == "1.0")
        #expect(root["a"]?[1]?.rawText == #""x\u0041""#)
        #expect(root["b"]?.rawText == "{ }")
        #expect(root["c"]?.withRawBytes { $0.count } == 4)
        #expect(root.members.map(\.key.rawText) == ["\"a\"", "\"b\"", "\"c\""])
        #expect(try parse("\u{FEFF} 12 ").rawText == "12")
    }

    @Test func `reaches elements by position`() throws {
        let root = try parse("[[1,2],3,[[4]]]")
        #expect(root[0]?[1]?.int64 == 2)
        #expect(root[1]?.int64 == 3)
        #expect(root[2]?[0]?[0]?.int64 == 4)
        #expect(root[3] == nil)
        #expect(root[-1] == nil)
    }
}
