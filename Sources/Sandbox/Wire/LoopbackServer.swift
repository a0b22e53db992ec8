import Hummingbird
import HummingbirdCore

/// An HTTP server on 127.0.0.1 for as long as somebody needs it.
public enum LoopbackServer {
    public struct Request: Sendable {
        public var method: String
        /// Path and query, as they came.
        public var target: String
        public var headers: [(name: String, value: String)]
        public var body: [UInt8]

        public init(method: String, target: String, headers: [(name: String, value: String)], body: [UInt8]) {
            self.method = method
            self.target = target
            self.headers = headers
            self.body = body
        }
    }

    public struct Response: Sendable {
        public var status: Int
        public var headers: [(name: String, value: String)]
        public var body: [UInt8]

        public init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
            self.status = status
            self.headers = headers
            self.body = body
        }
    }

    private static let bodyLimit = 16 << 20

    /// Serves while `body` runs, and stops.
    ///
    /// - Parameter body: is given the port.
    public static func withServer<Result: Sendable>(
        _ answer: @escaping @Sendable (Request) async -> Response,
        _ body: @escaping @Sendable (_ port: Int) async throws -> Result
    ) async throws -> Result {
        let (ready, isReady) = AsyncStream<Int>.makeStream()
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask {
                defer { isReady.finish() }
                try await serve(answer) { isReady.yield($0) }
                return nil
            }
            group.addTask {
                for await port in ready { return try await body(port) }
                return nil
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let result { return result }
            }
            throw CancellationError()
        }
    }

    private static func serve(
        _ answer: @escaping @Sendable (Request) async -> Response, _ whenReady: @escaping @Sendable (Int) -> Void
    ) async throws {
        // The application would put the real time into the `Date` header, so it gets a channel that answers by itself.
        var application = Application(
            responder: CallbackResponder<BasicRequestContext> { _, _ in
                Hummingbird.Response(status: .internalServerError)
            },
            server: HTTPServerBuilder { _ in
                HTTP1Channel(responder: { request, writer, _ in
                    var body: [UInt8] = []
                    for try await chunk in request.body {
                        body.append(contentsOf: chunk.readableBytesView)
                        guard body.count <= bodyLimit else { throw CancellationError() }
                    }
                    let response = await answer(
                        Request(
                            method: request.method.rawValue, target: request.head.path ?? "/",
                            headers: request.headers.map { ($0.name.canonicalName, $0.value) }, body: body))
                    var head = HTTPResponse(status: .init(code: response.status))
                    for header in response.headers {
                        guard let name = HTTPFields.Element.Name(header.name) else { continue }
                        head.headerFields.append(HTTPFields.Element(name: name, value: header.value))
                    }
                    head.headerFields[.contentLength] = String(response.body.count)
                    try await writer.write(
                        response: head, body: ResponseBody(byteBuffer: ByteBuffer(bytes: response.body)))
                })
            },
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in whenReady(channel.localAddress?.port ?? 0) })
        application.logger.logLevel = .critical
        try await application.run()
    }
}
