import JourneyStore
import Testing
import Touchpoints

@testable import WaymarkCommand

/// How a timeline is shown.
@Suite struct JourneyReportTests {
    private let hostile = #"<script>alert("x")</script>' onmouseover='y & z"#

    private func touchpoint(
        _ minute: Int64, _ kind: TouchpointKind, _ team: Team?, title: String? = nil, url: String? = nil,
        isAutomated: Bool = false
    ) -> Touchpoint {
        Touchpoint(
            facet: "\(minute)", kind: kind, channel: .email, direction: .outbound,
            occurredAt: Moment(clamping: 1_780_000_000_000 + minute * 60_000, precision: .second), team: team,
            title: title, url: url, isAutomated: isAutomated)
    }

    /// What is reported of one person with these touchpoints.
    private func report(
        _ touchpoints: [Touchpoint], name: String = "Ann Miller", owners: [[String]: String] = [:]
    ) async throws -> JourneyReport {
        try await withFolder { folder in
            let store = try await JourneyStore.open(path: folder + "/j.db", access: .readWrite(create: true))
            let key = RecordKey(
                collection: RecordCollection(system: "crm", account: "1", objectType: "contacts"), id: "7")
            let at = Moment(clamping: 1_790_000_000_000, precision: .second)
            let earlier = Moment(clamping: 1_770_000_000_000, precision: .second)
            let record = RecordWrite(
                key: key, entity: .person, revision: "1", payload: Array("{}".utf8), touchpoints: touchpoints,
                history: [
                    FieldChange(field: "owner_id", at: earlier, value: "4"),
                    FieldChange(field: "owner_id", at: at, value: "5"),
                ], identifiers: [.email("ann@example.com")], name: name)
            try await store.write { tx in try tx.save([record], Provenance(run: 1, request: "GET", observedAt: at)) }
            let report = try await store.read { reader in
                let subject = try #require(try reader.subjects("ann@example.com").first)
                var rows: [JourneyRow] = []
                try reader.journey(subject) { rows.append($0) }
                return JourneyReport(subject, rows, changes: try reader.changes(of: subject), owners: owners)
            }
            try await store.close()
            return report
        }
    }

    @Test func `whatever a system says stays text on the page`() async throws {
        let report = try await report(
            [
                touchpoint(0, .emailSent, .sales, title: hostile, url: "javascript:alert(1)"),
                touchpoint(1, .callMade, .sales, title: "Call", url: #"https://crm.example/"><script>"#),
            ], name: hostile, owners: [["crm", "5"]: hostile])
        let page = JourneyPage(report: report).html
        // Three times as text: the title of the page, its heading, a touchpoint; and once as an owner.
        #expect(page.components(separatedBy: "&lt;script&gt;alert(&quot;x&quot;)").count >= 5)
        #expect(!page.contains("<script") && !page.contains("javascript:") && !page.contains("' onmouseover"))
        #expect(page.contains("href=\"https://crm.example/&quot;&gt;&lt;script&gt;\""))
    }

    @Test func `a handoff is where another team goes on, and no machine makes one`() async throws {
        let report = try await report([
            touchpoint(0, .formSubmitted, .marketing), touchpoint(1, .noteAdded, nil),
            touchpoint(2, .emailSent, .sales), touchpoint(3, .emailSent, .marketing, isAutomated: true),
            touchpoint(4, .callMade, .sales), touchpoint(5, .ticketOpened, .support),
        ])
        #expect(report.handoffs.map { "\($0.from) \($0.to)" } == ["marketing sales", "sales support"])
        #expect(report.summary.hasSuffix("6 touchpoints; 2 handoffs"))
        #expect(report.lines.map(\.what).filter { $0 == "handoff" }.count == 2)
    }

    @Test func `an owner is called by name where it is known, else by id`() async throws {
        let named = try await report([touchpoint(0, .emailSent, .sales)], owners: [["crm", "5"]: "Sue Ortiz"])
        #expect(named.text.contains("owner_id: Sue Ortiz"))
        let unnamed = try await report([touchpoint(0, .emailSent, .sales)])
        #expect(unnamed.text.contains("owner_id: 5"))
    }
}
