import Foundation
import Synchronization

/// HTTP through libcurl.
///
/// A multi handle on a thread of its own does the work; callers wait in continuations, so no thread of the cooperative
/// pool ever blocks. Connections are kept and shared by everybody who uses this transport. When the last one lets go
/// of it, the thread ends; see `withTransport` for an end that can be waited for.
public final class CurlTransport: HTTPTransport {
    public struct Configuration: Sendable {
        /// Sent with every request: `waymark/1.2.3`.
        public var userAgent: String
        /// Transfers, and so connections, that one origin gets at a time; streamed bodies count on their own.
        /// More wait their turn, and their timeouts with them.
        public var transfersPerOrigin: Int
        /// PEM file with the only certificate authorities to be trusted; nil for those of the environment or system.
        public var authorityFile: String?
        /// Proxies and authorities are read from here: `HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`, `CURL_CA_BUNDLE`,
        /// `SSL_CERT_FILE`, `SSL_CERT_DIR`.
        public var environment: [String: String]

        public init(
            userAgent: String = "waymark", transfersPerOrigin: Int = 8, authorityFile: String? = nil,
            environment: [String: String] = ProcessInfo.processInfo.environment
        ) {
            self.userAgent = userAgent
            self.transfersPerOrigin = transfersPerOrigin
            self.authorityFile = authorityFile
            self.environment = environment
        }
    }

    private let settings: CurlSettings
    private let exchanges: CurlLoop
    /// Streamed bodies have a multi handle of their own. They must go over HTTP/1, and libcurl 7.88.1 may hand an
    /// HTTP/1 connection in use to a request that hopes for HTTP/2 when both share a pool. Most runs never need it.
    private let downloads = Mutex<CurlLoop?>(nil)

    /// Throws when libcurl cannot be set up.
    public init(_ configuration: Configuration = Configuration()) throws(HTTPError) {
        settings = CurlSettings(
            userAgent: configuration.userAgent, transfersPerOrigin: configuration.transfersPerOrigin,
            environment: TransportEnvironment(configuration.environment), authorityFile: configuration.authorityFile)
        do {
            exchanges = try CurlLoop(settings, name: "waymark.http")
        } catch {
            throw HTTPError(error.kind, curlMessage: error.message)
        }
    }

    /// A transport for the length of `body`: whatever is still running after it is cancelled, and every connection is
    /// closed, before this returns.
    public static func withTransport<Value: Sendable>(
        _ configuration: Configuration = Configuration(),
        _ body: @Sendable (CurlTransport) async throws -> Value
    ) async throws -> Value {
        let transport = try CurlTransport(configuration)
        do {
            let value = try await body(transport)
            await transport.shutDown()
            return value
        } catch {
            await transport.shutDown()
            throw error
        }
    }

    private func shutDown() async {
        await exchanges.shutDown()
        await downloads.withLock(\.self)?.shutDown()
    }

    public func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        var route = try Route(request)
        while true {
            let wire = try route.wire(ceiling: request.maximumBodyBytes)
            let response: HTTPResponse
            switch await exchanges.exchange(wire) {
            case .success(let answer): response = answer
            case .failure(let failure): throw describe(failure, for: request)
            }
            guard try route.follows(status: response.status, headers: response.headers) else { return response }
        }
    }

    public func open(_ request: HTTPRequest) async throws(HTTPError) -> HTTPDownload {
        var route = try Route(request)
        while true {
            let answer = try await open(try route.wire(ceiling: nil), for: request)
            // An answer that is not returned is dropped here, and its transfer with it.
            guard try route.follows(status: answer.status, headers: answer.headers) else { return answer }
        }
    }

    private func open(_ wire: WireRequest, for request: HTTPRequest) async throws(HTTPError) -> HTTPDownload {
        let loop = try downloadLoop(for: request)
        let ticket = CurlTicket()
        let download = CurlDownload()
        let source = CurlBodySource(loop: loop, ticket: ticket, download: download) { [settings] failure in
            Self.describe(failure, for: request, settings: settings)
        }
        let head = await withTaskCancellationHandler {
            loop.start(CurlJob(ticket: ticket, request: wire, sink: .download(download)))
            return await download.head()
        } onCancel: {
            source.close()
        }
        switch head {
        case .success(let head):
            return HTTPDownload(status: head.status, headers: head.headers, chunks: HTTPBody(source))
        case .failure(let failure): throw describe(failure, for: request)
        }
    }

    private func downloadLoop(for request: HTTPRequest) throws(HTTPError) -> CurlLoop {
        let settings = settings
        let result = downloads.withLock { loop -> Result<CurlLoop, CurlFailure> in
            if let loop { return .success(loop) }
            return Result { () throws(CurlFailure) in try CurlLoop(settings, name: "waymark.download") }
                .map { new in
                    loop = new
                    return new
                }
        }
        switch result {
        case .success(let loop): return loop
        case .failure(let failure): throw describe(failure, for: request)
        }
    }

    private func describe(_ failure: CurlFailure, for request: HTTPRequest) -> HTTPError {
        Self.describe(failure, for: request, settings: settings)
    }

    private static func describe(_ failure: CurlFailure, for request: HTTPRequest, settings: CurlSettings) -> HTTPError
    {
        HTTPError(
            failure.kind, for: request, redaction: Redaction(of: request, and: settings.environment.secrets),
            status: failure.status, curlCode: failure.code, curlMessage: failure.message, answer: failure.answer)
    }
}
