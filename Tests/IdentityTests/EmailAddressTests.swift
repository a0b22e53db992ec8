import Identity
import Testing

@Suite struct EmailAddressTests {
    @Test(arguments: [
        (" Ann@Acme.COM\n", "ann@acme.com"), ("a.b+c@x.co", "a.b+c@x.co"), ("a@bücher.de", "a@bücher.de"),
        ("o'hara@x.co", "o'hara@x.co"),
    ])
    func `an address has one spelling`(text: String, expected: String) {
        #expect(EmailAddress.normalized(text) == expected)
    }

    @Test(arguments: [
        "", " ", "ann", "@x.com", "ann@", "ann@x", "a@b@c.com", "a b@x.com", "a@x..com", ".a@x.com", "a@-x.com",
        "a:b@x.com",
        "Ann <ann@x.com>", "a@x.com,b@x.com", "a@[1.2.3.4]", "a\u{200B}@x.com", "a@x.com\u{0}", "\"a\"@x.com",
        String(repeating: "a", count: 65) + "@x.com",
    ])
    func `what is no plain address identifies nobody`(text: String) {
        #expect(EmailAddress.normalized(text) == nil)
    }
}
