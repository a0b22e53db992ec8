import HTTP
import Testing

/// A transport that sees nothing of the machine's environment.
func transport(
    environment: [String: String] = [:], transfersPerOrigin: Int = 8, authorityFile: String? = nil
) throws -> CurlTransport {
    try CurlTransport(
        .init(
            userAgent: "waymark/test", transfersPerOrigin: transfersPerOrigin, authorityFile: authorityFile,
            environment: environment))
}

/// The error that `body` has to throw.
func failure(
    sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> some Any
) async -> HTTPError? {
    await #expect(throws: HTTPError.self, sourceLocation: sourceLocation) { _ = try await body() }
}

extension HTTPBody {
    func collect() async throws -> [UInt8] {
        var all: [UInt8] = []
        for try await chunk in self { all += chunk }
        return all
    }
}
