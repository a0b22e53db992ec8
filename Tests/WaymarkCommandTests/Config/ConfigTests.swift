import Foundation
import SyncEngine
import Testing
import Journeys
import JourneyStore
import Touchpoints

@testable import WaymarkCommand

/// The message with which a configuration is refused.
private func refusal(_ text: String) -> String {
    do {
        let config = try Config(path: "waymark.yaml", text: text)
        for name in config.names { _ = try config.connection(name) }
        return "not refused"
    } catch {
        return error.exitCode == 78 ? error.message : "exit code \(error.exitCode)"
    }
}

private func connection(_ lines: String) throws -> Connection {
    let indented = lines.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n")
    return try Config(path: "waymark.yaml", text: "connections:\n  hubspot:\n    connector: hubspot\n\(indented)\n")
        .connection("hubspot")
}

@Suite struct ConfigTests {
    @Test func `an unknown key names its line and the nearest known key`() {
        let text = refusal("connections:\n  hubspot:\n    connector: hubspot\n    credentails: {access_token: x}\n")
        #expect(text.contains("waymark.yaml:4"))
        #expect(text.contains("`credentails`"))
        #expect(text.contains("`credentials`"))
    }

    @Test func `an unknown connector names the nearest`() {
        let text = refusal("connections:\n  a:\n    connector: hubspt\n")
        #expect(text.contains("connections.a.connector"))
        #expect(text.contains("did you mean `hubspot`?"))
    }

    @Test(arguments: [
        ("teams: {marketting: [ann@example.com]}", "did you mean `marketing`?"),
        ("teams: {marketing: [Ann]}", "expected an e-mail address or {team: name}"),
        ("limits: of", "did you mean `off`?"),
        ("start: soon", "expected a date"),
        ("paths: {object: /x}", "did you mean `objects`?"),
        ("streams: {contacts: {sweeps: {archivd: 1h}}}", "did you mean `archived`?"),
        ("streams: {contacts: {sweeps: {archived: often}}}", "expected a span like 30m"),
        ("streams: {contacts: maybe}", "expected `off`"),
        ("streams: {contacts: {properties: al}}", "expected `all` or a list"),
        ("streams: {owners: {properties: [x]}}", "whole records"),
        ("streams: {owners: {reading: listing}}", "no other way"),
        ("streams: {contacts: {propertys: [x]}}", "did you mean `properties`?"),
        ("credentials: {access_token: {fle: x}}", "did you mean `file`?"),
        ("credentials: {access_token: {file: x, command: y}}", "expected a text, {file: path}"),
        ("touchpoints: [{stream: contacts, when_changes: x, kind: event.atended}]", "did you mean `event.attended`?"),
        ("touchpoints: [{stream: contacts, when_chnges: x, kind: event.attended}]", "unknown key `when_chnges`"),
    ])
    func `what cannot be meant is refused with what could be`(line: String, hint: String) {
        let text = refusal("connections:\n  hubspot:\n    connector: hubspot\n    \(line)\n")
        #expect(text.contains(hint))
        #expect(text.contains("waymark.yaml"))
        #expect(text.contains("hubspot"))
    }

    @Test(arguments: [
        ("", "the file is empty"),
        ("connections: {}", "no connection"),
        ("store: x.db", "no connection"),
        ("connections: [", "not YAML"),
        ("connections:\n  a/b: {connector: hubspot}", "cannot be a name"),
        ("connections:\n  a: {connector: hubspot}\nkeep_payloads: 90", "expected a span"),
        ("connections:\n  a: {connector: hubspot}\nmemory: big", "expected a size"),
        ("connections:\n  a: {connector: hubspot}\n  a: {connector: hubspot}", "twice"),
    ])
    func `a file that says nothing usable is refused`(text: String, hint: String) {
        #expect(refusal(text).contains(hint))
    }

    @Test func `stages say what begins them, and who looks after them`() throws {
        let rules = try Config(
            path: "waymark.yaml",
            text: """
                connections:
                  a: {connector: hubspot}
                stages:
                  - awareness
                  - name: buying
                    begins_with:
                      - {activity: lifecycle.changed, is: [opportunity, "4711"], only: forward}
                      - {activity: deal.created, after: meeting.held}
                    owner: sales
                    pick_up_within: 2d
                outcomes:
                  churned: [{activity: deal.lost, is: renewal_lost}]
                  dormant_after: 30d
                segments:
                  country: [{stream: contacts, field: country}]
                """
        ).journeyRules()
        #expect(rules.stages.stages == ["awareness", "buying"])
        #expect(
            rules.stages.own == [
                StageRule(
                    StepPattern("lifecycle.changed", values: ["opportunity", "4711"]), entry: .forward, stage: "buying"),
                StageRule(StepPattern("deal.created", after: "meeting.held"), stage: "buying"),
            ])
        #expect(rules.owners["buying"] == .sales)
        #expect(rules.pickUpWithin == ["buying": 172_800_000])
        #expect(rules.outcomes.churned == [StepPattern("deal.lost", values: ["renewal_lost"])])
        #expect(rules.outcomes.won == OutcomeRules().won)
        #expect(rules.outcomes.dormantAfter == 2_592_000_000)
        #expect(
            rules.segments == [
                SegmentField(
                    segment: "country", system: "hubspot", objectType: "contacts", path: ["properties", "country"])
            ])
    }

    @Test(arguments: [
        ("stages: []", "at least one"), ("stages: [a, a]", "twice"), ("stages: [\"a > b\"]", "cannot be a name"),
        ("stages: [{name: a, begin_with: []}]", "begins_with"), ("stages: [{name: a, owner: boss}]", "sales"),
        ("segments: {x: [{stream: contactz, field: a}]}", "contactz"),
    ])
    func `stages and segments that mean nothing are refused`(text: String, hint: String) {
        #expect(throws: (any Error).self) {
            do {
                _ = try Config(
                    path: "waymark.yaml", text: "connections:\n  a: {connector: hubspot}\n\(text)\n"
                ).journeyRules()
            } catch {
                #expect("\(error)".contains(hint))
                throw error
            }
        }
    }

    @Test func `everything written arrives in the connection`() throws {
        let connection = try connection(
            """
            base_url: http://127.0.0.1:8700/
            start: 2024-01-01
            limits: off
            paths: {objects: /crm/objects/2026-03}
            teams: {marketing: [ann@example.com, {team: Brand}], sales: {team: "Sales EMEA"}}
            streams:
              deals: {properties: [renewal_date], exclude: [internal_notes], sweeps: {archived: 1h}}
              contacts: {properties: all, reading: listing}
              notes: off
            """)
        #expect(connection.baseURL == "http://127.0.0.1:8700")
        #expect(connection.start == 1_704_067_200_000)
        #expect(connection.enforcesBudgets == false)
        #expect(connection.connector.paths["objects"] == "/crm/objects/2026-03")
        #expect(connection.teams[.marketing] == [.email("ann@example.com"), .team("Brand")])
        #expect(connection.teams[.sales] == [.team("Sales EMEA")])
        let deals = try #require(connection.settings["deals"])
        #expect(deals.fields == .chosen(["renewal_date"]))
        #expect(deals.excluded == ["internal_notes"])
        #expect(deals.sweeps == ["archived": 3_600])
        #expect(connection.settings["contacts"]?.fields == .all)
        #expect(connection.settings["contacts"]?.readsByListing == true)
        #expect(connection.settings["notes"]?.isOff == true)
        #expect(connection.only == nil)
    }

    @Test func `a list of streams means just these`() throws {
        #expect(try connection("streams: [contacts, deals]").only == ["contacts", "deals"])
    }

    @Test func `the store lies beside the configuration`() throws {
        let text = "connections:\n  a: {connector: hubspot}\n"
        #expect(try Config(path: "etc/waymark.yaml", text: text).storePath == "etc/journeys.db")
        #expect(try Config(path: "etc/waymark.yaml", text: "store: x/y.db\n" + text).storePath == "etc/x/y.db")
        #expect(try Config(path: "etc/waymark.yaml", text: "store: /x/y.db\n" + text).storePath == "/x/y.db")
    }

    @Test func `the configuration for Salesforce means what it says`() throws {
        let config = try Config(path: "waymark.yaml", text: ConfigTemplate.salesforce)
        #expect(try config.connection("salesforce").connector.name == "salesforce")
        let text = ConfigTemplate.salesforce.replacing("# daily_share: 30", with: "daily_share: 30")
        let shared = try Config(path: "waymark.yaml", text: text).connection("salesforce")
        #expect(shared.connector.budgets.first?.reserve == 70)
        #expect(throws: CommandFailure.self) {
            try Config(path: "waymark.yaml", text: text.replacing("share: 30", with: "share: 0"))
                .connection("salesforce")
        }
    }

    @Test func `the configurations that init writes can be read`() async throws {
        let real = try Config(path: "waymark.yaml", text: ConfigTemplate.hubspot)
        #expect(try real.connection("hubspot").connector.name == "hubspot")
        let sandbox = try Config(path: "waymark.yaml", text: ConfigTemplate.sandbox)
        let signed = try await sandbox.signedConnection("sandbox", environment: [:])
        #expect(signed.baseURL == "http://127.0.0.1:8700")
        #expect(signed.credentials == ["access_token": "sandbox-token"])
        for (system, text) in ConfigTemplate.bySandboxSystem {
            let config = try Config(path: "waymark.yaml", text: text)
            let systems = try config.selected([]).map { try config.connection($0).connector.name }
            #expect(systems.sorted() == (system == "both" ? ["hubspot", "salesforce"] : [system]))
        }
    }

    @Test func `every example in the configuration of init means something`() throws {
        // The comments of the connection and below, one paragraph at a time, must be valid where they stand.
        let examples = [
            "start: 2024-01-01", "streams: [owners, contacts, companies, deals]",
            "streams:\n  deals: {properties: [renewal_date], exclude: [description]}\n  contacts: {properties: all}\n"
                + "  notes: off\n  emails: {sweeps: {archived: 1h}}",
            "teams:\n  marketing: [ann@example.com]\n  sales: {team: \"Sales EMEA\"}",
            "touchpoints:\n  - stream: contacts\n    when_changes: webinar_attended_on\n    kind: event.attended\n"
                + "    stage: consideration",
        ]
        for example in examples {
            for line in example.split(separator: "\n") {
                #expect(ConfigTemplate.hubspot.contains(line), "\(line) is not in the template")
            }
            _ = try connection(example)
        }
    }

    @Test func `a configuration that shows a secret to others is told`() async throws {
        try await withFolder { folder in
            let path = folder + "/waymark.yaml"
            let literal =
                "connections:\n  a:\n    connector: hubspot\n    credentials: {access_token: pat-1, client_id: x}\n"
            try write(literal, to: path, mode: 0o644)
            let warning = try #require(try Config(path: path).exposure)
            #expect(warning.contains("connections.a.credentials.access_token"))
            #expect(!warning.contains("pat-1"))
            #expect(!warning.contains("client_id"))
            try write(literal, to: path, mode: 0o600)
            #expect(try Config(path: path).exposure == nil)
            try write(literal.replacing("pat-1", with: "\"${TOKEN}\""), to: path, mode: 0o644)
            #expect(try Config(path: path).exposure == nil)
        }
    }
}
