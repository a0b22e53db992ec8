import ConnectorKit
import Foundation

/// One consent, from the address that a person opens to the code that comes back (RFC 6749 §4.1).
struct Consent: Sendable {
    let clientID: String
    let redirect: String
    /// Ties the answer to this consent: whoever else sends a code to the port does not know it.
    let state: String
    let oauth2: OAuth2

    enum Outcome: Hashable, Sendable {
        case code(String)
        /// The system says no, in its words.
        case refused(String)
        /// The answer is to some other consent.
        case foreign
    }

    /// The consent page; nil when the description names none that is https, or http on this machine.
    func address(base: String) -> String? {
        guard var components = URLComponents(string: base) else { return nil }
        var items = components.queryItems ?? []
        items += [
            URLQueryItem(name: "client_id", value: clientID),
            URLQueryItem(name: "redirect_uri", value: redirect),
            URLQueryItem(name: "response_type", value: "code"),
            URLQueryItem(name: "scope", value: oauth2.scopes.joined(separator: " ")),
            URLQueryItem(name: "state", value: state),
        ]
        if !oauth2.optionalScopes.isEmpty {
            items.append(URLQueryItem(name: "optional_scope", value: oauth2.optionalScopes.joined(separator: " ")))
        }
        components.queryItems = items
        // `+` means a blank in a form, and URLComponents leaves it alone.
        components.percentEncodedQuery = components.percentEncodedQuery?.replacing("+", with: "%2B")
        return components.string
    }

    /// What a request on the redirect address means; nil: it is for another address.
    func outcome(of target: String) -> Outcome? {
        guard let components = URLComponents(string: "http://127.0.0.1" + target), components.path == "/callback" else {
            return nil
        }
        func value(_ name: String) -> String? { components.queryItems?.first { $0.name == name }?.value }
        guard let state = value("state"), Self.areEqual(state, self.state) else { return .foreign }
        if let error = value("error") { return .refused(value("error_description") ?? error) }
        guard let code = value("code"), !code.isEmpty else { return .refused("the answer holds no code") }
        return .code(code)
    }

    /// Compared without telling by the time it takes where they differ.
    private static func areEqual(_ a: String, _ b: String) -> Bool {
        let (a, b) = (Array(a.utf8), Array(b.utf8))
        guard a.count == b.count else { return false }
        return zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    static func randomState() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<4).map { _ in String(generator.next() as UInt64, radix: 36) }.joined()
    }
}
