import Hummingbird
import HummingbirdCore

extension Sandbox {
    /// Makes a sandbox, serves it on loopback for as long as `body` runs, and stops it.
    public static func withServer<Result: Sendable>(
        _ configuration: SandboxConfiguration = SandboxConfiguration(),
        _ body: @escaping @Sendable (Sandbox) async throws -> Result
    ) async throws -> Result {
        let sandbox = Sandbox(configuration)
        let (ready, isReady) = AsyncStream<Void>.makeStream()
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask {
                defer { isReady.finish() }
                try await sandbox.serve { isReady.yield() }
                return nil
            }
            group.addTask {
                for await _ in ready { return try await body(sandbox) }
                return nil
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let result { return result }
            }
            throw CancellationError()
        }
    }

    /// Serves until the task is cancelled. Throws when the port is taken.
    public func run(whenReady: @escaping @Sendable () async -> Void = {}) async throws {
        try await serve(whenReady)
    }

    private nonisolated func serve(_ whenReady: @escaping @Sendable () async -> Void) async throws {
        // The application would put the real time into the `Date` header, so it gets a channel of ours that answers
        // by itself.
        var application = Application(
            responder: CallbackResponder<BasicRequestContext> { _, _ in Response(status: .internalServerError) },
            server: HTTPServerBuilder { _ in
                HTTP1Channel(responder: { request, writer, _ in try await self.answer(request, writer) })
            },
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: configuration.port)),
            onServerRunning: { channel in
                await self.listens(on: channel.localAddress?.port ?? 0)
                await whenReady()
            })
        application.logger.logLevel = .critical
        try await application.run()
    }

    private static let bodyLimit = 16 * 1_024 * 1_024

    private nonisolated func answer(_ request: Request, _ writer: consuming ResponseWriter) async throws {
        var body: [UInt8] = []
        for try await chunk in request.body {
            body.append(contentsOf: chunk.readableBytesView)
            guard body.count <= Self.bodyLimit else { throw Dropped() }
        }
        let call = Call(
            method: request.method.rawValue, target: request.head.path ?? "/",
            headers: request.headers.map { ($0.name.canonicalName, $0.value) }, body: body)
        if let stream = await truthStream(call) {
            return try await write(stream, writer)
        }
        let answer = await respond(to: call)
        if answer.isDropped { throw Dropped() }
        var head = HTTPResponse(status: .init(code: answer.status))
        for header in answer.headers {
            guard let name = HTTPFields.Element.Name(header.name) else { continue }
            head.headerFields.append(HTTPFields.Element(name: name, value: header.value))
        }
        if answer.status != 204 { head.headerFields[.contentType] = answer.contentType }
        head.headerFields[.contentLength] = String(answer.body.count)
        let buffer = ByteBuffer(
            bytes: answer.isTruncated ? Array(answer.body.prefix(answer.body.count / 2)) : answer.body)
        if answer.isTruncated {
            let cut = ResponseBody(contentLength: answer.body.count) { writer in
                try await writer.write(buffer)
                throw Dropped()
            }
            return try await writer.write(response: head, body: cut)
        }
        try await writer.write(response: head, body: ResponseBody(byteBuffer: buffer))
    }

    private nonisolated func write(_ stream: TruthStream, _ writer: consuming ResponseWriter) async throws {
        var head = HTTPResponse(status: .ok)
        head.headerFields[.contentType] = "application/x-ndjson"
        let body = ResponseBody { writer in
            var place: Int? = 0
            while let next = place {
                let (bytes, following) = await self.truth(stream, from: next)
                if !bytes.isEmpty { try await writer.write(ByteBuffer(bytes: bytes)) }
                place = following
            }
            try await writer.finish(nil)
        }
        try await writer.write(response: head, body: body)
    }
}

/// Ends a connection on purpose.
private struct Dropped: Error {}
