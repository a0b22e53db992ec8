import Journeys

/// What the data calls by keys, in words.
enum Words {
    /// `Email sent` of `email.sent`; names that are no keys stay as they are.
    static func activity(_ name: String) -> String {
        let isKey = name.unicodeScalars.allSatisfy {
            ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "." || $0 == "_" || $0 == "-"
        }
        guard isKey, let first = name.first, first.isLetter else { return name }
        let spaced = String(name.map { $0 == "." || $0 == "_" ? " " : $0 })
        return spaced.prefix(1).uppercased() + spaced.dropFirst()
    }

    /// `CRM`, `E-mail` of `crm`, `email`.
    static func channel(_ name: String) -> String {
        switch name {
        case "crm", "sms": name.uppercased()
        default: activity(name)
        }
    }

    static func stage(_ name: String) -> String { activity(name) }

    static func origin(_ origin: String) -> String {
        switch origin {
        case "nps": "NPS"
        case "csat": "CSAT"
        case "ces": "CES"
        case "survey": "Survey"
        case "message": "Inferred tone"
        default: activity(origin)
        }
    }

    static func kind(_ kind: String) -> String {
        switch kind {
        case "slow_handoff": "Slow handoff"
        case "unclaimed_handoff": "Nobody picks up"
        case "leak": "Leak"
        case "stuck": "Stuck"
        case "silent_customers": "Silent customers"
        case "falling_feeling": "Falling feeling"
        case "moment_of_truth": "Moment of truth"
        case "churn_path": "Path to churn"
        case "segment": "Segment differs"
        case "contradicted": "Assumption contradicted"
        case "no_data": "No data"
        case "map_not_reviewed": "Map not reviewed"
        default: activity(kind)
        }
    }

    /// `Late: Awareness → Consideration` of `late: awareness > consideration`.
    static func measure(_ measure: String) -> String {
        guard let colon = measure.firstIndex(of: ":") else { return activity(measure) }
        let (key, rest) = (String(measure[..<colon]), measure[measure.index(after: colon)...])
        let separator: Character = rest.contains(">") ? ">" : ","
        let parts = rest.split(separator: separator).map { part in
            let name = String(part.drop { $0 == " " })
            let trimmed = name.hasSuffix(" ") ? String(name.dropLast()) : name
            return ["nps", "csat", "ces"].contains(trimmed) ? origin(trimmed) : stage(trimmed)
        }
        let words =
            switch key {
            case "passed": "Went on"
            case "not passed": "Did not go on"
            case "late": "Picked up late"
            case "unclaimed": "Never picked up"
            case "low", "feeling": "Unhappy answers"
            default: activity(key)
            }
        return "\(words): \(parts.joined(separator: separator == ">" ? " → " : ", "))"
    }

    static func verdict(_ verdict: MapReport.Assumed.Verdict) -> String {
        switch verdict {
        case .confirmed: "confirmed"
        case .skipped: "skipped"
        case .unexpected: "unexpected"
        case .slower: "slower than believed"
        case .faster: "faster than believed"
        case .feelsDifferent: "feels different"
        case .noData: "no data"
        }
    }

    static func evidence(_ grade: String) -> String {
        switch grade {
        case "A": "well founded"
        case "B": "one-sided"
        case "C": "thin"
        default: "not graded"
        }
    }

    /// `1 journey`, `2 journeys`.
    static func plural(_ text: String, _ word: String) -> String { text == "1" ? "1 \(word)" : "\(text) \(word)s" }
}
