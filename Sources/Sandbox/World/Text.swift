/// One field of one record, in eight bytes. What it means depends on the field: a number, an instant, an index into
/// a list of choices, a row, or a text (see `Text`).
typealias Slot = Int64

extension Slot {
    /// No value.
    static let absent = Int64.min
}

/// A text in eight bytes: six bits say how it is made, the rest what from. A company of a million people would not
/// fit in memory otherwise. Texts that somebody wrote are kept in `World.texts` and referred to by index.
enum Text: Int64 {
    case written = 0
    case firstName, lastName, email, companyName, domain, phone, city
    case dealName, note, ticketSubject, surveyComment, callTitle, meetingTitle, emailSubject, taskSubject
    case leadName, subscriptionName, campaignTopic, meetingLink, jobTitle

    static let payloadBits: Int64 = 56

    func slot(_ payload: Int64) -> Slot {
        rawValue << Self.payloadBits | payload & (1 << Self.payloadBits - 1)
    }

    func slot(_ seed: UInt64) -> Slot {
        slot(Int64(truncatingIfNeeded: seed & 0xFFFF_FFFF_FFFF))
    }

    /// first.last17@amber-labs.example.com; company ordinal −1 is a private address.
    static func email(first: Int, last: Int, ordinal: Int, company: Int) -> Slot {
        Text.email.slot(Int64(first) << 49 | Int64(last) << 41 | Int64(ordinal) << 20 | Int64(company + 1))
    }

    static let nameBits: (first: Int, last: Int) = (7, 8)
}

/// The vocabulary as UTF-8, made once.
private enum Vocabulary {
    static func utf8(_ words: [String]) -> [[UInt8]] { words.map { Array($0.utf8) } }

    static let firstNames = utf8(Words.firstNames)
    static let lastNames = utf8(Words.lastNames)
    static let firstAddresses = utf8(Words.firstNames.map(addressPart))
    static let lastAddresses = utf8(Words.lastNames.map(addressPart))
    static let companyFirst = utf8(Words.companyFirst)
    static let companySecond = utf8(Words.companySecond)
    static let companyFirstAddress = utf8(Words.companyFirst.map { $0.lowercased() })
    static let companySecondAddress = utf8(Words.companySecond.map { $0.lowercased() })
    static let cities = utf8(Words.cities)
    static let topics = utf8(Words.topics)
    static let openings = utf8(Words.openings)
    static let closings = utf8(Words.closings)
    static let ticketSubjects = utf8(Words.ticketSubjects)
    static let surveyComments = utf8(Words.surveyComments)
    static let campaignTopics = utf8(Words.campaignTopics)
    static let plans = utf8(Words.plans)
    static let jobTitles = utf8(Words.jobTitles)

    /// "Søren" → "soren": what is left of a name in an address.
    static func addressPart(_ name: String) -> String {
        let folds: [Character: String] = [
            "ö": "o", "é": "e", "í": "i", "ã": "a", "ø": "o", "ë": "e", "ü": "u", "ä": "a", "'": "",
        ]
        return name.lowercased().map { folds[$0] ?? String($0) }.joined()
    }
}

extension World {
    /// Appends the text in a slot as UTF-8, without any escaping.
    func appendText(_ slot: Slot, to bytes: inout [UInt8]) {
        guard slot != .absent else { return }
        let payload = slot & (1 << Text.payloadBits - 1)
        let seed = Int(payload)
        func word(_ words: [[UInt8]], _ index: Int) { bytes.append(contentsOf: words[index % words.count]) }
        func literal(_ text: StaticString) {
            bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
        }
        switch Text(rawValue: slot >> Text.payloadBits) ?? .written {
        case .written:
            if texts.indices.contains(seed) { bytes.append(contentsOf: texts[seed].utf8) }
        case .firstName: word(Vocabulary.firstNames, seed)
        case .lastName: word(Vocabulary.lastNames, seed)
        case .city: word(Vocabulary.cities, seed)
        case .jobTitle: word(Vocabulary.jobTitles, seed)
        case .email:
            word(Vocabulary.firstAddresses, seed >> 49 & 127)
            literal(".")
            word(Vocabulary.lastAddresses, seed >> 41 & 255)
            bytes.appendDecimal(Int64(seed >> 20 & 0x1F_FFFF))
            literal("@")
            let company = seed & 0xF_FFFF
            if company == 0 {
                literal(seed >> 20 & 1 == 0 ? "example.org" : "example.net")
            } else {
                appendDomain(company - 1, to: &bytes)
            }
        case .companyName: appendCompanyName(seed, to: &bytes)
        case .domain: appendDomain(seed, to: &bytes)
        case .phone:
            let plan = PhonePlan.all[(seed >> 44) % PhonePlan.all.count]
            bytes.append(contentsOf: plan.international(seed & 0xFFF_FFFF_FFFF).utf8)
        case .dealName:
            appendCompanyName(seed >> 8, to: &bytes)
            literal(" – ")
            word(Vocabulary.plans, seed & 3)
        case .note:
            word(Vocabulary.openings, seed & 0xFF)
            literal(" ")
            word(Vocabulary.topics, seed >> 8 & 0xFF)
            literal(". ")
            word(Vocabulary.closings, seed >> 16 & 0xFF)
        case .ticketSubject: word(Vocabulary.ticketSubjects, seed)
        case .surveyComment: word(Vocabulary.surveyComments, seed)
        case .callTitle:
            literal("Call about ")
            word(Vocabulary.topics, seed)
        case .meetingTitle:
            literal("Meeting: ")
            word(Vocabulary.topics, seed)
        case .emailSubject:
            literal(seed & 1 == 0 ? "Re: " : "About ")
            word(Vocabulary.topics, seed >> 1)
        case .taskSubject:
            literal("Follow up on ")
            word(Vocabulary.topics, seed)
        case .leadName:
            word(Vocabulary.firstNames, seed & 127)
            literal(" ")
            word(Vocabulary.lastNames, seed >> 7 & 255)
        case .subscriptionName:
            appendCompanyName(seed >> 2, to: &bytes)
            literal(" / ")
            word(Vocabulary.plans, seed & 3)
        case .campaignTopic: word(Vocabulary.campaignTopics, seed)
        case .meetingLink:
            literal("https://meet.example.com/")
            bytes.appendDecimal(Int64(seed % 1_000_000))
        }
    }

    /// The text in a slot.
    func text(_ slot: Slot) -> String {
        var bytes: [UInt8] = []
        appendText(slot, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func appendCompanyName(_ ordinal: Int, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: Vocabulary.companyFirst[ordinal & 63])
        bytes.append(32)
        bytes.append(contentsOf: Vocabulary.companySecond[ordinal >> 6 & 31])
        if ordinal >> 11 > 0 {
            bytes.append(32)
            bytes.appendDecimal(Int64(ordinal >> 11 + 1))
        }
    }

    private func appendDomain(_ ordinal: Int, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: Vocabulary.companyFirstAddress[ordinal & 63])
        bytes.append(45)
        bytes.append(contentsOf: Vocabulary.companySecondAddress[ordinal >> 6 & 31])
        if ordinal >> 11 > 0 { bytes.appendDecimal(Int64(ordinal >> 11 + 1)) }
        bytes.append(contentsOf: ".example.com".utf8)
    }
}

extension [UInt8] {
    mutating func appendDecimal(_ value: Int64) {
        if value >= 0 && value < 10 {
            append(48 + UInt8(value))
            return
        }
        var magnitude = value.magnitude
        if value < 0 { append(45) }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var start = 20
            repeat {
                start -= 1
                digits[start] = 48 + UInt8(magnitude % 10)
                magnitude /= 10
            } while magnitude > 0
            append(contentsOf: digits[start..<20])
        }
    }
}
