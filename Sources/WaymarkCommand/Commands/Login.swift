import ArgumentParser
import ConnectorKit
import HTTP
import SyncEngine

/// The first OAuth consent.
struct Login: GlobalCommand {
    static let configuration = CommandConfiguration(
        abstract: "Sign in with OAuth: consent in the browser, once.",
        discussion: """
            Prints an address to open. The refresh token that comes back is kept in a file that only its owner can read, \
            beside the store. Register http://127.0.0.1:PORT/callback as redirect address of your app.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The connection.")
    var connection: String

    @Option(help: "The port on 127.0.0.1 that the browser is sent back to; 0 takes any free one.")
    var port = 0

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port must be between 0 and 65535") }
    }

    func run() async throws {
        let workspace = try global.workspace()
        let name = try workspace.config.selected([connection])[0]
        let connection = try await workspace.config.signedConnection(name)
        let (oauth2, clientID, clientSecret) = try Self.application(connection)
        guard let page = oauth2.authorizeURL else {
            throw CommandFailure.config("\(connection.connector.title) describes no consent page (`authorize_url`)")
        }
        let listener = try RedirectListener(port: port)
        let redirect = "http://127.0.0.1:\(listener.port)/callback"
        let consent = Consent(clientID: clientID, redirect: redirect, state: Consent.randomState(), oauth2: oauth2)
        // With a base URL of one's own (a test account, a sandbox) the consent page is there too.
        let base = Self.page(page, of: connection)
        guard let address = consent.address(base: base) else {
            throw CommandFailure.config("\(connection.connector.title): \"\(page)\" is no address of a consent page")
        }
        try Console.output(
            global.json
                ? try Printing.json(["open": address, "redirect": redirect])
                : "Open this address in a browser on this machine and agree:\n\n\(address)\n\nWaiting for it to come back to \(redirect) …\n"
        )
        let log = workspace.log
        let code = try await Interruption.run(onStop: { log.warning($0) }) {
            try await Self.code(consent, listener, log)
        }
        Secrets.known.add(code)
        let configuration = CurlTransport.Configuration(userAgent: "waymark/\(Waymark.version)")
        var tokens = try await CurlTransport.withTransport(configuration) { transport in
            try await TokenRequest(
                url: try oauth2.tokenAddress(of: connection),
                form: [
                    "grant_type": "authorization_code", "client_id": clientID, "client_secret": clientSecret,
                    "redirect_uri": redirect, "code": code,
                ], rules: connection.connector.errors, transport: transport, clock: .system
            ).send()
        }
        guard tokens.refreshToken != nil else {
            throw CommandFailure(
                "\(connection.connector.title) gave no refresh token: check the app's settings", exitCode: 77)
        }
        tokens.seed = connection.credentials["refresh_token"]
        let file = TokenFile.beside(store: workspace.storePath)
        try file.save(tokens, of: name)
        try Console.output(
            global.json
                ? try Printing.json(["signed_in": name])
                : "\(name) is signed in; the token is in \(file.path). Next: `waymark check \(name)`.\n")
    }

    /// What the app is known by.
    private static func application(
        _ connection: Connection
    ) throws(CommandFailure) -> (oauth2: OAuth2, clientID: String, clientSecret: String) {
        for case .oauth2(let oauth2) in connection.connector.signIn where oauth2.grant == .refreshToken {
            guard let id = connection.credentials["client_id"], let secret = connection.credentials["client_secret"]
            else {
                throw .config(
                    "connection \(connection.name): `waymark login` needs credentials `client_id` and `client_secret` of "
                        + "an app registered with \(connection.connector.title)")
            }
            return (oauth2, id, secret)
        }
        throw .config("\(connection.connector.title) is not signed in to with OAuth: there is nothing to log in to")
    }

    private static func page(_ page: String, of connection: Connection) -> String {
        guard connection.baseURL != connection.connector.baseURL,
            let host = page.firstRange(of: "://"), let path = page[host.upperBound...].firstIndex(of: "/")
        else { return page }
        return connection.baseURL + page[path...]
    }

    private static func code(_ consent: Consent, _ listener: RedirectListener, _ log: Log) async throws -> String {
        let outcome = try await listener.wait { target -> Consent.Outcome? in
            switch consent.outcome(of: target) {
            case .foreign:
                log.warning("somebody sent an answer to another consent to this port; it was not taken")
                return nil
            case let outcome: return outcome
            }
        }
        switch outcome {
        case .code(let code): return code
        case .refused(let words):
            throw CommandFailure("the consent was not given: \(words). Run `waymark login` again.", exitCode: 77)
        case .foreign: throw CommandFailure("the answer was to another consent", exitCode: 77)
        }
    }
}
