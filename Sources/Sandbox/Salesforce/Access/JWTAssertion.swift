import CryptoExtras
import Foundation

/// An assertion of the JWT bearer flow: who signs in, signed with RS256 by the key whose certificate the app holds.
enum JWTAssertion {
    /// Throws what the token endpoint says. Times are not checked: the sandbox's clock is virtual, the signer's is not.
    static func check(_ assertion: String, _ configuration: SalesforceConfiguration, audiences: [String]) throws {
        let invalid = SalesforceRefusal.oauth("invalid_grant", "invalid assertion")
        let parts = assertion.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let head = decodedBase64(parts[0]).flatMap(JSONBody.init),
            let claims = decodedBase64(parts[1]).flatMap(JSONBody.init), let signature = decodedBase64(parts[2]),
            head["alg"]?.text == "RS256", claims["exp"]?.int != nil
        else { throw invalid }
        guard claims["iss"]?.text == configuration.clientID else {
            throw SalesforceRefusal.oauth("invalid_client_id", "client identifier invalid")
        }
        guard let audience = claims["aud"]?.text, audiences.contains(audience) else {
            throw SalesforceRefusal.oauth("invalid_grant", "audience is invalid")
        }
        guard let pem = configuration.jwtPublicKey, let key = try? _RSA.Signing.PublicKey(pemRepresentation: pem),
            key.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: Data(signature)),
                for: Data("\(parts[0]).\(parts[1])".utf8), padding: .insecurePKCS1v1_5)
        else { throw invalid }
        guard claims["sub"]?.text == configuration.username else {
            throw SalesforceRefusal.oauth("invalid_grant", "user hasn't approved this consumer")
        }
    }
}

/// Base64 of either alphabet, with or without padding; nil when it is neither.
func decodedBase64(_ text: some StringProtocol) -> [UInt8]? {
    var plain = text.filter { $0 != "=" }.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
    while plain.count % 4 != 0 { plain.append("=") }
    return Data(base64Encoded: String(plain)).map(Array.init)
}
