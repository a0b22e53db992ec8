import Foundation
import JourneyStore
import SyncEngine
import Testing

@testable import WaymarkCommand

@Suite struct ExitCodeTests {
    @Test func `every layer's errors have the documented code`() {
        let cases: [(any Error, Int32)] = [
            (SyncFailure.store("x"), 74), (SyncFailure.fixConfig("x"), 78), (SyncFailure.signIn("x"), 77),
            (SyncFailure.unreachable("x"), 69), (SyncFailure.runAgain("x", at: nil), 75), (SyncFailure.cancelled, 75),
            (CancellationError(), 75), (StoreError.missing(path: "x"), 74), (StoreError.diskFull(path: "x"), 74),
            (StoreError.locked(path: "x", by: nil), 75), (StoreError.invalid(words: "x"), 70),
            (CocoaError(.fileNoSuchFile), 70),
        ]
        for (error, code) in cases { #expect(CommandFailure(error).exitCode == code, "\(error)") }
    }

    @Test func `where several apply the documented first one counts`() {
        #expect(firstExitCode([65, 75, 0]) == 75)
        #expect(firstExitCode([75, 77, 69]) == 77)
        #expect(firstExitCode([0, 0]) == 0)
    }

    @Test func `init writes a configuration for its owner only and never over another`() async throws {
        try await withFolder { folder in
            let program = Program(folder: folder)
            #expect(try await program("init").code == 0)
            let path = folder + "/waymark.yaml"
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            try write("mine", to: path)
            let again = try await program("init")
            #expect(again.code == 78)
            #expect(again.errors.contains("exists already"))
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
        }
    }

    @Test func `configuration and store that cannot be used end with 78 and 74, in words`() async throws {
        try await withFolder { folder in
            let program = Program(folder: folder)
            let none = try await program("sync")
            #expect(none.code == 78)
            #expect(
                none.errors
                    == "waymark: there is no waymark.yaml. Write one with `waymark init`, or name another one with --config.\n"
            )

            try write("connections:\n  a:\n    conector: hubspot\n", to: folder + "/waymark.yaml")
            let mistyped = try await program("status")
            #expect(mistyped.code == 78)
            #expect(mistyped.errors.contains("waymark.yaml:3"))
            #expect(mistyped.errors.contains("did you mean `connector`?"))

            try write(
                "connections:\n  a:\n    connector: hubspot\n    credentials: {access_token: \"${NO_TOKEN}\"}\n",
                to: folder + "/waymark.yaml")
            let unset = try await program("sync")
            #expect(unset.code == 78)
            #expect(unset.errors.contains("NO_TOKEN is not set"))

            let missing = try await program("status")
            #expect(missing.code == 74)
            #expect(missing.errors.contains("waymark sync"))

            try write("this is no store, but a letter", to: folder + "/letter.db")
            let letter = try await program("runs", "--store", "letter.db")
            #expect(letter.code == 74)
            #expect(letter.errors.contains("is not a Waymark store"))
            #expect(
                try String(contentsOfFile: folder + "/letter.db", encoding: .utf8) == "this is no store, but a letter")
        }
    }

    @Test func `nobody at the address ends with 69`() async throws {
        // Port 1 of loopback: nobody listens there.
        let result = try await Program(folder: ".")("sandbox", "--advance", "1d", "--port", "1")
        #expect(result.code == 69)
        #expect(result.errors.contains("127.0.0.1:1"))
        #expect(result.errors.contains("waymark sandbox"))
    }

    @Test func `messages are one JSON object per line when asked for`() async throws {
        try await withFolder { folder in
            let result = try await Program(folder: folder)("sync", "--log", "json")
            let line = try #require(result.errors.split(separator: "\n").first)
            let message = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            #expect(message["level"] as? String == "error")
            #expect(message["exit_code"] as? Int == 78)
            #expect(result.code == 78)
        }
    }
}
