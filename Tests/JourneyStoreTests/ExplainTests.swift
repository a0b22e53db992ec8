@testable import JourneyStore
import Testing
import Touchpoints

@Suite struct ExplainTests {
    @Test func `a touchpoint and its record are explained down to the request`() async throws {
        try await withStore { store in
            let run = try await store.write { transaction in
                let run = try transaction.beginRun(kind: "sync", connection: "crm", arguments: "{}")
                let moment = Moment(clamping: 77, precision: .millisecond)
                try transaction.save(
                    [
                        .contact(
                            "1", emails: ["a@x.com"], merged: ["0"],
                            touchpoints: [.call(facet: "a"), .call(facet: "b", at: 9_000)])
                    ], Provenance(run: run, request: "POST /search #4", observedAt: moment))
                try transaction.setAssociations(
                    from: [.contact("1")], to: .companies, targets: ["1": [.init(id: "5", labels: ["Primary", "a"])]])
                return run
            }
            let all = try #require(try await store.read { try $0.explain("hubspot:123:contacts:1") })
            #expect(all.touchpoints.map(\.touchpoint.facet) == ["a", "b"])
            #expect(all.record.fetchedAt == 77)
            #expect(all.record.request == "POST /search #4")
            #expect(all.run?.id == run)
            #expect(all.associations == [StoredAssociation(target: .company("5"), labels: ["Primary", "a"])])
            #expect(all.absorbed == [.contact("0")])
            #expect(all.evidence.map(\.identifier) == ["a@x.com"])
            let one = try #require(try await store.read { try $0.explain(all.touchpoints[1].id) })
            #expect(one.touchpoints == [all.touchpoints[1]])
            #expect(one.record == all.record)
            for text in ["", "nothing", "hubspot:123:contacts:9", "a:b:c:d"] {
                #expect(try await store.read { try $0.explain(text) } == nil, "\(text)")
            }
        }
    }

    @Test func `a touchpoint id is what the recipe in the documentation gives`() async throws {
        try await withStore { store in
            try await store.write { try $0.save([.contact("7001", touchpoints: [.call(facet: "größe")])], .test) }
            #expect(try await store.touchpoints().map(\.id) == ["mggq5lw3syeiewyzzy5v7krjha"])
        }
    }

    @Test(arguments: [
        RecordKey(collection: RecordCollection(system: "a:b", account: "100%", objectType: "%3A"), id: "x:y%"),
        .contact("1"),
    ])
    func `a key is read back from its text`(key: RecordKey) {
        #expect(RecordKey(text: key.text) == key)
        #expect(RecordKey(text: key.text)?.text == key.text)
    }

    @Test(arguments: ["", "a", "a:b:c", "a:b:c:", ":b:c:d", "a::c:d"])
    func `what is no key is none`(text: String) {
        #expect(RecordKey(text: text) == nil)
    }
}
