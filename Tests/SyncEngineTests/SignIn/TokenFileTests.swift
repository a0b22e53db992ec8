import Foundation
import Glibc
import Testing

@testable import SyncEngine

@Suite struct TokenFileTests {
    private func withFile(_ body: (TokenFile, URL) async throws -> Void) async throws {
        try await withFolder { folder in
            try await body(
                .beside(store: folder.appending(path: "journeys.db").path), folder.appending(path: "journeys.db-tokens")
            )
        }
    }

    private func mode(_ url: URL) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? Int
    }

    @Test func `tokens come back, each connection's own`() async throws {
        try await withFile { file, _ in
            let one = TokenFile.Tokens(accessToken: "a", expiresAt: 5, refreshToken: "r", seed: "s")
            try file.save(one, of: "one")
            try file.save(TokenFile.Tokens(accessToken: "b"), of: "two")
            #expect(try file.tokens(of: "one") == one)
            #expect(try file.tokens(of: "two")?.accessToken == "b")
            #expect(try file.tokens(of: "three") == nil)
            try file.save(nil, of: "one")
            #expect(try file.tokens(of: "one") == nil)
            #expect(try file.tokens(of: "two") != nil)
        }
    }

    @Test func `nobody else may read it, whatever stood there before`() async throws {
        try await withFile { file, url in
            // What a crash, or somebody else, left behind.
            try Data("old".utf8).write(to: URL(filePath: url.path + ".new"))
            chmod(url.path + ".new", 0o644)
            try Data("{}".utf8).write(to: url)
            chmod(url.path, 0o644)
            let before = umask(0)
            defer { umask(before) }
            try file.save(TokenFile.Tokens(accessToken: "a"), of: "one")
            #expect(try mode(url) == 0o600)
            #expect(!FileManager.default.fileExists(atPath: url.path + ".new"))
        }
    }

    @Test func `a link in the way is not followed`() async throws {
        try await withFile { file, url in
            let elsewhere = url.deletingLastPathComponent().appending(path: "elsewhere")
            try Data("precious".utf8).write(to: elsewhere)
            try FileManager.default.createSymbolicLink(
                at: URL(filePath: url.path + ".new"), withDestinationURL: elsewhere)
            try file.save(TokenFile.Tokens(accessToken: "a"), of: "one")
            #expect(try Data(contentsOf: elsewhere) == Data("precious".utf8))
        }
    }

    @Test func `a crash before the renaming leaves the old tokens`() async throws {
        try await withFile { file, url in
            try file.save(TokenFile.Tokens(refreshToken: "good"), of: "one")
            try Data(#"{"one": {"refreshTok"#.utf8).write(to: URL(filePath: url.path + ".new"))
            #expect(try file.tokens(of: "one")?.refreshToken == "good")
        }
    }

    @Test func `a damaged file asks for a new sign-in and does not show its content`() async throws {
        try await withFile { file, url in
            try Data(#"{"one": {"accessToken": "secret-token""#.utf8).write(to: url)
            let failure = #expect(throws: SyncFailure.self) { try file.tokens(of: "one") }
            #expect(failure?.exitCode == 77)
            #expect(failure?.message.contains("waymark login") == true)
            #expect(failure?.message.contains("secret-token") == false)
        }
    }

    @Test func `one at a time refreshes`() async throws {
        try await withFile { file, _ in
            let clock = FakeClock()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        try await file.locked(clock.clock()) {
                            let count = Int(try file.tokens(of: "n")?.accessToken ?? "0") ?? 0
                            await Task.yield()
                            try file.save(TokenFile.Tokens(accessToken: String(count + 1)), of: "n")
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try file.tokens(of: "n")?.accessToken == "8")
        }
    }
}
