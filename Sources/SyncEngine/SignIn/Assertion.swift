import ConnectorKit
import JWTKit

/// What an app states about itself and its user, signed (RFC 7523 §2.1): Salesforce's "JWT bearer flow".
struct Assertion: JWTPayload {
    /// The app: `client_id`.
    var iss: String
    /// The user as whom it reads.
    var sub: String
    /// The system for which it is meant.
    var aud: String
    /// Unix seconds.
    var exp: Int64

    /// Salesforce accepts at most three minutes.
    static let lifetime: Int64 = 150

    init(_ connection: Connection, audience: String, now: Int64) {
        iss = connection.credentials["client_id", default: ""]
        sub = connection.credentials["username", default: ""]
        aud = audience
        exp = now / 1000 + Self.lifetime
    }

    /// Only read by others.
    func verify(using algorithm: some JWTAlgorithm) {}

    func signed(withKey pem: String) async throws(SyncFailure) -> String {
        do {
            let key = try Insecure.RSA.PrivateKey(pem: pem)
            return try await JWTKeyCollection().add(rsa: key, digestAlgorithm: .sha256).sign(self)
        } catch {
            // The error may show the key: it is not repeated.
            throw .signIn(
                "the credential private_key is no RSA key in PEM form (at least 2048 bits, without a passphrase)")
        }
    }
}
