import Testing

@testable import Sandbox

@Suite struct BulkTests {
    /// Creates a job and polls until it has ended; returns its last description.
    private func run(_ org: OrgClient, _ query: String, operation: String = "queryAll") async throws -> JSONBody {
        var job = try await create(org, query, operation: operation)
        #expect(job["state"]?.text == "UploadComplete")
        let id = try #require(job["id"]?.text)
        var states: [String] = []
        while !["JobComplete", "Failed", "Aborted"].contains(job["state"]?.text), states.count < 10 {
            job = try await org.get("jobs/query/\(id)").json
            states.append(job["state"]?.text ?? "")
        }
        #expect(states.first == "InProgress")
        return job
    }

    private func create(_ org: OrgClient, _ query: String, operation: String = "queryAll") async throws -> JSONBody {
        let body =
            "{\"operation\":\"\(operation)\",\"query\":\"\(query)\",\"contentType\":\"CSV\",\"lineEnding\":\"LF\"}"
        return try await org.call("POST", "jobs/query", body).json
    }

    /// Lines of fields: enough of a parser for quotes, doubled quotes and line breaks within.
    private func table(_ bytes: [UInt8]) -> [[String]] {
        var rows: [[String]] = []
        var row: [String] = []
        var field: [UInt8] = []
        var isQuoted = false
        var place = 0
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            if isQuoted {
                if byte != 34 {
                    field.append(byte)
                } else if place < bytes.count, bytes[place] == 34 {
                    field.append(34)
                    place += 1
                } else {
                    isQuoted = false
                }
            } else if byte == 34 {
                isQuoted = true
            } else if byte == 44 || byte == 10 {
                row.append(String(decoding: field, as: UTF8.self))
                field = []
                if byte == 10 {
                    rows.append(row)
                    row = []
                }
            }
        }
        return rows
    }

    @Test func `results come in pages until the locator is the word null`() async throws {
        try await withOrg { _, org in
            let job = try await run(
                org, "SELECT Id, Subject, Description, ActivityDate, SystemModstamp, CallType FROM Task")
            let id = try #require(job["id"]?.text)
            let count = try #require(job["numberRecordsProcessed"]?.int)
            var rows: [[String]] = []
            var locator: String?
            var sizes = 0
            while locator != "null", sizes < 50 {
                let suffix = locator.map { "&locator=\($0)" } ?? ""
                let reply = try await org.get("jobs/query/\(id)/results?maxRecords=150\(suffix)")
                #expect(reply.headers["content-type"]?.hasPrefix("text/csv") == true)
                let page = table(reply.body)
                #expect(page.first == ["Id", "Subject", "Description", "ActivityDate", "SystemModstamp", "CallType"])
                #expect(reply.headers["sforce-numberofrecords"] == String(page.count - 1))
                rows += page.dropFirst()
                sizes += 1
                locator = reply.headers["sforce-locator"] ?? "null"
                // What was read may be read again.
                let again = try await org.get("jobs/query/\(id)/results?maxRecords=150\(suffix)")
                #expect(again.body == reply.body)
            }
            #expect(sizes > 2)
            #expect(rows.count == count)
            let truth = try await org.truth("Task")
            let expected = Dictionary(uniqueKeysWithValues: truth.map { ($0["id"]?.text ?? "", $0["fields"] ?? .null) })
            #expect(Set(rows.map { $0[0] }) == Set(expected.keys))
            for row in rows {
                let fields = try #require(expected[row[0]])
                #expect(row[1] == fields["Subject"]?.text)
                #expect(row[2] == fields["Description"]?.text ?? "")
                #expect(row[4] == fields["SystemModstamp"]?.text?.replacing("+0000", with: "Z"))
                #expect(row[5] == fields["CallType"]?.text ?? "")
            }
            // Somebody writes quotes and line breaks.
            #expect(rows.contains { $0[2].contains("\"") } && rows.contains { $0[2].contains("\n") })
        }
    }

    @Test func `what Bulk cannot do is refused`() async throws {
        try await withOrg(people: 20) { _, org in
            func code(_ query: String) async throws -> String? {
                let reply = try await org.call(
                    "POST", "jobs/query", "{\"operation\":\"query\",\"query\":\"\(query)\"}")
                #expect(reply.status == 400)
                return try reply.json.list?.first?["errorCode"]?.text
            }
            let codes = [
                try await code("SELECT Id FROM OpportunityStage"), try await code("SELECT MailingAddress FROM Contact"),
                try await code("SELECT COUNT() FROM Contact"), try await code("SELECT Nope FROM Contact"),
                try await code("SELECT Id FRM Contact"),
            ]
            #expect(
                codes == ["INVALIDENTITY", "INVALID_FIELD", "FEATURENOTENABLED", "INVALID_FIELD", "MALFORMED_QUERY"])
        }
    }

    @Test func `jobs fail, are aborted, listed and deleted`() async throws {
        try await withOrg(people: 20) { sandbox, org in
            await sandbox.failNextBulkJob("InternalServerError")
            let failed = try await run(org, "SELECT Id FROM Lead")
            #expect(failed["state"]?.text == "Failed")
            #expect(failed["errorMessage"]?.text == "InternalServerError")
            let failedID = try #require(failed["id"]?.text)
            #expect(try await org.get("jobs/query/\(failedID)/results").status == 400)

            let job = try await create(org, "SELECT Id FROM Lead")
            let id = try #require(job["id"]?.text)
            #expect(try await org.call("DELETE", "jobs/query/\(id)").status == 400)
            let aborted = try await org.call("PATCH", "jobs/query/\(id)", "{\"state\":\"Aborted\"}").json
            #expect(aborted["state"]?.text == "Aborted")
            let list = try await org.get("jobs/query?jobType=V2Query").json["records"]?.list
            let listed = list?.compactMap { $0["id"]?.text }
            #expect(listed == [failedID, id])
            #expect(try await org.call("DELETE", "jobs/query/\(id)").status == 204)
            #expect(try await org.get("jobs/query/\(id)").status == 404)
            await sandbox.configureSalesforce { $0.dailyBulkJobs = 1 }
            let refused = try await create(org, "SELECT Id FROM Lead")
            #expect(refused.list?.first?["errorCode"]?.text == "LIMIT_EXCEEDED")
        }
    }

    @Test func `a result without rows has its header`() async throws {
        try await withOrg(people: 20) { _, org in
            let job = try await run(org, "SELECT Id, Name FROM Lead WHERE CreatedDate < 1990-01-01T00:00:00Z")
            #expect(job["numberRecordsProcessed"]?.int == 0)
            let reply = try await org.get("jobs/query/\(job["id"]?.text ?? "")/results")
            #expect(String(decoding: reply.body, as: UTF8.self) == "\"Id\",\"Name\"\n")
            #expect(reply.headers["sforce-locator"] == "null")
        }
    }
}
