import Foundation

/// A certificate authority that nobody else trusts, and a certificate of it for this machine, in a temporary folder
/// that goes when this goes.
final class PrivateAuthority: Sendable {
    let folder: URL

    /// The authority's certificate, for the one who is to trust it.
    var file: String { path("ca.pem") }
    var certificate: String { path("server.pem") }
    var key: String { path("server.key") }

    init() async throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("waymark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let openssl = try Tool.find("openssl", package: "openssl")
        let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        try await Tool.run(
            openssl,
            [
                "req", "-x509", "-days", "2", "-subj", "/CN=Waymark test authority", "-keyout", "ca.key", "-out",
                "ca.pem",
            ]
                + newKey, in: folder)
        try await Tool.run(
            openssl, ["req", "-subj", "/CN=localhost", "-keyout", "server.key", "-out", "server.csr"] + newKey,
            in: folder)
        try "subjectAltName=DNS:localhost,IP:127.0.0.1".write(
            toFile: path("names"), atomically: false, encoding: .utf8)
        try await Tool.run(
            openssl,
            [
                "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days",
                "2",
                "-extfile", "names", "-out", "server.pem",
            ], in: folder)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// Something for the servers to serve.
    func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: folder.appendingPathComponent(name))
    }

    private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
}

/// A port that was free a moment ago, for programs that cannot choose one themselves.
func freePort() throws -> Int { try RawServer { _ in }.port }
