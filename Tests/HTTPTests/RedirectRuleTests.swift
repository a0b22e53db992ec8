import Testing

@testable import HTTP

struct RedirectRuleTests {
    private let here = HTTPOrigin(scheme: "https", host: "a.example", port: 443)

    private func decide(
        _ status: Int, _ method: HTTPMethod = .get, hasLocation: Bool = true, to target: HTTPOrigin?, hops: Int = 0
    ) -> RedirectRule.Decision {
        RedirectRule.decide(
            status: status, method: method, hasLocation: hasLocation, from: here, to: target, hopsTaken: hops)
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func `reading follows every redirect within the origin`(status: Int) {
        #expect(decide(status, to: here) == .follow)
        #expect(decide(status, .head, to: here) == .follow)
    }

    @Test(arguments: [HTTPMethod.post, .put, .patch, .delete])
    func `writing follows only redirects that keep the method`(method: HTTPMethod) {
        for status in [301, 302, 303] { #expect(decide(status, method, to: here) == .refuse) }
        for status in [307, 308] { #expect(decide(status, method, to: here) == .follow) }
    }

    @Test func `another scheme, host or port is another origin`() {
        #expect(decide(302, to: HTTPOrigin(scheme: "http", host: "a.example", port: 443)) == .refuse)
        #expect(decide(302, to: HTTPOrigin(scheme: "https", host: "b.example", port: 443)) == .refuse)
        #expect(decide(302, to: HTTPOrigin(scheme: "https", host: "a.example", port: 444)) == .refuse)
        #expect(decide(302, to: nil) == .refuse)
    }

    @Test func `the sixth hop is refused`() {
        #expect(decide(302, to: here, hops: 4) == .follow)
        #expect(decide(302, to: here, hops: 5) == .refuse)
    }

    @Test(arguments: [200, 204, 300, 304, 305, 400])
    func `other answers are answers, with or without a location`(status: Int) {
        #expect(decide(status, to: here) == .stay)
    }

    @Test func `a redirect without a location is an answer`() {
        #expect(decide(302, hasLocation: false, to: nil) == .stay)
    }
}
