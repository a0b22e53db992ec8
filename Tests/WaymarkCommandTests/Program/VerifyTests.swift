import JourneyStore
import Sandbox
import Testing
import Touchpoints

@testable import WaymarkCommand

/// `waymark verify` as a process.
@Suite struct VerifyTests {
    @Test func `a lost record is named, left alone, and read again with --repair`() async throws {
        var configuration = SandboxConfiguration()
        configuration.people = 40
        try await Sandbox.withServer(configuration) { sandbox in
            try await withFolder { folder in
                let config = ConfigTemplate.sandbox.replacing("http://127.0.0.1:8700", with: sandbox.baseURL)
                try write(config, to: folder + "/waymark.yaml")
                let program = Program(folder: folder)
                let never = try await program("verify")
                #expect(never.code == 74, "there is no store yet")
                #expect(try await program("sync", "-q").code == 0)
                let whole = try await program("export", "--canonical", "-q").output
                let equal = try await program("verify")
                #expect(equal.code == 0, "\(equal.output)\(equal.errors)")
                #expect(equal.output.contains("counted in 1 window"))
                #expect(equal.output.contains("a sample only"))

                let store = try await JourneyStore.open(
                    path: folder + "/journeys.db", access: .readWrite(create: false))
                let contacts = RecordCollection(system: "hubspot", account: "424242", objectType: "contacts")
                let id = try #require(try await store.read { try $0.liveIDs(contacts, after: nil, limit: 9) }.last)
                try await store.write { tx in
                    try tx.tombstone([RecordKey(collection: contacts, id: id)], reason: .deleted, at: 0)
                }
                try await store.close()
                let harmed = try await program("export", "--canonical", "-q").output
                #expect(harmed != whole)

                let found = try await program("verify", "--sample", "3", "--seed", "18446744073709551615")
                #expect(found.code == 75)
                #expect(found.output.contains("contacts \(id): missing in the store"))
                #expect(found.output.contains("--seed 18446744073709551615"))
                #expect(try await program("export", "--canonical", "-q").output == harmed)

                struct Report: Decodable {
                    struct Stream: Decodable {
                        struct Difference: Decodable {
                            var id: String
                            var kind: String
                        }

                        var stream: String
                        var method: String
                        var differences: [Difference]
                        var repaired: Int?
                    }

                    var exit_code: Int
                    var seed: String
                    var streams: [Stream]
                }
                let told = try await program("verify", "--json", "--stream", "contacts")
                let report = try #require(try told.json([Report].self).first)
                #expect(report.exit_code == 75)
                #expect(report.streams.map(\.stream) == ["contacts"])
                #expect(report.streams[0].differences.map(\.id) == [id])
                #expect(report.streams[0].differences.map(\.kind) == ["missing"])

                let repaired = try await program("verify", "--repair")
                #expect(repaired.code == 0, "\(repaired.output)\(repaired.errors)")
                #expect(repaired.output.contains("1 repaired"))
                #expect(try await program("export", "--canonical", "-q").output == whole)
                #expect(try await program("runs").output.contains("verify"))
                #expect(try await program("verify", "--sample=-1").code == 64)
                #expect(try await program("verify", "--stream", "contcts").code == 78)
            }
        }
    }

    @Test func `status tells why a stream is not complete`() async throws {
        var configuration = SandboxConfiguration()
        configuration.people = 40
        try await Sandbox.withServer(configuration) { sandbox in
            try await withFolder { folder in
                let config = ConfigTemplate.sandbox.replacing("http://127.0.0.1:8700", with: sandbox.baseURL)
                try write(config, to: folder + "/waymark.yaml")
                let program = Program(folder: folder)
                await sandbox.setScope("crm.objects.deals.read", granted: false)
                #expect(try await program("sync", "-q").code == 77)
                let line = try await program("status").output.split(separator: "\n").first { $0.hasPrefix("  deals ") }
                #expect(line?.contains("unknown") == true)
                #expect(line?.contains("crm.objects.deals.read") == true)
            }
        }
    }
}
