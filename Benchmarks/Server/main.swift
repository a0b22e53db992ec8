import Foundation
import Sandbox

// A HubSpot account that answers faster than anybody can read: all records are rendered before the first question.
//
// Usage: benchmark-server TYPE=COUNT:BYTES[:PROPERTIES] …
// Prints `http://127.0.0.1:PORT` when it is ready.

let shapes: [Rendered.Shape] = CommandLine.arguments.dropFirst().map { argument in
    let parts = argument.split(separator: "=")
    let numbers = parts.count == 2 ? parts[1].split(separator: ":").compactMap { Int($0) } : []
    guard numbers.count >= 2, numbers.allSatisfy({ $0 >= 0 }) else {
        FileHandle.standardError.write(Data("expected TYPE=COUNT:BYTES[:PROPERTIES], not \(argument)\n".utf8))
        exit(64)
    }
    return Rendered.Shape(
        type: String(parts[0]), count: numbers[0], bytes: numbers[1], properties: numbers.count > 2 ? numbers[2] : 0)
}

let company = Company(shapes)
try await LoopbackServer.withServer({ await company.answer($0) }) { port in
    FileHandle.standardOutput.write(Data("http://127.0.0.1:\(port)\n".utf8))
    // Until somebody ends it.
    while true { try await Task.sleep(for: .seconds(86_400)) }
}
