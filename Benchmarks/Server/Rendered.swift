import Sandbox

/// All records of one object type as HubSpot writes them, one after another: a page is a slice of it.
///
/// What is made up compresses and parses as real records do: names, addresses, numbers, dates, sentences of a
/// vocabulary of 2,000 words, identifiers.
final class Rendered: Sendable {
    /// What to make up.
    struct Shape: Sendable {
        var type: String
        var count: Int
        /// Of one record without its history.
        var bytes: Int
        var properties: Int
    }

    let shape: Shape
    /// Each record with a comma, without and with the history of its properties.
    private let plain: Slices
    private let withHistory: Slices

    static let names: [String: [String]] = [
        "contacts": [
            "email", "firstname", "lastname", "jobtitle", "company", "phone", "mobilephone", "country", "createdate",
            "lastmodifieddate", "hs_object_id", "lifecyclestage", "hs_lead_status", "hubspot_owner_id",
            "hs_analytics_source", "hs_analytics_source_data_1",
        ],
        "calls": [
            "hs_timestamp", "hs_createdate", "hs_lastmodifieddate", "hs_object_id", "hubspot_owner_id",
            "hs_body_preview", "hs_activity_type", "hs_call_title", "hs_call_direction", "hs_call_disposition",
            "hs_call_duration", "hs_call_status",
        ],
        "emails": [
            "hs_timestamp", "hs_createdate", "hs_lastmodifieddate", "hs_object_id", "hubspot_owner_id",
            "hs_body_preview", "hs_activity_type", "hs_email_subject", "hs_email_direction", "hs_email_status",
            "hs_email_from_email", "hs_email_to_email", "hs_email_thread_id",
        ],
    ]
    private static let other = ["hs_createdate", "hs_lastmodifieddate", "hs_object_id", "hubspot_owner_id"]

    /// The first of the made-up properties are those that the type has in HubSpot.
    static func properties(of shape: Shape) -> [String] {
        let known = names[shape.type] ?? other
        guard shape.properties > known.count else { return known }
        return known + (known.count..<shape.properties).map { "custom_\($0)" }
    }

    /// As HubSpot says it: others convert every value by it.
    static func type(of name: String, at place: Int) -> String {
        switch name {
        case "createdate", "lastmodifieddate", "hs_createdate", "hs_lastmodifieddate", "hs_timestamp": "datetime"
        case "hs_object_id", "hs_call_duration": "number"
        case "lifecyclestage", "hs_lead_status", "hubspot_owner_id", "hs_analytics_source", "hs_activity_type",
            "hs_call_direction", "hs_call_disposition", "hs_call_status", "hs_email_direction", "hs_email_status":
            "enumeration"
        default:
            switch name.hasPrefix("custom_") ? place % 6 : 2 {
            case 0: "number"
            case 1: "datetime"
            default: "string"
            }
        }
    }

    init(_ shape: Shape) {
        self.shape = shape
        let writer = RecordWriter(shape)
        plain = Slices(count: shape.count) { writer.record($0).plain + "," }
        withHistory =
            Self.keepsHistory(shape.type) ? Slices(count: shape.count) { writer.record($0).withHistory + "," } : plain
    }

    static func keepsHistory(_ type: String) -> Bool { type == "contacts" }

    /// The records from one number up to another, joined by commas.
    func slice(_ range: Range<Int>, history: Bool) -> ArraySlice<UInt8> {
        (history ? withHistory : plain)[range].dropLast()
    }
}

/// Makes up one record after another.
struct RecordWriter {
    private let shape: Rendered.Shape
    private let properties: [String]
    private let vocabulary = Vocabulary()

    init(_ shape: Rendered.Shape) {
        self.shape = shape
        properties = Rendered.properties(of: shape)
    }

    static func id(_ number: Int) -> Int { 20_000_000_000 + number }
    static func number(_ id: Int) -> Int { id - 20_000_000_000 }

    /// - Parameter modified: when a record changed after it was made up, in milliseconds.
    func record(_ number: Int, modified: Instant? = nil) -> (plain: String, withHistory: String) {
        let words = vocabulary.words
        var random = Randomness(UInt64(number) &* 2_654_435_761 &+ UInt64(shape.type.utf8.count))
        let id = Self.id(number)
        let created: Instant = 1_700_000_000_000 + Instant(number) * 97_000 % 60_000_000_000
        let changed = modified ?? created + 86_400_000
        let (createdText, changedText) = (timeText(created), timeText(changed))
        // Names and punctuation take about 20 bytes a property, the rest of the record 130.
        let known = Rendered.names[shape.type]?.count ?? 4
        let spare = max(0, shape.bytes - 130 - known * 40 - (properties.count - known) * 17)
        let each = properties.count > known ? spare / (properties.count - known) : 0

        var text = "{\"id\":\"\(id)\",\"properties\":{"
        for (place, name) in properties.enumerated() {
            let value: String =
                switch name {
                case "email":
                    "\(words[number % 2_000]).\(number)@\(words[number / 7 % 2_000])-\(number / 5).example.com"
                case "hs_email_to_email", "hs_email_from_email": "\(words[number % 2_000]).\(number)@example.org"
                case "firstname", "lastname", "jobtitle", "company": "\(words[random.below(2_000)].capitalized)"
                case "phone", "mobilephone": "+4930\(10_000_000 + random.below(89_999_999))"
                case "country": "Germany"
                case "createdate", "hs_createdate", "hs_timestamp": createdText
                case "lastmodifieddate", "hs_lastmodifieddate": changedText
                case "hs_object_id": String(id)
                case "lifecyclestage": modified == nil ? "salesqualifiedlead" : "customer"
                case "hs_lead_status": "OPEN"
                case "hubspot_owner_id": String(1 + random.below(20))
                case "hs_analytics_source": "OFFLINE"
                case "hs_call_direction": random.below(3) == 0 ? "INBOUND" : "OUTBOUND"
                case "hs_call_status": "COMPLETED"
                case "hs_call_duration": String(random.below(600_000))
                case "hs_email_direction": random.below(3) == 0 ? "INCOMING_EMAIL" : "EMAIL"
                case "hs_email_status": "SENT"
                case "hs_activity_type", "hs_analytics_source_data_1", "hs_call_disposition", "hs_email_thread_id":
                    String(random.next() % 1_000_000, radix: 16)
                case "hs_body_preview": vocabulary.sentence(max(20, shape.bytes - 660), &random)
                case "hs_call_title", "hs_email_subject": vocabulary.sentence(30, &random)
                default:
                    switch place % 6 {
                    case 0: String(random.next() % 10_000_000)
                    case 1: timeText(1_600_000_000_000 + Instant(random.below(100_000_000)) * 1_000)
                    default: vocabulary.sentence(each * 6 / 4 - 9, &random)
                    }
                }
            text += (place == 0 ? "\"" : ",\"") + name + "\":\"" + value + "\""
        }
        let rest =
            ",\"createdAt\":\"\(createdText)\",\"updatedAt\":\"\(changedText)\",\"archived\":false}"
        guard Rendered.keepsHistory(shape.type) else { return (text + "}" + rest, text + "}" + rest) }
        func entry(_ value: String, _ at: Instant) -> String {
            "{\"value\":\"\(value)\",\"timestamp\":\"\(timeText(at))\",\"sourceType\":\"CRM_UI\","
                + "\"sourceId\":\"userId:\(random.below(20))\",\"updatedByUserId\":\(random.below(20))}"
        }
        let stage =
            (modified.map { entry("customer", $0) + "," } ?? "")
            + entry("salesqualifiedlead", created + 3_600_000) + "," + entry("lead", created)
        let history =
            "},\"propertiesWithHistory\":{\"lifecyclestage\":[\(stage)],"
            + "\"hs_lead_status\":[\(entry("OPEN", created))],\"hubspot_owner_id\":[\(entry("1", created))]}"
        return (text + "}" + rest, text + history + rest)
    }
}
