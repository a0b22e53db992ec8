import Identity
import Testing
import Touchpoints

@Suite struct IdentifierTests {
    @Test(arguments: [
        ("Ann.Lee+news@GMail.com", "annlee@gmail.com"), ("ann.lee@googlemail.com", "annlee@gmail.com"),
        ("ann.lee+x@proton.me", "ann.lee@proton.me"), ("ann+x@fastmail.com", "ann@fastmail.com"),
        ("ann+x@outlook.com", "ann+x@outlook.com"), ("a.b+c@x.co", "a.b+c@x.co"),
    ])
    func `tags and dots are dropped only where the provider says that they mean nothing`(
        text: String, expected: String
    ) {
        #expect(EmailAddress.normalized(text) == expected)
    }

    @Test(
        arguments: [
            ("030 901820", "DE", "+4930901820"), ("+49 (30) 901820 ext. 5", nil, "+4930901820"),
            ("020 7946 0958", "GB", "+442079460958"), ("(202) 555-0123", "US", "+12025550123"),
            ("0049 30 901820", "DE", "+4930901820"), ("030 901820", nil, nil), ("+1 555 0100", nil, nil),
            ("hello", "DE", nil), ("", "DE", nil), ("12", "DE", nil), ("+\u{0}49", nil, nil),
            (String(repeating: "9", count: 300), "DE", nil),
        ] as [(String, String?, String?)])
    func `a phone number has one spelling, and what is none identifies nobody`(
        text: String, region: String?, expected: String?
    ) {
        #expect(PhoneNumber.normalized(text, region: region) == expected)
    }

    @Test func `regions are known by their two letters`() {
        #expect(["DE", "US", "GB"].allSatisfy(PhoneNumber.knows))
        #expect(!["de", "XX", "DEU", "", "ZZ"].contains(where: PhoneNumber.knows))
    }

    @Test(
        arguments: [
            ("www.acme.co.uk", "acme.co.uk"), ("https://shop.Acme.com:8080/a?b#c", "acme.com"),
            ("acme.com.", "acme.com"),
            ("info@mail.acme.de", "acme.de"), ("a.b.example.github.io", "example.github.io"), ("co.uk", nil),
            ("www.amber.example.org", "amber.example.org"), ("example.com", nil), ("myexample.com", "myexample.com"),
            ("localhost", nil), ("printer.local", nil), ("127.0.0.1", nil), ("acme", nil), ("", nil), ("a..b.com", nil),
        ] as [(String, String?)])
    func `an organisation is known by the domain that it registered`(text: String, expected: String?) {
        #expect(OrganisationDomain.normalized(text) == expected)
    }

    @Test(arguments: [
        ("Dr. Léa  MÜLLER", "Lea Muller", true), ("Muller, Lea", "Lea Muller", true), ("Ann Miller", "Ann Miler", true),
        ("Ann Milelr", "Ann Miller", true), ("Jan Meyer", "Jana Meyer", false), ("Ann Miller", "Bob Miller", false),
        ("Ann Miller", "Ann Marie Miller", false), ("Maria Weiss", "Marie Weisz", false),
    ])
    func `names agree but for one slip in a long word`(left: String, right: String, agree: Bool) throws {
        let (left, right) = (try #require(PersonName(left)), try #require(PersonName(right)))
        #expect(left.agrees(with: right) == agree)
        #expect(right.agrees(with: left) == agree)
    }

    @Test func `half a name is none`() {
        for text in ["Ann", "", " ", "Dr. Ann", "42 7", String(repeating: "a", count: 10_000)] {
            #expect(PersonName(text) == nil)
        }
    }

    @Test func `shared inboxes and free-mail domains join nobody, and the list can be made longer`() {
        let rules = IdentityRules(sharedInboxes: ["frontdesk", "berlin@acme.com"], freeMail: ["isp.example"])
        func rule(_ text: String) -> LinkRule? { rules.claim(.email(text), of: .person)?.rule }
        #expect(rule("info@acme.com") == .sharedInbox)
        #expect(rule("sales+eu@acme.com") == .sharedInbox)
        #expect(rule("frontdesk@acme.com") == .sharedInbox)
        #expect(rule("berlin@acme.com") == .sharedInbox)
        #expect(rule("berlin@other.com") == .ownAddress)
        #expect(rule("ann@gmail.com") == .ownAddress)
        #expect(rules.claim(.domain("https://www.gmail.com"), of: .account) == nil)
        #expect(rules.claim(.domain("isp.example"), of: .account) == nil)
        #expect(rules.claim(.domain("acme.com"), of: .account)?.node.value == "acme.com")
        #expect(rules.claim(.domain("acme.com"), of: .person) == nil)
        #expect(rules.claim(.email("ann@acme.com"), of: .account) == nil)
    }

    @Test func `an external id is never mistaken for an address or a record`() {
        let id = ExternalID.record(system: "a:b", objectType: "c/d", id: "e@f:%")
        #expect(id.text == "ext/a%3Ab/c%2Fd/e%40f%3A%25")
        #expect(ExternalID.unescaped("e%40f%3A%25") == "e@f:%")
    }
}
