import JSON
import Testing

@Suite struct NumberTests {
    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("7", 7), ("-7", -7), ("1.0", 1), ("-0.0", 0), ("100", 100), ("1e2", 100),
            ("12.50e1", 125),
            ("1200e-2", 12), ("0.00e5", 0), ("0e999999999999999999999", 0), ("9007199254740993", 9_007_199_254_740_993),
            ("9223372036854775807", .max), ("-9223372036854775808", .min), ("9223372036854775807.000", .max),
            ("922337203685477580.7e1", .max), ("1e18", 1_000_000_000_000_000_000), ("0.000001e6", 1), ("1000000e-6", 1),
            ("10000000000000000000000e-4", 1_000_000_000_000_000_000), ("1.5", nil), ("1e-1", nil),
            ("1.00000000000000000001", nil),
            ("9223372036854775808", nil), ("-9223372036854775809", nil), ("18446744073709551615", nil),
            ("18446744073709551616", nil), ("1e19", nil), ("1e999", nil), ("1e99999999999999999999999", nil),
            ("1e-99999999999999999999999", nil), ("123456789012345678901234567890", nil),
        ] as [(String, Int64?)])
    func `an integer is exact or nil, and its token is kept`(token: String, value: Int64?) throws {
        let number = try parse("[\(token)]")[0]
        #expect(number?.int64 == value)
        #expect(number?.numberText == token)
        #expect(number?.text == token)
        #expect(try parse(token).numberText == token)
    }

    @Test func `a double is the nearest one, and nil where that is infinite`() throws {
        #expect(try parse("0.1").double == 0.1)
        #expect(try parse("-0").double?.sign == .minus)
        #expect(try parse("9007199254740993").double == 9_007_199_254_740_992)
        #expect(try parse("18446744073709551616").double == 18_446_744_073_709_551_616)
        #expect(try parse("1.7976931348623157e308").double == .greatestFiniteMagnitude)
        #expect(try parse("1e999").double == nil)
        #expect(try parse("-1e999").double == nil)
        #expect(try parse("1e-999").double == 0)
        #expect(try parse("\"1\"").double == nil)
    }
}
