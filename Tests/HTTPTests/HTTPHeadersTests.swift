import HTTP
import Testing

struct HTTPHeadersTests {
    @Test func `names are found whatever their case, in ASCII only`() {
        let headers: HTTPHeaders = ["Content-Type": "a", "X-\u{212A}ey": "kelvin"]
        #expect(headers["content-type"] == "a")
        #expect(headers["X-Key"] == nil)
    }

    @Test func `setting replaces every field of a name in the place of the first`() {
        var headers: HTTPHeaders = ["A": "1", "B": "2", "a": "3"]
        headers["a"] = "4"
        #expect(headers.map { "\($0.name)=\($0.value)" } == ["a=4", "B=2"])
        headers["A"] = nil
        #expect(headers.map(\.name) == ["B"])
    }

    @Test func `adding keeps fields of the same name in order`() {
        var headers = HTTPHeaders()
        headers.add("Link", "one")
        headers.add("link", "two")
        #expect(headers.values(of: "LINK") == ["one", "two"])
        #expect(headers["link"] == "one")
    }

    @Test func `the content type comes without parameters and in lower case`() {
        #expect(
            (["Content-Type": " Application/JSON ; charset=utf-8"] as HTTPHeaders).contentType == "application/json")
        #expect((["Content-Type": ";"] as HTTPHeaders).contentType == nil)
    }

    @Test(arguments: [
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
        ("Sun Nov  6 08:49:37 1994", 784_111_777), ("Thu, 29 Feb 2024 23:59:59 GMT", 1_709_251_199),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Sat, 01 Mar 2025 00:00:00 GMT", 1_740_787_200),
    ])
    func `reads the three spellings of a date`(text: String, seconds: Int64) {
        #expect((["Date": text] as HTTPHeaders).date == seconds)
    }

    @Test(arguments: [
        "", "now", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Nov 1994 25:49:37 GMT", "Sun, +6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Xxx 1994 08:49:37 GMT", "1994-11-06T08:49:37Z", "Sun, 99 Nov 1994 08:49:37 GMT",
    ])
    func `takes nothing else for a date`(text: String) {
        #expect((["Date": text] as HTTPHeaders).date == nil)
    }

    @Test func `the time to wait is in seconds or counts from the server's own clock`() {
        let date = "Sun, 06 Nov 1994 08:49:37 GMT"
        #expect((["Retry-After": "7"] as HTTPHeaders).retryAfter == .seconds(7))
        #expect(
            (["Retry-After": "Sun, 06 Nov 1994 08:50:37 GMT", "Date": date] as HTTPHeaders).retryAfter == .seconds(60))
        #expect((["Retry-After": "Sun, 06 Nov 1994 08:00:00 GMT", "Date": date] as HTTPHeaders).retryAfter == .zero)
        #expect((["Retry-After": "Sun, 06 Nov 1994 08:50:37 GMT"] as HTTPHeaders).retryAfter == nil)
        #expect((["Retry-After": "-7"] as HTTPHeaders).retryAfter == nil)
        #expect((["Retry-After": "soon"] as HTTPHeaders).retryAfter == nil)
        #expect((["Retry-After": "9223372036854775807"] as HTTPHeaders).retryAfter == .seconds(3_155_760_000))
    }
}
