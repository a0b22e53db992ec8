import Foundation
import Testing

@testable import WaymarkCommand

@Suite struct CredentialTests {
    private func read(_ source: CredentialSource, in folder: String = ".") async throws -> String {
        try await CredentialReader(environment: ["TOKEN": "t-123", "EMPTY": ""], folder: folder)
            .read(source, place: "connections.a.credentials.token")
    }

    private func refusal(_ source: CredentialSource, in folder: String = ".") async -> String {
        do { return "read: \(try await read(source, in: folder))" } catch { return "\(error)" }
    }

    @Test func `variables are filled in wherever they stand`() async throws {
        #expect(try await read(.text("${TOKEN}")) == "t-123")
        #expect(try await read(.text("a ${TOKEN} b ${TOKEN}")) == "a t-123 b t-123")
        #expect(try await read(.text("$TOKEN {TOKEN}")) == "$TOKEN {TOKEN}")
    }

    @Test func `what a variable holds is not filled in again`() async throws {
        let reader = CredentialReader(environment: ["A": "${B}", "B": "x"], folder: ".")
        #expect(try await reader.read(.text("${A}"), place: "p") == "${B}")
    }

    @Test(arguments: [("${NOPE}", "NOPE is not set"), ("${EMPTY}", "EMPTY is not set"), ("${TOKEN", "without its `}`")])
    func `a variable that is not there is named`(text: String, words: String) async {
        let refusal = await refusal(.text(text))
        #expect(refusal.contains(words))
        #expect(refusal.contains("connections.a.credentials.token"))
    }

    @Test func `a file gives its text without the line break at its end`() async throws {
        try await withFolder { folder in
            try write("t-9\n", to: folder + "/token")
            #expect(try await read(.file("token"), in: folder) == "t-9")
            #expect(try await read(.file(folder + "/token")) == "t-9")
            #expect(await refusal(.file("tokn"), in: folder).contains("tokn"))
            try write("\n", to: folder + "/nothing")
            #expect(await refusal(.file("nothing"), in: folder).contains("gives nothing"))
        }
    }

    @Test func `a command gives what it prints, and its failure is told`() async throws {
        #expect(try await read(.command("printf 'a b\\n'; echo noise >/dev/null")) == "a b")
        #expect(await refusal(.command("exit 3")).contains("status 3"))
        #expect(await refusal(.command("true")).contains("gives nothing"))
    }
}
