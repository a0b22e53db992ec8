import ConnectorKit
import Testing

@Suite struct ProblemsTests {
    private func listing(_ request: RequestTemplate) -> Reading {
        .snapshot(listing: Listing(request: request, page: PageShape(records: "data"), limit: 50), every: nil)
    }

    private func connector(_ streams: RecordStream..., change: (inout Connector) -> Void = { _ in }) -> Connector {
        var connector = Connector(
            name: "desk", title: "Desk", baseURL: "https://desk.example", signIn: [.bearer(credential: "token")],
            account: AccountProbe(request: RequestTemplate(get: "/me"), id: "id"), streams: streams)
        change(&connector)
        return connector
    }

    private var people: RecordStream {
        RecordStream(name: "people", id: "id", reading: listing(RequestTemplate(get: "/people")))
    }

    @Test func `a gap that nothing fills`() {
        let stream = RecordStream(name: "people", id: "id", reading: listing(RequestTemplate(get: "/{family}/people")))
        #expect(connector(stream).problems() == ["people: snapshot: nothing fills {family}"])
        #expect(connector(stream) { $0.paths = ["family": "/v3"] }.problems() == [])
    }

    @Test func `braces that do not close`() {
        let stream = RecordStream(name: "people", id: "id", reading: listing(RequestTemplate(get: "/people/{limit")))
        #expect(connector(stream).problems() == [#"people: snapshot: unbalanced braces in "/people/{limit""#])
    }

    @Test func `a budget that is not described`() {
        let stream = RecordStream(
            name: "people", id: "id", reading: listing(RequestTemplate(get: "/people", budgets: ["search"])))
        #expect(connector(stream).problems() == [#"people: snapshot: there is no budget "search""#])
    }

    @Test func `a parent that is not described`() {
        var stream = people
        stream.parent = ParentReference(stream: "firms", id: "firm")
        #expect(connector(stream).problems() == [#"people: there is no stream "firms" to be its parent"#])
        stream.parent = nil
        stream.reading = .children(
            Children(
                parent: "firms",
                listing: Listing(
                    request: RequestTemplate(get: "/firms/{parent}/people"), page: PageShape(records: "data"), limit: 9)
            ))
        #expect(connector(stream).problems() == [#"people: there is no stream "firms" to be its parent"#])
    }

    @Test func `a participant of a stream that is not described`() {
        var stream = people
        stream.touchpoints = [
            TouchpointRule(
                kind: .always(.noteAdded), channel: .always(.crm), direction: .always(.internal), at: "at",
                participants: [ParticipantRule(record: "owner", of: "owners", role: "owner")])
        ]
        #expect(
            connector(stream).problems().first?.contains(#"names the stream "owners", which does not exist"#) == true)
    }

    @Test func `a link with a gap that nothing fills`() {
        var stream = people
        stream.touchpoints = [
            TouchpointRule(
                kind: .always(.noteAdded), channel: .always(.crm), direction: .always(.internal), at: "at",
                url: "{base_url}/people/{number}")
        ]
        #expect(connector(stream).problems() == ["people: url: nothing fills {number}"])
    }

    @Test func `a request with two methods or none`() {
        var both = RequestTemplate(get: "/people")
        both.post = "/people"
        #expect(
            connector(RecordStream(name: "people", id: "id", reading: listing(both))).problems()
                == ["people: snapshot: a request needs exactly one of `get`, `post` and `patch`"])
    }

    @Test func `two streams of one name, and no way to sign in`() {
        #expect(
            connector(people, people) { $0.signIn = [] }.problems() == [
                "two streams have the same name", "no way to sign in is described",
            ])
    }

    @Test func `ranges of ids without a total, parts of records without a lookup`() {
        let window = Window(
            request: RequestTemplate(
                get: "/people", query: ["from": "{from}", "to": "{to}", "low": "{from_id}", "high": "{to_id}"]),
            page: PageShape(records: "data"), limit: 100, cursor: "at", time: .rfc3339, resolution: .second, lag: 0,
            overlap: 0, splitsByID: true, isPartial: true)
        #expect(
            connector(RecordStream(name: "people", id: "id", reading: .window(window))).problems() == [
                "people: a window with partial records needs a `lookup`",
                "people: to split a window by id, the answer must tell a `total`",
            ])
    }
}
