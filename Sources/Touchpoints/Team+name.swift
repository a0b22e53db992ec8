extension Team {
    /// Words by which systems' own teams and roles say what they are, in English; letters only, lower case.
    private static let words: [String: Team] = [
        "marketing": .marketing, "growth": .marketing, "demand": .marketing,
        "sales": .sales, "sdr": .sales, "bdr": .sales, "presales": .sales,
        "success": .success, "csm": .success, "onboarding": .success,
        "support": .support, "helpdesk": .support, "service": .support,
        "product": .product, "engineering": .product,
        "billing": .billing, "finance": .billing, "accounting": .billing,
    ]

    /// The team that a system's own team or role is, where its name says one and no other: `Customer Success`,
    /// `EMEA Sales`; nil for `Marketing & Sales` and for names that say nothing.
    public static func named(_ name: String) -> Team? {
        let words = name.lowercased().split { !$0.isLetter }.map(String.init)
        let teams = Set(words.compactMap { Self.words[$0] })
        return teams.count == 1 ? teams.first : nil
    }
}
