import Foundation
import Hummingbird
import HummingbirdCore

// A HubSpot account that answers faster than anybody can read: all records are rendered before the first question.
//
// Usage: benchmark-server TYPE=COUNT:BYTES[:PROPERTIES] …
// Prints `http://127.0.0.1:PORT` when it is ready.

let shapes: [Rendered.Shape] = CommandLine.arguments.dropFirst().map { argument in
    let parts = argument.split(separator: "=")
    let numbers = parts.count == 2 ? parts[1].split(separator: ":").compactMap { Int($0) } : []
    guard numbers.count >= 2 else { fatalError("expected TYPE=COUNT:BYTES[:PROPERTIES], not \(argument)") }
    return Rendered.Shape(
        type: String(parts[0]), count: numbers[0], bytes: numbers[1], properties: numbers.count > 2 ? numbers[2] : 0)
}

let company = Company(shapes)
var application = Application(
    responder: CallbackResponder<BasicRequestContext> { _, _ in Response(status: .internalServerError) },
    server: HTTPServerBuilder { _ in
        HTTP1Channel(responder: { request, writer, _ in
            var body: [UInt8] = []
            for try await chunk in request.body {
                body.append(contentsOf: chunk.readableBytesView)
                guard body.count < 16 << 20 else { throw CancellationError() }
            }
            let answer = await company.answer(request.method.rawValue, request.head.path ?? "/", body)
            var head = HTTPResponse(status: .init(code: answer.status))
            head.headerFields[.contentType] = answer.type
            head.headerFields[.contentLength] = String(answer.parts.reduce(0) { $0 + $1.readableBytes })
            head.headerFields[.date] = await company.date
            try await writer.write(
                response: head,
                body: ResponseBody { writer in
                    for part in answer.parts { try await writer.write(part) }
                    try await writer.finish(nil)
                })
        })
    },
    configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
    onServerRunning: { channel in
        FileHandle.standardOutput.write(Data("http://127.0.0.1:\(channel.localAddress?.port ?? 0)\n".utf8))
    })
application.logger.logLevel = .critical
try await application.run()
