import HTTP
import Synchronization

/// Passes calls on until the n-th one, which fails as if the process had been killed: nothing after it happens.
final class StoppingTransport: HTTPTransport {
    private let transport: any HTTPTransport
    private let last: Int
    private let calls = Atomic(0)

    init(_ transport: any HTTPTransport, afterCalls last: Int) {
        self.transport = transport
        self.last = last
    }

    var hasStopped: Bool { calls.load(ordering: .relaxed) > last }

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        guard calls.add(1, ordering: .relaxed).newValue <= last else { throw HTTPError(.cancelled, for: request) }
        return try await transport.send(request)
    }

    func open(_ request: HTTPRequest) async throws(HTTPError) -> HTTPDownload {
        try await transport.open(request)
    }
}
