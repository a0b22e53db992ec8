import ChildProcess
import Foundation
import Testing

@testable import WaymarkCommand

/// From an event log to findings and back, from the command line.
@Suite struct FindingsTests {
    private struct List: Decodable {
        struct Finding: Decodable {
            struct Day: Decodable { var people: Int }
            var id: String
            var kind: String
            var state: String
            var people: Int
            var journeys: [String]
            var is_new: Bool
            var owner: String?
            var note: String?
            var value: Double?
            var value_then: Double?
            var gone_since: String?
            var value_unit: String
            var history: [Day]
        }
        var new: Int
        var open: Int
        var findings: [Finding]
    }

    private static func event(_ activity: String, _ day: Int, _ stage: String, _ team: String) -> String {
        let date = "2026-0\(1 + day / 28)-\(String(101 + day % 28).dropFirst())"
        return """
            <event><string key="concept:name" value="\(activity)"/><date key="time:timestamp" value="\(date)T00:00:00Z"/>
            <string key="waymark:stage" value="\(stage)"/><string key="org:group" value="\(team)"/>
            <string key="waymark:direction" value="outbound"/></event>
            """
    }

    /// So many journeys that marketing hands to sales; of so many nobody ever picks them up.
    private static func log(_ journeys: Int, unclaimed: Int) -> String {
        "<log xes.version=\"1849.2016\">"
            + (0..<journeys).map { number in
                "<trace><string key=\"concept:name\" value=\"case \(number)\"/>"
                    + event("visit", number % 7, "awareness", "marketing")
                    + event("ask", 10, "consideration", "marketing")
                    + (number < unclaimed ? "" : event("call", 11, "consideration", "sales"))
                    + event("newsletter", 60, "consideration", "marketing") + "</trace>"
            }.joined() + "</log>"
    }

    private static let id = "unclaimed-handoff-awareness-consideration"

    @Test func `a finding is new once, is accepted, mended, gone, and new again`() async throws {
        try await withFolder { folder in
            let program = Program(folder: folder)
            func importing(unclaimed: Int) async throws {
                try? FileManager.default.removeItem(atPath: folder + "/shop.xes")
                try write(Self.log(60, unclaimed: unclaimed), to: folder + "/shop.xes")
                let result = try await program("import", "xes", "shop.xes", "--store", "j.db")
                #expect(result.code == 0, "\(result.errors)")
            }
            func list(_ options: String..., code: Int32 = 0) async throws -> List {
                let result = try await program.run(["findings", "--store", "j.db", "--json"] + options)
                #expect(result.code == code, "\(options) \(result.errors)")
                return try result.json(List.self)
            }
            func one(_ list: List) -> List.Finding? { list.findings.first { $0.id == Self.id } }

            try await importing(unclaimed: 30)
            // Looking does not take the news away.
            #expect(one(try await list())?.is_new == true)
            // An alert that could not be told is told by the next run.
            let untold = try await ChildProcess(
                "/bin/sh", ["-c", "'\(try Program.path)' findings --store j.db --fail-on new > /dev/full"],
                environment: ["HOME": folder], folder: folder
            ).result()
            #expect(untold.code == 74, "\(untold.errors)")
            let first = try #require(one(try await list("--fail-on", "new", code: 2)))
            #expect(first.kind == "unclaimed_handoff" && first.people == 30 && first.value == 0.5)
            #expect(first.value_unit == "share" && first.history.map(\.people) == [30])
            #expect(first.journeys.count == 20)
            #expect(try await program("journey", first.journeys[0], "--store", "j.db").code == 0)
            #expect(one(try await list("--fail-on", "new"))?.is_new == false)
            _ = try await list("--fail-on", "open", code: 2)

            let accepted = try await program(
                "findings", "accept", Self.id, "--owner", "Jo", "--note", "calls \u{1B}[2J", "--store", "j.db")
            #expect(accepted.code == 0 && accepted.output.hasPrefix("\(Self.id) is accepted, owner Jo: "))
            #expect(one(try await list())?.owner == "Jo")
            #expect(!(try await program("findings", "--store", "j.db")).output.contains("\u{1B}"))

            try await importing(unclaimed: 20)
            #expect(try await program("findings", "done", Self.id, "--store", "j.db").code == 0)
            #expect(one(try await list()) == nil)
            let done = try #require(one(try await list("--all")))
            #expect(done.state == "done" && done.value_then == 0.5 && done.gone_since == nil)

            try await importing(unclaimed: 1)
            #expect(one(try await list()) == nil)
            let gone = try #require(one(try await list("--all")))
            #expect(gone.gone_since != nil && gone.state == "done")

            try await importing(unclaimed: 40)
            let again = try #require(one(try await list("--fail-on", "new", code: 2)))
            #expect(again.state == "open")
            // A look into the past keeps nothing.
            let past = try await list("--as-of", "2026-01-10")
            #expect(one(past) == nil)
            #expect(one(try await list())?.gone_since == nil)
            #expect(try await program("findings", "reopen", Self.id, "--store", "j.db").code == 0)
            let unknown = try await program(
                "findings", "done", "unclaimed-handof-awareness-consideration", "--store", "j.db")
            #expect(unknown.code == 64 && unknown.errors.contains(Self.id))
        }
    }

    @Test func `a map is drafted from the data, agrees with them, and is never replaced unasked`() async throws {
        try await withFolder { folder in
            let program = Program(folder: folder)
            try write(Self.log(60, unclaimed: 4), to: folder + "/shop.xes")
            #expect(try await program("import", "xes", "shop.xes", "--store", "j.db").code == 0)
            let drafted = try await program("map", "init", "--map", "m.yaml", "--store", "j.db")
            #expect(drafted.code == 0, "\(drafted.errors)")
            let text = try String(contentsOfFile: folder + "/m.yaml", encoding: .utf8)
            let map = try AssumedMapReader(path: folder + "/m.yaml").read()
            #expect(map.stages.map(\.name).prefix(2) == ["awareness", "consideration"])
            #expect(map.stages.first?.touchpoints.map(\.activity) == ["visit"])
            #expect(Set(map.stages[1].touchpoints.map(\.activity)) == ["ask", "call", "newsletter"])
            #expect(map.stages.first?.owner == "marketing")
            #expect(map.stages[1].handoffWithin == 86_400)
            #expect(map.reviewedOn == nil && text.contains("# reviewed_on: "))

            struct Map: Decodable {
                struct Assumed: Decodable {
                    struct Cell: Decodable {
                        var about: String
                        var verdict: String
                    }
                    struct Fitness: Decodable { var map: [String] }
                    var cells: [Cell]
                    var is_overdue: Bool
                    var fitness: Fitness
                }
                var assumed: Assumed?
            }
            let held = try await program("map", "--map", "m.yaml", "--store", "j.db", "--format", "json")
            let assumed = try #require(try held.json(Map.self).assumed, "\(held.errors)")
            #expect(assumed.cells.filter { $0.about == "touchpoint" }.map(\.verdict).allSatisfy { $0 == "confirmed" })
            #expect(assumed.is_overdue && assumed.fitness.map.first == "visit")
            #expect(try await program("map", "--store", "j.db", "--json").json(Map.self).assumed == nil)

            let refused = try await program("map", "init", "--map", "m.yaml", "--store", "j.db")
            #expect(refused.code == 78 && refused.errors.contains("exists already"))
            try write("mine", to: folder + "/m.yaml")
            #expect(try await program("map", "init", "--map", "m.yaml", "--store", "j.db", "--force").code == 0)
            #expect(try String(contentsOfFile: folder + "/m.yaml", encoding: .utf8) == text)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).allSatisfy { !$0.hasSuffix(".new") })
            #expect(try await program("map", "--map", "none.yaml", "--store", "j.db").code == 78)
        }
    }
}
