import Foundation
import Journeys
import Testing
import Touchpoints

@testable import WaymarkCommand

private func refusal(_ text: String) -> String {
    do {
        _ = try AssumedMapReader(path: "journey-map.yaml").read(text)
        return "not refused"
    } catch {
        return error.exitCode == 78 ? error.message : "exit code \(error.exitCode)"
    }
}

@Suite struct AssumedMapReaderTests {
    @Test func `a map is read with all that it may say`() throws {
        let map = try AssumedMapReader(path: "journey-map.yaml").read(
            """
            reviewed_on: 2026-07-01
            stages:
              - name: awareness
                goal: find out whether this solves it
                touchpoints: [ad.clicked, {activity: form.submitted, channel: form}]
                channels: [web]
                feeling: -1
                owner: marketing
                target_time: 14d
                target_share: 40%
                pains: [too many e-mails, {activity: email.bounced}]
                next: onboarding
              - {name: decision, handoff_within: 2h}
              - {name: onboarding}
            evidence:
              - {date: 2026-06-01, role: buyer, quote: " Nobody called back. ", stage: Awareness, feeling: +2}
            """)
        #expect(map.reviewedOn == Moment(date: "2026-07-01")?.milliseconds)
        let stage = try #require(map.stages.first)
        #expect(stage.goal == "find out whether this solves it")
        #expect(stage.touchpoints == [.init("ad.clicked"), .init("form.submitted", channel: "form")])
        #expect(stage.channels == ["web"])
        #expect(stage.feeling == -1)
        #expect(stage.targetTime == 1_209_600)
        #expect(stage.targetShare == 0.4)
        #expect(stage.pains == [.text("too many e-mails"), .activity("email.bounced")])
        #expect(map.stage(after: "awareness") == "onboarding")
        #expect(map.stage(after: "decision") == "onboarding")
        #expect(map.stages[1].handoffWithin == 7_200)
        #expect(
            map.interviews == [
                Interview(
                    date: try #require(Moment(date: "2026-06-01")).milliseconds, role: "buyer",
                    quote: "Nobody called back.", stage: "awareness", feeling: 2)
            ])
    }

    @Test(arguments: [
        ("stages: []", "at least one stage"),
        ("stages:\n  - {name: a, gaol: x}", ":2: stages.[0]: unknown key `gaol`; did you mean `goal`?"),
        ("stages:\n  - {name: a}\n  - {name: A}", ":3: the stage \"A\" stands there twice"),
        ("stages:\n  - {name: a}\n  - {name: b, next: c}", ":3: the map has no stage \"c\""),
        ("stages:\n  - {name: a, feeling: 3}", ":2: stages.[0].feeling: expected a feeling from -2"),
        ("stages:\n  - {name: a, feeling: good}", "not \"good\""),
        ("stages:\n  - {name: a, target_time: soon}", "expected a span like 30m"),
        ("stages:\n  - {name: a, target_share: 140%}", "expected a share like 40%"),
        ("stages:\n  - {name: a, channels: [emial]}", "did you mean `email`?"),
        ("stages:\n  - {name: a, touchpoints: [{activty: x}]}", "did you mean `activity`?"),
        ("stages:\n  - {name: ''}", "expected a text of 1 to 2000 characters"),
        (
            "reviewed_on: 2026-02-30\nstages:\n  - {name: a}",
            ":1: reviewed_on: expected a date like 2026-07-01, not \"2026-02-30\""
        ),
        (
            "stages:\n  - {name: a}\nevidence:\n  - {date: 2026-01-01, quote: x, stage: onbording}",
            ":4: the map has no stage \"onbording\"; known are a"
        ),
        ("stages:\n  - {name: a}\nevidence:\n  - {quote: x}", ":4: evidence.[0]: `date` is missing"),
        ("stages:\n  - {name: a}\nevidence: [none.csv]", "there is no none.csv"),
        ("stages: &a [*a]", "journey-map.yaml"),
        ("stages:\n  - {name: a, touchpoints: [\(String(repeating: "x,", count: 201))]}", "more than 200 entries"),
        ("", "the file is empty"), ("stages: [", "this is not YAML"),
    ])
    func `what cannot be meant is refused with its line`(text: String, words: String) {
        #expect(refusal(text).contains(words), "\(refusal(text))")
        #expect(refusal(text).contains("journey-map.yaml") || words.contains("none.csv"))
    }

    @Test func `interviews are read from notes and tables beside the map`() async throws {
        try await withFolder { folder in
            try FileManager.default.createDirectory(atPath: folder + "/notes", withIntermediateDirectories: true)
            try write(
                "\u{FEFF}---\r\ndate: 2026-03-02\r\nstage: Decision\r\nfeeling: \"\u{2212}2\"\r\n---\r\nTwo\r\nlines: really.\r\n",
                to: folder + "/notes/b.md")
            try write("---\n# the first\ndate: 2026-03-01\n\nrole: buyer\n---\nFirst.", to: folder + "/notes/a.txt")
            try write("not a note", to: folder + "/notes/.hidden.md")
            try write("not a note", to: folder + "/notes/picture.png")
            try write(
                "quote,date,feeling,stage,role\n\"Said \"\"no\"\",\ntwice\",2026-03-03,1,decision,\nPlain,2026-03-04,,,boss\n",
                to: folder + "/interviews.csv")
            try write("quote;date\nHalb; 2026-03-05 \n", to: folder + "/halb.csv")
            try write(
                "stages: [{name: decision}]\nevidence: [notes/, interviews.csv, halb.csv]\n", to: folder + "/map.yaml")
            let map = try AssumedMapReader(path: folder + "/map.yaml").read()
            #expect(
                map.interviews.map(\.quote) == [
                    "First.", "Two\nlines: really.", "Said \"no\",\ntwice", "Plain", "Halb",
                ])
            #expect(map.interviews.map(\.feeling) == [nil, -2, 1, nil, nil])
            #expect(map.interviews.map(\.role) == ["buyer", nil, nil, "boss", nil])
            #expect(map.interviews.map(\.stage) == [nil, "decision", "decision", nil, nil])
        }
    }

    @Test(arguments: [
        ("n.md", "no front matter", "n.md:1: a note begins with `---`"),
        ("n.md", "---\ndate: 2026-01-01\n", "n.md:1: a note begins with"),
        ("n.md", "---\ndate: soon\n---\nx", "n.md:2: expected a date like 2026-07-01, not \"soon\""),
        ("n.md", "---\nfeelng: 1\n---\nx", "n.md:2: unknown key `feelng`; did you mean `feeling`?"),
        ("n.md", "---\ndate: 2026-01-01\ndate: 2026-01-02\n---\nx", "n.md:3: `date` stands there twice"),
        ("n.md", "---\ndate: 2026-01-01\n---\n\n", "n.md:1: the quote is missing"),
        ("n.md", "---\ndate: 2026-01-01\nstage: b\n---\nx", "n.md:3: the map has no stage \"b\""),
        ("n.md", "---\nrole: x\n---\nx", "n.md:1: `date` is missing"),
        ("n.csv", "", "the table is empty"),
        ("n.csv", "date,qoute\n", "n.csv:1: unknown column `qoute`; did you mean `quote`?"),
        ("n.csv", "date,date\n", "two columns `date`"),
        ("n.csv", "date,quote\n2026-01-01\n", "n.csv:2: 1 fields instead of the header's 2"),
        ("n.csv", "date,quote,feeling\n2026-01-01,\"a\nb\",0\n2026-01-02,c,9\n", "n.csv:4: expected a feeling"),
        ("n.csv", "date,quote\n2026-01-01,\"open\n", "the end comes inside quotes"),
        ("n.csv", "date,quote\n2026-01-01,\n", "n.csv:2: the quote is missing"),
    ])
    func `what is wrong in evidence is told with file and line`(name: String, text: String, words: String) async throws
    {
        try await withFolder { folder in
            try write(text, to: folder + "/" + name)
            try write("stages: [{name: a}]\nevidence: [\(name)]\n", to: folder + "/map.yaml")
            do {
                _ = try AssumedMapReader(path: folder + "/map.yaml").read()
                Issue.record("not refused")
            } catch let failure as CommandFailure {
                #expect(failure.exitCode == 78)
                #expect(failure.message.contains(words), "\(failure.message)")
            }
        }
    }

    @Test func `files that are too long, no text or not there are refused`() async throws {
        try await withFolder { folder in
            try write(
                "stages: [{name: a}]\n" + String(repeating: "#", count: AssumedMapReader.mostBytes),
                to: folder + "/long.yaml")
            try Data([0xFF, 0xFE, 0x00]).write(to: URL(fileURLWithPath: folder + "/binary.yaml"))
            for (name, words) in [
                ("long.yaml", "longer than"), ("binary.yaml", "not UTF-8"), ("none.yaml", "there is no"),
                (".", "cannot read"),
            ] {
                do {
                    _ = try AssumedMapReader(path: folder + "/" + name).read()
                    Issue.record("not refused")
                } catch let failure as CommandFailure {
                    #expect(failure.message.contains(words), "\(failure.message)")
                }
            }
        }
    }
}
