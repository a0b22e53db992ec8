import HTTP
import Synchronization

/// Real libcurl with somebody in between, who may stop a call, change its answer or count.
final class DisturbedTransport: HTTPTransport {
    typealias Disturbance =
        @Sendable (
            _ request: HTTPRequest, _ number: Int, _ send: @Sendable () async throws(HTTPError) -> HTTPResponse
        ) async throws(HTTPError) -> HTTPResponse

    private let real: CurlTransport
    private let disturbance: Disturbance
    private let seen = Mutex<[HTTPRequest]>([])

    /// - Parameter disturbance: `number` counts calls from 1.
    init(_ real: CurlTransport, _ disturbance: @escaping Disturbance) {
        self.real = real
        self.disturbance = disturbance
    }

    var requests: [HTTPRequest] { seen.withLock { $0 } }
    var count: Int { seen.withLock { $0.count } }

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let number = seen.withLock { seen in
            seen.append(request)
            return seen.count
        }
        let real = real
        return try await disturbance(request, number) { () async throws(HTTPError) in try await real.send(request) }
    }

    func open(_ request: HTTPRequest) async throws(HTTPError) -> HTTPDownload { try await real.open(request) }
}
