import Testing

@testable import Sandbox

@Suite struct WorldTests {
    private func everything(_ sandbox: Sandbox) async -> [UInt8] {
        var bytes: [UInt8] = []
        let streams: [TruthStream] =
            Kind.allCases.map { .records($0) } + [
                .merges, .emailEvents, .submissions, .memberships, .associations(.person, .email),
                .associations(.deal, .company),
            ]
        for stream in streams {
            var place: Int? = 0
            while let next = place {
                let (more, following) = await sandbox.truth(stream, from: next)
                bytes += more
                place = following
            }
        }
        return bytes
    }

    private func sandbox(seed: UInt64) -> Sandbox {
        var configuration = SandboxConfiguration()
        configuration.people = 300
        configuration.seed = seed
        return Sandbox(configuration)
    }

    @Test func `the same seed gives the same bytes, also after ten days`() async {
        let (one, two) = (sandbox(seed: 7), sandbox(seed: 7))
        await one.advance(days: 10)
        await two.advance(days: 10)
        #expect(await everything(one) == everything(two))
    }

    @Test func `another seed gives another company`() async {
        #expect(await everything(sandbox(seed: 7)) != everything(sandbox(seed: 8)))
    }

    @Test func `a day brings every kind of change`() async throws {
        let sandbox = sandbox(seed: 3)
        let report = await sandbox.advance(days: 2)
        for happening in Happening.allCases {
            #expect((report.happenings[happening.rawValue] ?? 0) > 0, "\(happening) did not happen")
        }
        let people = try #require(report.changed["contacts"])
        for change in ["created", "modified", "merged"] { #expect((people[change] ?? 0) > 0, "no contact \(change)") }
        #expect(report.changed.values.contains { $0["archived"] != nil })
        #expect(report.changed.values.contains { $0["restored"] != nil })
        #expect(report.changed.values.contains { $0["purged"] != nil })
    }

    @Test func `imports leave hundreds of people on one millisecond`() {
        let world = World.generated(World.Plan(seed: 1, people: 5_000, start: SandboxConfiguration().start))
        let ties = Dictionary(grouping: world[.person].modified, by: { $0 }).mapValues(\.count)
        #expect((ties.values.max() ?? 0) >= 100)
    }

    @Test func `nothing lies in the future but plans, and every record is older than its last change`() {
        var world = World.generated(World.Plan(seed: 5, people: 400, start: SandboxConfiguration().start))
        _ = world.live(until: world.now + 3 * Span.day)
        for kind in Kind.allCases {
            #expect(world[kind].modified.allSatisfy { $0 <= world.now })
            #expect(zip(world[kind].created, world[kind].modified).allSatisfy { $0 <= $1 })
        }
        #expect(world.mail.allSatisfy { $0.at <= world.now })
        #expect(zip(world.mail, world.mail.dropFirst()).allSatisfy { $0.at <= $1.at })
    }

    @Test func `links hold in both directions`() {
        var world = World.generated(World.Plan(seed: 5, people: 400, start: SandboxConfiguration().start))
        _ = world.live(until: world.now + 5 * Span.day)
        for kind in Kind.allCases {
            for row in 0..<world[kind].count {
                for edge in world.edges(kind, row) {
                    let back = world.edges(edge.kind, Int(edge.row)).filter { $0.kind == kind && $0.row == UInt32(row) }
                    #expect(back.map(\.labels) == [edge.labels])
                }
            }
        }
    }

    @Test func `everyone has an address of their own`() {
        let world = World.generated(World.Plan(seed: 5, people: 2_000, start: SandboxConfiguration().start))
        let table = world[.person]
        let live = (0..<table.count).filter { table.state[$0] != .merged }
        let addresses = Set(live.map { world.text(table.slot($0, PersonField.email.rawValue)) })
        #expect(addresses.count == live.count)
    }

    @Test(
        arguments: [
            ("2026-05-02T08:15:30.412Z", 1_777_709_730_412), ("2024-02-29T23:59:59Z", 1_709_251_199_000),
            ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59.999Z", -1),
        ] as [(String, Int64)])
    func `instants are written as they are read`(text: String, instant: Int64) {
        #expect(parseInstant(text) == instant)
        #expect(timeText(instant) == text)
    }

    @Test(arguments: ["", "2026-13-01", "2026-05-02T25:00:00Z", "2026-05-02 08:15:30Z", "yesterday"])
    func `what is no instant is refused`(text: String) {
        #expect(parseInstant(text) == nil)
    }
}
