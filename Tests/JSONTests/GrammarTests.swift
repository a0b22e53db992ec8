@testable import JSON
import Testing

/// The tricky cases of RFC 8259, after those that JSONTestSuite (github.com/nst/JSONTestSuite) made known.
@Suite struct GrammarTests {
    static let valid: [String] = [
        "[]", "{}", "0", "-0", "1", "\"\"", "null", "true", "false", " [] ", "\t\n\r [ ]\n", "[[] ]", "[1]", "[\"\"]",
        "[-0]", "[-1]", "[-0.0]", "[0e1]", "[0e+1]", "[0E-1]", "[1E22]", "[1E+2]", "[123.456e78]", "[0.1]", "[1e999]",
        "[123123123123123123123123123123123123]", "[18446744073709551616]", "[-9223372036854775809]",
        "[1e-10000]", "[0.00000000000000000000000000000000000000000000000000000000000000000000000001]",
        "[\"\\u0000\"]", "[\"\\u0060\\u012a\\u12AB\"]", "[\"\\uD801\\udc37\"]", "[\"\\ud83d\\ude39\\ud83d\\udc8d\"]",
        "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]", "[\"\\\\u0000\"]", "[\"\\\\a\"]", "[\"a/*b*/c/*d//e\"]", "[\"\u{7F}\"]",
        "[\"\u{2028}\u{2029}\"]", "[\"\u{10FFFF}\"]", "[\"\u{FEFF}\"]", "[\"é\"]", "[\"\\uDADA\"]", "[\"\\uDd1ea\"]",
        "[\"\\uD888\\u1234\"]", "[\"\\uD800\\uD800\\n\"]", "[\"\\uDd1e\\uD834\"]", "[\"\\uD800\\u\u{30}041\"]",
        "{\"\":0}", "{\"a\":\"b\",\"a\":\"b\"}", "{\"a\":[]}", "{\"a\\u0000b\":1}", "{\"\\\"\":\"{\"}",
        "{ \"min\": -1.0e+28 ,\n\"max\": 1.0e+28 }", "[1,null,true,false,\"x\",{},[]]", "[[[[[]]]]]", "[null,1]",
        "{\"a\":{\"b\":{\"c\":[{}]}}}", "\"asd\"", "42 ", " 4.2e1\n", "\u{FEFF}{\"a\":1}", "[\"]\",\"}\",\",\"]",
    ]

    static let invalid: [String] = [
        "", " ", "\u{FEFF}", "[1 true]", "[a\"", "[\"\": 1]", "[\"\"],", "[,1]", "[1,,2]", "[\"x\",,]", "[\"x\"]]",
        "[\"\",]", "[\"x\"", "[x", "[3[4]]", "[,]", "[-]", "[   , \"\"]", "[1,]", "[1,,]", "[*]", "[1", "[1,\n1\n,1",
        "[{}", "[fals]", "[nul]", "[tru]", "[truer]", "[True]", "[NaN]", "[-NaN]", "[Infinity]", "[-Infinity]", "[-2.]",
        "[.5]", "[-.5]", "[+1]", "[++1]", "[-01]", "[01]", "[012]", "[0x1]", "[0xG]", "[1.]", "[1.e3]", "[0.e1]",
        "[1e]",
        "[1e+]", "[1eE2]", "[1.0e+]", "[0e]", "[0.1.2]", "[0.3e]", "[1 000.0]", "[1_0]", "[1ea]",
        "[1.8011670033376514H]",
        "[--1]", "[- 1]", "[\u{FF11}]", "[\"\\x00\"]", "[\"\\\\\\\"]", "[\"\\u00A\"]", "[\"\\uD834\\uDd\"]",
        "[\"\\a\"]",
        "[\"\\u\"]", "[\"\\uqqqq\"]", "[\"\\ud800\\u\"]", "[\"\\ud800\\uZZZZ\"]", "[\"\\\"]", "[\"\\ \"]",
        "[\"a\u{01}a\"]",
        "[\"new\nline\"]", "[\"\t\"]", "[\"a\u{00}a\"]", "['a']", "[abc]", "[\"a\"1]", "[1\"a\"]", "[\"a\" \"b\"]",
        "{\"a\" b}", "{\"a\"}", "{:\"b\"}", "{\"a\":1,,\"b\":2}", "{\"a\":}", "{\"a\"::1}", "{a:1}", "{1:1}", "{'a':0}",
        "{\"a\":1,}", "{,\"a\":1}", "{\"a\":1 \"b\":2}", "{\"a\":\"a\" 123}", "{\"a\",\"b\":1}", "{\"a\":1]", "[1}",
        "{\"a\":[1}]", "[{\"a\":1]}", "{]", "[}", "{", "[", "]", "}", ",", ":", "\"", "\"abc", "{\"a\"", "{\"a\":",
        "{\"a\":1",
        "{\"a\":{}", "[[]", "[[],", "[[],{", "{}}", "[]]", "1]", "1 2", "{}{}", "[][]", "{\"a\":1}#", "{\"a\":1}//",
        "/**/[]", "[1]x", "\"a\"x", "\"a\" \"b\"", "nullx", "null null", "true1", "-", "+", ".", "[\u{0C}]", "[\u{A0}]",
        "[\u{2060}]", "\u{FEFF}\u{FEFF}[]", "<html></html>", "<.>", "[1\u{00}]", "[]\u{00}", "1\u{00}", "null\u{00}",
        "\u{00}[]", "[true\u{00}]", "[nullnull]", "[1,2\u{00},3]", "{\"a\":true:1}", "[1:2]",
    ]

    @Test(arguments: valid)
    func `accepts what RFC 8259 allows`(text: String) {
        #expect(refusal(of: text) == nil)
        #expect(plainRefusal(of: Array(text.utf8)) == nil)
    }

    @Test(arguments: invalid)
    func `refuses what RFC 8259 does not allow, and can say why`(text: String) throws {
        let error = try #require(refusal(of: text))
        #expect(error.reason != .unexplained)
        #expect(plainRefusal(of: Array(text.utf8))?.reason == error.reason)
    }

    @Test(arguments: valid)
    func `refuses every beginning of a page that is not valid by itself`(text: String) {
        let bytes = Array(text.utf8)
        for length in 0..<bytes.count {
            let beginning = Array(bytes[..<length])
            let error = refusal(of: beginning)
            #expect((error == nil) == (plainRefusal(of: beginning) == nil), "\(text.debugDescription) cut at \(length)")
            #expect(error?.reason != .unexplained)
        }
    }

    @Test func `refuses invalid UTF-8 in strings and names`() {
        let sequences: [[UInt8]] = [
            [0xE9], [0x80], [0xC0, 0xAF], [0xC1, 0x81], [0xE0, 0x80, 0x80], [0xE0, 0xFF], [0xED, 0xA0, 0x80],
            [0xF0, 0x82, 0x82, 0xAC],
            [0xF4, 0x90, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFF], [0xFE], [0xC3, 0x28], [0xE2, 0x82, 0x28],
            [0xF0, 0x9F, 0x98, 0x28], [0xE2, 0x28, 0xA1],
        ]
        for sequence in sequences {
            let string = Array("[\"ab".utf8) + sequence + Array("cdef\"]".utf8)
            #expect(refusal(of: string)?.reason == .invalidUTF8, "\(sequence)")
            #expect(refusal(of: string)?.offset == 4, "\(sequence)")
            let name = Array("{\"ab".utf8) + sequence + Array("cdef\":1}".utf8)
            #expect(refusal(of: name)?.reason == .invalidUTF8, "\(sequence)")
        }
    }
}
