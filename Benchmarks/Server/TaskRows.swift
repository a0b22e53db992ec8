import Sandbox

/// Tasks of a Salesforce org in the order of their stamps, made up field by field: every list of fields that is asked for
/// finds the same values.
struct TaskRows: Sendable {
    struct Field: Sendable {
        var name: String
        /// As `describe` calls it.
        var type: String
    }

    /// What a client may ask for.
    enum Format: Hashable {
        /// Results of Bulk API 2.0: everything is quoted, and what is not there is empty.
        case csv
        /// Records of a query.
        case json
    }

    static let fields: [Field] = [
        ("Id", "id"), ("IsDeleted", "boolean"), ("CreatedDate", "datetime"), ("CreatedById", "reference"),
        ("LastModifiedDate", "datetime"), ("LastModifiedById", "reference"), ("SystemModstamp", "datetime"),
        ("WhoId", "reference"), ("WhatId", "reference"), ("AccountId", "reference"), ("OwnerId", "reference"),
        ("Subject", "string"), ("Status", "picklist"), ("IsClosed", "boolean"), ("Priority", "picklist"),
        ("ActivityDate", "date"), ("TaskSubtype", "picklist"), ("CallType", "picklist"),
        ("CallDurationInSeconds", "int"), ("CallDisposition", "string"), ("CallObject", "string"),
        ("IsArchived", "boolean"), ("IsRecurrence", "boolean"), ("CompletedDateTime", "datetime"),
        ("Description", "textarea"),
    ].map { Field(name: $0.0, type: $0.1) }

    let count: Int
    /// Of one row with all its fields, as CSV: the description takes what the others leave, 375 on average.
    let bytes: Int
    private let vocabulary = Vocabulary()

    private static let first: Instant = 1_500_000_000_000
    private static let span: Instant = 250_000_000_000

    /// To the second, and later for each row than for the one before, unless they share a second.
    func stamp(_ row: Int) -> Instant {
        (Self.first + Self.span / Instant(max(1, count)) * Instant(row)) / 1_000 * 1_000
    }

    /// The first row with this stamp or a later one.
    func row(from stamp: Instant) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self.stamp(middle) < stamp { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// 18 characters. Digits never are upper case, so that the last three, which tell the case of the others, are the same
    /// for all ids of a prefix.
    static func id(_ prefix: String, _ number: Int) -> String {
        let digits = String(number)
        let check = prefix == "00T" ? "MAA" : "IAA"
        return prefix + "Vw" + String(repeating: "0", count: max(0, 10 - digits.count)) + digits + check
    }

    /// The row that an id means.
    func row(of id: some StringProtocol) -> Int? {
        guard id.hasPrefix("00TVw"), let row = Int(id.dropFirst(5).prefix(10)), row < count else { return nil }
        return row
    }

    func record(_ row: Int, _ fields: [Field], _ format: Format) -> String {
        switch format {
        case .csv:
            return fields.map { "\"\(value(of: $0, row, zone: "Z"))\"" }.joined(separator: ",") + "\n"
        case .json:
            let members = fields.map { field in
                let value = value(of: field, row, zone: "+0000")
                let isLiteral = field.type == "boolean" || field.type == "int"
                return "\"\(field.name)\":" + (value.isEmpty ? "null" : isLiteral ? value : "\"\(value)\"")
            }
            let url = "/services/data/v62.0/sobjects/Task/\(Self.id("00T", row))"
            return #"{"attributes":{"type":"Task","url":"\#(url)"},\#(members.joined(separator: ","))},"#
        }
    }

    private func value(of field: Field, _ row: Int, zone: String) -> String {
        var random = Randomness(UInt64(row) &* 2_654_435_761 &+ UInt64(field.name.utf8.count))
        let isCall = row % 2 == 0
        switch field.name {
        case "Id": return Self.id("00T", row)
        case "IsDeleted", "IsArchived", "IsRecurrence": return "false"
        case "IsClosed": return "true"
        case "CreatedDate", "CompletedDateTime": return time(stamp(row) - 3_600_000, zone)
        case "LastModifiedDate", "SystemModstamp": return time(stamp(row), zone)
        case "ActivityDate": return String(timeText(stamp(row)).prefix(10))
        case "WhoId": return Self.id("003", row % max(1, count / 10))
        case "WhatId", "AccountId": return Self.id("001", row % max(1, count / 50))
        case "CreatedById", "LastModifiedById", "OwnerId": return Self.id("005", random.below(40))
        case "Subject": return vocabulary.sentence(30, &random)
        case "Status": return "Completed"
        case "Priority": return "Normal"
        case "TaskSubtype": return isCall ? "Call" : "Email"
        case "CallType": return !isCall ? "" : random.below(3) == 0 ? "Inbound" : "Outbound"
        case "CallDurationInSeconds": return isCall ? String(random.below(3_600)) : ""
        case "CallDisposition": return isCall ? vocabulary.word(&random) : ""
        case "CallObject": return isCall ? String(random.next() % 1_000_000_000, radix: 16) : ""
        case "Description": return vocabulary.sentence(bytes - 375, &random)
        default: return ""
        }
    }

    private func time(_ at: Instant, _ zone: String) -> String { timeText(at).dropLast() + zone }
}
