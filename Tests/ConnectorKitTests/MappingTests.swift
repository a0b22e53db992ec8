import ConnectorKit
import Testing
import Touchpoints

@Suite struct MappingTests {
    @Test func `a table chooses, and what it does not know makes no touchpoint`() throws {
        let byType = rule { $0.kind = .by("type", ["call": .callMade, "mail": .emailSent]) }
        #expect(try mapped(#"{"at":"2026-05-02","type":"mail"}"#, byType).touchpoints.map(\.kind) == [.emailSent])
        let other = try mapped(#"{"at":"2026-05-02","type":"fax"}"#, byType)
        #expect(other.touchpoints.isEmpty)
        #expect(other.problems.isEmpty)
        let orElse = rule { $0.kind = .by("type", ["call": .callMade], otherwise: .noteAdded) }
        #expect(try mapped(#"{"at":"2026-05-02"}"#, orElse).touchpoints.map(\.kind) == [.noteAdded])
    }

    @Test func `a direction that nothing tells is a problem, not a guess`() throws {
        let result = try mapped(
            #"{"at":"2026-05-02","way":"up"}"#, rule { $0.direction = .by("way", ["in": .inbound]) })
        #expect(result.touchpoints.isEmpty)
        #expect(result.problems == ["touchpoint rule 1 of notes: no channel or direction is known for note.added"])
    }

    @Test func `a touchpoint without a time is a problem with its reason`() throws {
        #expect(
            try mapped("{}", rule()).problems == ["touchpoint rule 1 of notes: nothing says when note.added happened"])
        #expect(
            try mapped(#"{"at":"yesterday"}"#, rule()).problems == [
                #"touchpoint rule 1 of notes: "yesterday" is no time"#
            ])
        #expect(
            try mapped(#"{"at":"2026-05-02","changed":"soon"}"#, rule(), change: { $0.modifiedAt = "changed" }).problems
                == [
                    #"changed is no time: "soon""#
                ])
    }

    @Test func `the first path that holds something says when, and what it is called`() throws {
        let result = try mapped(
            #"{"at":"","created":"2026-05-02T08:15:30Z","name":"","subject":"Hello"}"#,
            rule {
                $0.at = ["at", "created"]
                $0.title = ["name", "subject"]
            })
        #expect(result.touchpoints.first?.occurredAt == Moment(parsing: "2026-05-02T08:15:30Z"))
        #expect(result.touchpoints.first?.title == "Hello")
    }

    @Test func `each entry is a touchpoint, told apart by its time, equal times by their order`() throws {
        let history = rule {
            $0.facet = "stage"
            $0.each = "history"
            $0.at = "entry.t"
            $0.when = [.present(path: "entry.v")]
            $0.properties = ["stage": "entry.v"]
        }
        let result = try mapped(
            #"{"history":[{"t":"2026-05-02","v":"a"},{"t":"2026-05-02","v":"b"},{"t":"2026-05-03","v":""},{"t":"2026-05-04","v":"c"}]}"#,
            history)
        #expect(result.touchpoints.map(\.facet) == ["stage@2026-05-02", "stage@2026-05-02#2", "stage@2026-05-04"])
        #expect(result.touchpoints.map { $0.properties.map(\.value) } == [["a"], ["b"], ["c"]])
        #expect(try mapped("{}", history).touchpoints.isEmpty)
    }

    @Test func `two rules of one facet are a problem, where both apply`() throws {
        let first = rule { $0.when = [.equals(path: "type", value: "a")] }
        let second = rule { $0.when = [.present(path: "type")] }
        let both = try mapped(#"{"at":"2026-05-02","type":"a"}"#, first, second)
        #expect(both.touchpoints.count == 1)
        #expect(both.problems == [#"two rules make the facet "note.added": name one of them differently"#])
        #expect(try mapped(#"{"at":"2026-05-02","type":"b"}"#, first, second).problems.isEmpty)
    }

    @Test(arguments: [
        (0.0, 10.0, "0", -1.0), (0, 10, "10", 1), (0, 10, "5", 0), (0, 10, "12", 1), (1, 7, "-3", -1), (5, 1, "1", 1),
        (5, 1, "5", -1),
    ])
    func `a score lies between worst and best`(worst: Double, best: Double, score: String, sentiment: Double) throws {
        let answer = rule {
            $0.sentiment = SentimentRule(path: "score", origin: .always(.nps), worst: worst, best: best)
        }
        let result = try mapped(#"{"at":"2026-05-02","score":"\#(score)"}"#, answer)
        #expect(result.touchpoints.first?.sentiment == Sentiment(score: sentiment, origin: .nps))
    }

    @Test(arguments: [("good", 0.0, 10.0), ("nan", 0, 10), ("inf", 0, 10), ("3", 4, 4)])
    func `what is no score on a scale is no sentiment`(score: String, worst: Double, best: Double) throws {
        let answer = rule {
            $0.sentiment = SentimentRule(path: "score", origin: .always(.csat), worst: worst, best: best)
        }
        let touchpoint = try #require(try mapped(#"{"at":"2026-05-02","score":"\#(score)"}"#, answer).touchpoints.first)
        #expect(touchpoint.sentiment == nil)
    }

    @Test(arguments: ["1200.50", "-3", "0", "99999999999999999999.999"])
    func `an amount keeps its digits, and has the account's currency where it names none`(amount: String) throws {
        let deal = rule { $0.value = MoneyRule(amount: "amount", currency: "currency") }
        #expect(
            try mapped(#"{"at":"2026-05-02","amount":"\#(amount)","currency":"USD"}"#, deal).touchpoints.first?.value
                == Money(amount: amount, currency: "USD"))
        #expect(
            try mapped(#"{"at":"2026-05-02","amount":"\#(amount)"}"#, deal).touchpoints.first?.value?.currency == "EUR")
    }

    @Test(arguments: ["1,200", "1e9", "€5", "1.2.3", "-", ".", "", "=1+1"])
    func `what is no decimal number is no amount`(amount: String) throws {
        let deal = rule { $0.value = MoneyRule(amount: "amount") }
        let touchpoint = try #require(try mapped(#"{"at":"2026-05-02","amount":"\#(amount)"}"#, deal).touchpoints.first)
        #expect(touchpoint.value == nil)
    }

    @Test func `a path to several names several participants`() throws {
        let note = rule {
            $0.participants = [
                ParticipantRule(record: "people[].id", of: "people", role: "requestor"),
                ParticipantRule(email: "cc[]", role: "copied"),
            ]
        }
        let result = try mapped(
            #"{"at":"2026-05-02","people":[{"id":3},{"id":""},{"id":"4"}],"cc":["a@b.test","c@d.test"]}"#, note)
        let collection = RecordCollection(system: "desk", account: "7", objectType: "persons")
        #expect(
            result.touchpoints.first?.participants.map(\.identifier) == [
                .record(RecordKey(collection: collection, id: "3")),
                .record(RecordKey(collection: collection, id: "4")),
                .email("a@b.test"), .email("c@d.test"),
            ])
    }

    @Test func `the parent's fields can be used, and the owner's team is known`() throws {
        let note = rule {
            $0.title = ["parent.subject"]
            $0.url = "{base_url}/notes/{id}?of={parent}"
            $0.owner = "owner"
            $0.team = .always(.support)
            $0.properties = ["queue": "parent.queue.id"]
        }
        let result = try mapped(
            #"{"at":"2026-05-02","owner":42}"#, note, parent: #"{"subject":"Help","queue":{"id":5}}"#)
        let touchpoint = try #require(result.touchpoints.first)
        #expect(touchpoint.title == "Help")
        #expect(touchpoint.url == "https://desk.example/notes/1?of=9")
        #expect(touchpoint.team == .sales)
        #expect(touchpoint.properties == [.init(name: "queue", value: "5")])
        let orphan = try #require(try mapped(#"{"at":"2026-05-02","owner":1}"#, note).touchpoints.first)
        #expect(orphan.title == nil)
        #expect(orphan.url == nil)
        #expect(orphan.team == .support)
        #expect(orphan.properties == [])
    }

    @Test func `one condition is enough for the work of a machine`() throws {
        let opened = rule { $0.automated = [.equals(path: "bot", value: "true"), .present(path: "filter")] }
        #expect(try mapped(#"{"at":"2026-05-02","filter":"x"}"#, opened).touchpoints.first?.isAutomated == true)
        #expect(try mapped(#"{"at":"2026-05-02","bot":false}"#, opened).touchpoints.first?.isAutomated == false)
    }
}

@Suite struct RecordFieldTests {
    @Test func `merged ids come from a list, without what follows them, and never the record's own`() throws {
        let result = try mapped(#"{"merged":"7:1777;8:1778; 9 ;1;7"}"#) {
            $0.merges = [MergedIDs(path: "merged", separator: ";", suffix: ":")]
        }
        #expect(result.mergedIDs == ["7", "8", "9 "])
    }

    @Test func `addresses come from every place that is named`() throws {
        let result = try mapped(#"{"email":"a@b.test","more":"c@d.test; e@f.test","all":[{"e":"g@h.test"}]}"#) {
            $0.emails = [
                EmailList(path: "email"), EmailList(path: "more", separator: ";"), EmailList(path: "all[].e"),
                EmailList(path: "none"),
            ]
        }
        #expect(
            result.identifiers == ["a@b.test", "c@d.test", "e@f.test", "g@h.test"].map(Identifier.email))
    }

    @Test func `reported history is kept, and an entry without a time is a problem`() throws {
        let result = try mapped(#"{"h":[{"v":"b","t":"2026-05-02"},{"v":"","t":"2026-05-03"},{"v":"a"}],"owner":"42"}"#)
        {
            $0.tracked = [
                TrackedField(name: "stage", value: "stage", history: HistoryShape(entries: "h", value: "v", at: "t")),
                TrackedField(name: "owner", value: "owner"),
            ]
        }
        #expect(result.history.map(\.value) == ["b", nil])
        #expect(result.tracked.map(\.field) == ["owner"])
        #expect(result.problems == ["an entry in the history of stage has no time"])
    }
}
