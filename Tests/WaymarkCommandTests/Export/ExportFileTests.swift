import Foundation
import Testing

@testable import WaymarkCommand

@Suite struct ExportFileTests {
    @Test func `the file appears under its name only when it is complete`() async throws {
        try await withFolder { folder in
            let path = folder + "/out.csv"
            try write("old", to: path)
            do {
                let file = try ExportFile(path: path)
                try file.write(Array(repeating: UInt8(ascii: "x"), count: 200_000))
                #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
                try file.publish()
                #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count == 200_000)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["out.csv"])
        }
    }

    @Test func `an export that was given up leaves nothing behind`() async throws {
        try await withFolder { folder in
            do {
                let file = try ExportFile(path: folder + "/out.csv")
                try file.writeLine(Array("half".utf8))
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        }
    }

    @Test func `a folder that is not there is told`() throws {
        #expect(throws: CommandFailure.self) { _ = try ExportFile(path: "/nonexistent/folder/out.csv") }
    }
}
