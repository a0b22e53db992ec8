import Foundation
import Testing

@testable import WaymarkCommand

/// An event log from file to map, from the command line.
@Suite struct MapTests {
    private struct Report: Decodable {
        struct Paths: Decodable {
            struct Fitness: Decodable {
                var map: [String]
                var average: Double
                var log: Double
            }
            struct Edge: Decodable {
                struct Time: Decodable {
                    var count: Int
                    var median_seconds: Double
                }
                var from: String
                var to: String
                var time: Time
            }
            var cases: Int
            var events: Int
            var variants: Int
            var dfg_edges: Int
            var dfg_sum: Int
            var fitness: Fitness
            var edges: [Edge]
        }
        struct Funnel: Decodable {
            struct Stage: Decodable {
                var stage: String
                var reached: Int
            }
            var stages: [Stage]
            var stages_without_data: [String]
        }
        struct Handoffs: Decodable {
            struct Expected: Decodable {
                struct Share: Decodable { var count: Int }
                var total: Int
                var never_picked_up: Share
            }
            var expected: [Expected]
        }
        struct Attribution: Decodable {
            struct Channel: Decodable {
                var channel: String
                var linear: Double
                var markov: Double
            }
            var conversions: Int
            var null: Int
            var channels: [Channel]
        }
        var as_of: String
        var paths: Paths
        var funnel: Funnel
        var handoffs: Handoffs
        var attribution: Attribution
    }

    private static func event(_ activity: String, day: Int, stage: String, team: String) -> String {
        """
        <event><string key="concept:name" value="\(activity)"/><date key="time:timestamp" value="2026-01-0\(day)T00:00:00Z"/>
        <string key="waymark:stage" value="\(stage)"/><string key="org:group" value="\(team)"/></event>
        """
    }

    private static let log =
        "<log xes.version=\"1849.2016\"><trace><string key=\"concept:name\" value=\"ann\"/>"
        + event("visit", day: 1, stage: "awareness", team: "marketing")
        + event("demo", day: 3, stage: "decision", team: "sales")
        + event("win", day: 5, stage: "decision", team: "sales")
        + event("kickoff", day: 6, stage: "onboarding", team: "success")
        + "</trace><trace><string key=\"concept:name\" value=\"bob\"/>"
        + event("visit", day: 2, stage: "awareness", team: "marketing")
        + event("demo", day: 3, stage: "decision", team: "sales")
        + event("win", day: 4, stage: "decision", team: "sales")
        + "</trace><trace><string key=\"concept:name\" value=\"cyd\"/>"
        + event("visit", day: 9, stage: "awareness", team: "marketing") + "</trace></log>"

    @Test func `a log becomes a map, as json and as tables`() async throws {
        try await withFolder { folder in
            try write(Self.log, to: folder + "/shop.xes")
            let program = Program(folder: folder)
            let imported = try await program("import", "xes", "shop.xes", "--store", "j.db")
            #expect(imported.code == 0, "\(imported.errors)")
            #expect(
                imported.output
                    == "shop: 3 cases, 8 events; 11 records added, 0 changed, 0 as they were, 0 in quarantine\n")
            let options = [
                "map", "--store", "j.db", "--assumed", "visit > demo > win > kickoff", "--conversion", "win",
                "--handoff",
                "win > success", "--window", "3d",
            ]
            let printed = try await program.run(options + ["--format", "json"])
            #expect(printed.code == 0, "\(printed.errors)")
            let report = try printed.json(Report.self)
            #expect(report.as_of == "2026-01-09T00:00:00.000Z")
            #expect(report.paths.cases == 3)
            #expect(report.paths.events == 8)
            #expect(report.paths.variants == 3)
            #expect(report.paths.dfg_edges == 3)
            #expect(report.paths.dfg_sum == 5)
            // 1, 2·3/7 and 2·1/5; costs 0, 1 and 3 of 8, 7 and 5 steps.
            #expect(abs(report.paths.fitness.average - (1 + 6.0 / 7 + 2.0 / 5) / 3) < 1e-12)
            #expect(abs(report.paths.fitness.log - (1 - 4.0 / 20)) < 1e-12)
            let edge = try #require(report.paths.edges.first)
            #expect([edge.from, edge.to] == ["demo", "win"])
            #expect(edge.time.median_seconds == 1.5 * 86_400)
            // The third entered less than three days ago; Ann's onboarding came after five.
            #expect(report.funnel.stages.map(\.reached) == [2, 2, 0])
            #expect(report.funnel.stages_without_data == ["consideration", "adoption", "expansion", "advocacy"])
            #expect(report.handoffs.expected.map(\.total) == [2])
            #expect(report.handoffs.expected.first?.never_picked_up.count == 1)
            #expect(report.attribution.conversions == 2)
            #expect(report.attribution.null == 1)
            #expect(report.attribution.channels.map(\.channel) == ["demo", "visit"])
            #expect(report.attribution.channels.allSatisfy { abs($0.linear - 1) < 1e-12 && abs($0.markov - 1) < 1e-12 })
            #expect(try await program.run(options + ["--format", "json"]).output == printed.output)

            let tables = try await program.run(options)
            #expect(tables.code == 0)
            for text in ["3 journeys, 8 touchpoints", "visit > demo > win", "marketing", "2 conversions (win)"] {
                #expect(tables.output.contains(text), "\(text)")
            }
            let before = try await program.run(options + ["--format", "json", "--as-of", "2026-01-04"])
            #expect(try before.json(Report.self).paths.events == 5)
        }
    }

    @Test func `what is no log ends with 65, what cannot be read with 74, what is set aside with 65`() async throws {
        try await withFolder { folder in
            let program = Program(folder: folder)
            try write("<!DOCTYPE log [<!ENTITY a \"b\">]><log>&a;</log>", to: folder + "/bomb.xes")
            try write("<log><trace/></log>", to: folder + "/nameless.xes")
            try write(Self.log.replacing("</log>", with: ""), to: folder + "/cut.xes")
            for (file, code, word) in [
                ("bomb.xes", 65, "document type"), ("none.xes", 74, "cannot be read"),
                ("nameless.xes", 65, nil as String?),
                ("cut.xes", 65, "cut off"), ("..", 74, "cannot be read"),
            ] {
                let result = try await program("import", "xes", file, "--store", "j.db")
                #expect(result.code == Int32(code), "\(file)")
                #expect(word.map(result.errors.contains) ?? true, "\(result.errors)")
            }
            let map = try await program("map", "--store", "j.db", "--format", "json")
            #expect(try map.json(Report.self).paths.cases == 3)
        }
    }

    @Test func `a store without a single journey has a map of nothing`() async throws {
        try await withFolder { folder in
            let program = Program(folder: folder)
            try write("<log/>", to: folder + "/empty.xes")
            #expect(try await program("import", "xes", "empty.xes", "--store", "j.db").code == 0)
            for format in ["json", "terminal"] {
                let map = try await program("map", "--store", "j.db", "--format", format)
                #expect(map.code == 0, "\(map.errors)")
            }
            #expect(try await program("map", "--store", "none.db").code == 74)
        }
    }
}
