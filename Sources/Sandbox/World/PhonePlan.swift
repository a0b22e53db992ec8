/// How mobile numbers are made up in a country where people of the company live.
///
/// Country codes, trunk prefixes, the beginnings and the lengths of mobile numbers are those of the national numbering
/// plans that the ITU lists (https://www.itu.int/oth/T0202.aspx?parent=T0202). Ranges set aside for fiction hold a few
/// hundred numbers at most, too few for a company: nobody dials these. The United States have no mobile ranges: there it
/// is the exchange 555, where no subscribers are.
struct PhonePlan: Sendable {
    /// As in `Words.countries`, and at the same place.
    let country: String
    let code: String
    /// Dialled before the national number within the country; empty where nothing is.
    let trunk: String
    /// How mobile numbers begin; one of them.
    let beginnings: [String]
    /// How many digits follow.
    let length: Int

    static let all: [PhonePlan] = [
        PhonePlan("Denmark", "45", "", ["2"], 7), PhonePlan("Germany", "49", "0", ["151", "160", "171"], 8),
        PhonePlan("United Kingdom", "44", "0", ["71", "72", "73"], 8),
        PhonePlan("United States", "1", "", americanAreas.map { $0 + "555" }, 4),
        PhonePlan("Ireland", "353", "0", ["85", "86", "87"], 7), PhonePlan("Belgium", "32", "0", ["47"], 7),
        PhonePlan("Austria", "43", "0", ["664", "676"], 7), PhonePlan("Poland", "48", "", ["50", "60"], 7),
        PhonePlan("Portugal", "351", "", ["91", "96"], 7), PhonePlan("France", "33", "0", ["61", "62"], 7),
        PhonePlan("Sweden", "46", "0", ["70", "73"], 7), PhonePlan("Italy", "39", "", ["347", "328"], 7),
    ]

    private static let americanAreas = [
        "201", "202", "206", "212", "213", "215", "216", "303", "305", "312", "313", "314", "404", "408", "412", "415",
        "503", "504", "512", "602", "612", "615", "617", "619", "702", "703", "713", "714", "716", "718", "801", "804",
        "808", "816", "818", "901", "904", "907", "914", "916",
    ]

    private init(_ country: String, _ code: String, _ trunk: String, _ beginnings: [String], _ length: Int) {
        self.country = country
        self.code = code
        self.trunk = trunk
        self.beginnings = beginnings
        self.length = length
    }

    /// The number that a seed gives: its beginning, and what follows.
    private func number(_ seed: Int) -> (beginning: String, rest: String) {
        let digits = String(seed / beginnings.count)
        let rest = digits.suffix(length)
        return (beginnings[seed % beginnings.count], String(repeating: "0", count: length - rest.count) + rest)
    }

    /// `+49 151 20304050`
    func international(_ seed: Int) -> String {
        let (beginning, rest) = number(seed)
        return "+\(code) \(beginning) \(rest)"
    }

    /// `(0151) 20304050`: understood in the country alone.
    func national(_ seed: Int) -> String {
        let (beginning, rest) = number(seed)
        return "(\(trunk)\(beginning)) \(rest)"
    }

    /// The digits of a number that is written with its country, if somebody in these countries can have it; nil else.
    static func digits(ofValid text: String) -> String? {
        guard text.first == "+" else { return nil }
        let digits = text.filter { $0.isASCII && $0.isNumber }
        let isValid = all.contains { plan in
            plan.beginnings.contains { beginning in
                let start = plan.code + beginning
                return digits.hasPrefix(start) && digits.count == start.count + plan.length
            }
        }
        return isValid ? digits : nil
    }
}

extension Text {
    /// A number in the country at a place of `Words.countries`.
    static func phone(country: Slot, _ random: UInt64) -> Slot {
        let plan = country == .absent ? 0 : Int64(country) % Int64(PhonePlan.all.count)
        return Text.phone.slot(plan << 44 | Int64(random & 0xFFF_FFFF_FFFF))
    }
}

extension World {
    /// A made-up number as people write it in its own country; nil for one that somebody wrote.
    func nationalPhone(_ slot: Slot) -> String? {
        guard slot != .absent, slot >> Text.payloadBits == Text.phone.rawValue else { return nil }
        let payload = Int(slot & (1 << Text.payloadBits - 1))
        return PhonePlan.all[(payload >> 44) % PhonePlan.all.count].national(payload & 0xFFF_FFFF_FFFF)
    }
}
