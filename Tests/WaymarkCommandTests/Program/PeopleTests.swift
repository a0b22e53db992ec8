import Foundation
import Sandbox
import Testing

@testable import WaymarkCommand

/// Who is who, from the command line, against the simulated company.
@Suite struct PeopleTests {
    private struct Person: Decodable {
        var person: String
        var identifiers: [String]
    }

    private struct Identity: Decodable {
        struct Link: Decodable { var rule: String }
        var id: String
        var identifiers: [String]
        var evidence: [Link]
    }

    private func withSandbox(_ body: @escaping @Sendable (Program, [Person]) async throws -> Void) async throws {
        var configuration = SandboxConfiguration()
        configuration.people = 40
        try await Sandbox.withServer(configuration) { sandbox in
            try await withFolder { folder in
                let config = ConfigTemplate.sandbox.replacing("http://127.0.0.1:8700", with: sandbox.baseURL)
                try write(config, to: folder + "/waymark.yaml")
                let program = Program(folder: folder)
                #expect(try await program("sync", "-q").code == 0)
                let export = try await program("export", "people", "-q")
                let people = try export.output.split(separator: "\n").map {
                    try JSONDecoder().decode(Person.self, from: Data($0.utf8))
                }
                try await body(
                    program,
                    people.filter { person in
                        person.identifiers.contains { $0.contains("@") }
                            && person.identifiers.contains { $0.contains(":contacts:") }
                    })
            }
        }
    }

    @Test func `people are shown with their evidence, joined and split by what is said`() async throws {
        try await withSandbox { program, people in
            let ends = try people.prefix(2).map { person in
                try #require(person.identifiers.first { $0.contains(":contacts:") })
            }
            let email = try #require(people[0].identifiers.first { $0.contains("@") })
            let shown = try await program("identity", "show", email, "--json").json(Identity.self)
            #expect(shown.id == people[0].person)
            #expect(shown.evidence.contains { $0.rule == "record.email" })
            let apart = try await program("identity", "show", ends[0], ends[1])
            #expect(apart.output.contains("is not the person \(people[1].person)"))

            let linked = try await program("identity", "link", ends[0], ends[1])
            #expect(linked.code == 0, "\(linked.errors)")
            let one = try await program("identity", "show", ends[1], "--json").json(Identity.self)
            #expect(Set(ends).isSubset(of: one.identifiers))
            #expect(one.evidence.contains { $0.rule == "user.same" })
            #expect(try await program("identity", "review").output.contains("you said:"))

            // Neither a rebuild nor another sync forgets it.
            #expect(try await program("rebuild", "-q").code == 0)
            #expect(try await program("sync", "-q").code == 0)
            let still = try await program("identity", "show", ends[1], "--json").json(Identity.self)
            #expect(Set(ends).isSubset(of: still.identifiers))

            #expect(try await program("identity", "split", ends[0], ends[1]).code == 0)
            let two = try await program("identity", "show", ends[1], "--json").json(Identity.self)
            #expect(!two.identifiers.contains(ends[0]))
            #expect(try await program("identity", "link", ends[0], "nobody@example.org").code == 64)
            #expect(try await program("identity", "link", ends[0], ends[0]).code == 64)
        }
    }

    @Test func `a journey is a page that needs nothing else`() async throws {
        try await withSandbox { program, people in
            let email = try #require(people[0].identifiers.first { $0.contains("@") })
            let page = try await program("journey", email, "--html")
            #expect(page.code == 0)
            #expect(page.output.hasPrefix("<!DOCTYPE html>"))
            #expect(page.output.contains(email))
            #expect(
                !page.output.contains("<script") && !page.output.contains("src=") && !page.output.contains("@import"))
            #expect(try await program("journey", email, "--html", "--json").code == 64)
            let text = try await program("journey", email)
            #expect(text.output.contains("touchpoint"))
            #expect(text.output == (try await program("journey", people[0].person)).output)
        }
    }

    @Test func `a forgotten person is gone from the file, and a sync does not bring them back`() async throws {
        try await withSandbox { program, people in
            let person = people[0]
            let email = try #require(person.identifiers.first { $0.contains("@") })
            let dry = try await program("forget", email, "--dry-run")
            #expect(dry.output.contains(email))
            #expect(try await program("journey", email).code == 0)

            let forgotten = try await program("forget", email)
            #expect(forgotten.code == 0, "\(forgotten.errors)")
            #expect(forgotten.output.hasPrefix("erased one person"))
            #expect(!forgotten.output.contains(email))
            func traces() throws -> [String] {
                try ["", "-wal"].flatMap { file -> [String] in
                    let path = program.folder + "/journeys.db" + file
                    guard FileManager.default.fileExists(atPath: path) else { return [] }
                    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
                    return person.identifiers.filter {
                        bytes.range(of: Data($0.utf8)) != nil
                    }
                }
            }
            #expect(try traces() == [])
            let sync = try await program("sync", "--full", "-q")
            #expect(sync.code == 0, "\(sync.errors)")
            #expect(try traces() == [])
            #expect(try await program("journey", email).code == 64)
            #expect(try await program("forget", email).output.contains("erased one person"))
            #expect(try await program("forget", "nobody@example.org").code == 64)
        }
    }
}
