import Foundation
import Sandbox

// A HubSpot account, or a Salesforce org with tasks, that answers faster than anybody can read: what it says is rendered
// before.
//
// Usage: benchmark-server TYPE=COUNT:BYTES[:PROPERTIES] … [Task=COUNT:BYTES]
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

let company = Company(shapes.filter { $0.type != "Task" })
let shape = shapes.first { $0.type == "Task" }
let org = Org(TaskRows(count: shape?.count ?? 0, bytes: shape?.bytes ?? 0))
let limits = Limits()
let answer: @Sendable (LoopbackServer.Request) async -> LoopbackServer.Response = { request in
    if let answer = await limits.answer(request) { return answer }
    return Org.owns(request.target) ? await org.answer(request) : await company.answer(request)
}
try await LoopbackServer.withServer(answer) { port in
    let url = "http://127.0.0.1:\(port)"
    await org.listen(at: url)
    FileHandle.standardOutput.write(Data("\(url)\n".utf8))
    // Until somebody ends it.
    while true { try await Task.sleep(for: .seconds(86_400)) }
}
