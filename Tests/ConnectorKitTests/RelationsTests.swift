import ConnectorKit
import JSON
import Salesforce
import Testing
import Touchpoints

/// What a description can say of a record's relations to others.
@Suite struct RelationsTests {
    private let who: StreamChoice = ["003": "people", "00Q": "notes"]

    @Test(arguments: [
        // The three letters tell which of each five are capitals.
        ("0035g00000AbCdE", "0035g00000AbCdEAAV"), ("003000000000000", "003000000000000AAA"),
        ("0035g00000AbCdEAAV", "0035g00000AbCdEAAV"), ("003-00000000000", "003-00000000000"), ("", ""),
    ])
    func `an id of 15 characters is completed to 18`(id: String, whole: String) {
        #expect(CaseSafeID.completing(id) == whole)
    }

    @Test func `how an id begins tells its stream, and the longest beginning counts`() {
        let choice: StreamChoice = ["a0": "notes", "a0B": "people"]
        #expect(choice.resolve("a0B000000000001AAA")?.stream == "people")
        #expect(choice.resolve("a0C000000000001")?.id == "a0C000000000001EAA")
        #expect(choice.resolve("b00000000000001AAA") == nil)
        #expect(StreamChoice.one("people").resolve("anything")?.id == "anything")
    }

    @Test func `a record that is gone makes no touchpoint, and names its survivor`() throws {
        func map(_ json: String) throws -> MappedRecord {
            try mapped(json, rule()) { stream in
                stream.gone = [GoneRule(when: [.equals(path: "deleted", value: "true")], reason: .deleted)]
                stream.mergedInto = "master"
            }
        }
        let merged = try map(#"{"at": "2026-01-01", "deleted": true, "master": "7"}"#)
        #expect(merged.gone == .deleted)
        #expect(merged.mergedInto == "7")
        #expect(merged.touchpoints.isEmpty)
        #expect(try map(#"{"at": "2026-01-01", "deleted": true, "master": "1"}"#).mergedInto == nil)
        let live = try map(#"{"at": "2026-01-01", "deleted": false, "master": "7"}"#)
        #expect(live.gone == nil && live.mergedInto == nil && live.touchpoints.count == 1)
    }

    @Test func `references have labels, and what begins otherwise means nothing`() throws {
        let record = try mapped(#"{"at": "2026-01-01", "who": "003A", "what": "999", "role": "buyer"}"#) { stream in
            stream.references = [
                RecordReference(path: "who", to: who, label: "who", labels: "role"),
                RecordReference(path: "what", to: who),
            ]
        }
        #expect(record.references.count == 1)
        #expect(record.references.first?.stream == "people")
        #expect(record.references.first?.labels == ["who", "buyer"])
    }

    @Test func `rules that ask for the row before wait until it is known`() throws {
        let change = rule {
            $0.when = [.different(path: "stage", from: "previous.stage")]
            $0.properties = ["from": "previous.stage"]
        }
        let stream = RecordStream(
            name: "notes", id: "id",
            reading: .snapshot(
                listing: Listing(request: RequestTemplate(get: "/n"), page: PageShape(records: "d"), limit: 1),
                every: nil), touchpoints: [change])
        let mapper = try RecordMapper(
            stream: stream, context: MappingContext(system: "desk", account: "7", recordTypes: ["notes": "notes"]))
        func map(_ previous: RecordInput.Previous) throws -> [Touchpoint] {
            let record = try JSONDocument.parse(Array(#"{"at": "2026-01-01", "stage": "b"}"#.utf8)).root
            return mapper.map(RecordInput(id: "1", record: record, previous: previous)).touchpoints
        }
        let before = try JSONDocument.parse(Array(#"{"stage": "a"}"#.utf8)).root
        let same = try JSONDocument.parse(Array(#"{"stage": "b"}"#.utf8)).root
        #expect(mapper.looksAtPrevious)
        #expect(try map(.unknown).isEmpty)
        #expect(try map(.first).count == 1)
        #expect(try map(.record(before)).first?.properties.first?.value == "a")
        #expect(try map(.record(same)).isEmpty)
    }

    @Test func `several addresses in one text are several participants`() throws {
        let record = try mapped(
            #"{"at": "2026-01-01", "to": "a@x.example; b@x.example;"}"#,
            rule { $0.participants = [ParticipantRule(email: "to", role: "recipient", separator: ";")] })
        #expect(
            record.touchpoints.first?.participants.map(\.identifier) == [
                .email("a@x.example"), .email("b@x.example"),
            ])
    }

    @Test func `a header tells the use by name, among others`() {
        let usage = Budget.Usage(header: "Sforce-Limit-Info", name: "api-usage")
        let told = usage.read("per-app-api-usage=17/250(appName=sync); api-usage=10018/100000")
        #expect(told?.used == 10_018 && told?.limit == 100_000)
        let app = Budget.Usage(header: "Sforce-Limit-Info", name: "per-app-api-usage")
        #expect(app.read("api-usage=1/2, per-app-api-usage=17/250(appName=sync)")?.limit == 250)
        for bad in ["", "api-usage=", "api-usage=5", "api-usage=a/b", "api-usage=5/0", "api-usage=-5/10"] {
            #expect(usage.read(bad) == nil, "\(bad)")
        }
    }

    @Test func `ties, series and absences are checked`() {
        func problems(_ change: (inout RecordStream) -> Void) -> [String] {
            var connector = salesforce
            guard let index = connector.streams.firstIndex(where: { $0.name == "task_relations" }) else { return [] }
            change(&connector.streams[index])
            return connector.problems()
        }
        #expect(problems { $0.references = [] }.contains { $0.contains(#"a tie to "tasks" needs a reference"#) })
        #expect(
            problems { $0.ties = [Tie(from: "tasks", to: ["tasks"])] }.contains { $0.contains("different streams") })
        #expect(problems { $0.references[0].to = "taks" }.contains { $0.contains(#"no stream "taks""#) })
        #expect(problems { $0.series = Series(order: ["Id"]) }.contains { $0.contains("series") })
        #expect(problems { $0.fields?.catalog?.isAuthority = false }.contains { $0.contains("authority") })
    }

    @Test(arguments: [
        ("      - {path: WhoId, too: contacts}", "unknown key `too`; did you mean `to`?"),
        ("      - {path: WhoId, to: [contacts]}", "expected keys and values"),
    ])
    func `a mistake in a reference is named with its line`(line: String, words: String) {
        let text = [
            "name: desk", "title: Desk", "base_url: https://desk.example", "sign_in: [{bearer: {credential: token}}]",
            "account: {request: {get: /me}, id: id}", "streams:", "  - name: people", "    id: id", "    references:",
            line, "    reading: {snapshot: {listing: {request: {get: /p}, page: {records: data}, limit: 5}}}",
        ].joined(separator: "\n")
        let error = #expect(throws: DescriptionError.self) {
            _ = try DescriptionDecoder().decode(Connector.self, from: text, file: "desk.yaml")
        }
        #expect(error?.line == 10)
        #expect(error?.problem.contains(words) == true, "\(error?.problem ?? "")")
    }
}
