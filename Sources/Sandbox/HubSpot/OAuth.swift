extension HubSpot {
    static let clientID = "sandbox-client"
    static let clientSecret = "sandbox-secret"

    /// `/oauth/…`: consent, tokens, introspection. No bearer token is asked for.
    mutating func open(_ call: Call, _ path: Endpoint, world: inout World) throws -> Answer {
        switch (call.method, path.at(1), path.at(2)) {
        case ("GET", "authorize", nil): return try authorize(call)
        case ("POST", "v1", "token"): return try token(call, isOld: true, world)
        case ("POST", "v3", "token") where path.at(3) == nil: return try token(call, isOld: false, world)
        case ("POST", "v3", "token") where path.at(3) == "introspect":
            return try describe(call.form["token"] ?? "", world)
        case ("POST", "v3", "token") where path.at(3) == "revoke":
            _ = tokens.revoke(refreshToken: call.form["token"] ?? "")
            return Answer(status: 200, body: Array("{}".utf8))
        case ("GET", "v1", "access-tokens"): return try describe(path.at(3) ?? "", world)
        case ("GET", "v1", "refresh-tokens"):
            guard let scopes = tokens.scopes(ofRefreshToken: path.at(3) ?? "") else { throw Refusal.notFound }
            return .json { writer in
                writer.object { writer in
                    writer.key("token")
                    writer.value(path.at(3) ?? "")
                    writer.key("hub_id")
                    writer.value(settings.portalID)
                    writer.key("scopes")
                    writer.value(scopes.sorted())
                    writer.key("token_type")
                    writer.value("refresh")
                }
            }
        case ("DELETE", "v1", "refresh-tokens"):
            guard tokens.revoke(refreshToken: path.at(3) ?? "") else { throw Refusal.notFound }
            return Answer(status: 204)
        default: throw Refusal.notFound
        }
    }

    /// The consent page. A person would tick a box here; the sandbox agrees at once and sends the browser back.
    private mutating func authorize(_ call: Call) throws -> Answer {
        guard call["client_id"] == Self.clientID else { throw Refusal.validation("unknown client_id") }
        guard let redirect = call["redirect_uri"], isLoopback(redirect) else {
            throw Refusal.validation("redirect_uri must be http on loopback")
        }
        let scopes = (call["scope"] ?? "").split(whereSeparator: { $0 == " " || $0 == "," }).map(String.init)
        let code = tokens.code(redirect: redirect, scopes: Set(scopes).intersection(TokenBook.allScopes))
        var target = redirect + (redirect.contains("?") ? "&" : "?") + "code=\(code)"
        if let state = call["state"] { target += "&state=\(percentEncoded(state))" }
        var answer = Answer(status: 302)
        answer.headers.append(("Location", target))
        return answer
    }

    private func isLoopback(_ address: String) -> Bool {
        guard address.hasPrefix("http://"), !address.contains(where: { $0.isNewline }) else { return false }
        let host = address.dropFirst(7).prefix { $0 != "/" && $0 != ":" && $0 != "?" }
        return host == "127.0.0.1" || host == "localhost" || address.hasPrefix("http://[::1]")
    }

    private func percentEncoded(_ text: String) -> String {
        let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if plain.contains(byte) {
                bytes.append(byte)
            } else {
                bytes += [37, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private mutating func token(_ call: Call, isOld: Bool, _ world: World) throws -> Answer {
        // Newer versions take parameters from the body only.
        let form = call.form
        func value(_ name: String) -> String? { form[name] ?? (isOld ? call[name] : nil) }
        guard value("client_id") == Self.clientID, value("client_secret") == Self.clientSecret else {
            throw badGrant("BAD_CLIENT_ID", "missing or invalid client id or secret")
        }
        let grant: Grant?
        switch value("grant_type") {
        case "authorization_code":
            guard let code = value("code"), let redirect = value("redirect_uri") else {
                throw badGrant("BAD_REDIRECT_URI", "missing or invalid code or redirect_uri")
            }
            grant = tokens.redeem(code, redirect: redirect, now: world.now)
            if grant == nil { throw badGrant("BAD_AUTH_CODE", "missing or unknown auth code") }
        case "refresh_token":
            grant = tokens.refresh(
                value("refresh_token") ?? "", rotating: settings.rotatesRefreshTokens, now: world.now)
            if grant == nil { throw badGrant("BAD_REFRESH_TOKEN", "missing or invalid refresh token") }
        case "client_credentials":
            let scopes = (value("scope") ?? "").split(separator: " ").map(String.init)
            grant = tokens.issueForClient(scopes: Set(scopes).intersection(TokenBook.allScopes), now: world.now)
        default: throw badGrant("BAD_GRANT_TYPE", "missing or unknown grant type")
        }
        guard let grant else { throw badGrant("BAD_GRANT_TYPE", "missing or unknown grant type") }
        return .json { writer in
            writer.object { writer in
                writer.key("access_token")
                writer.value(grant.token)
                if let refresh = grant.refreshToken {
                    writer.key("refresh_token")
                    writer.value(refresh)
                }
                writer.key("expires_in")
                writer.value(TokenBook.lifetime / 1_000)
                writer.key("token_type")
                writer.value("bearer")
                guard !isOld else { return }
                writer.key("hub_id")
                writer.value(settings.portalID)
                writer.key("scopes")
                writer.value(grant.scopes.sorted())
                writer.key("user_id")
                writer.value(4_100_000)
                writer.key("token_use")
                writer.value("access_token")
            }
        }
    }

    private func badGrant(_ status: String, _ message: String) -> Refusal {
        Refusal(status: 400, category: "", message: message) { writer in
            writer.key("error")
            writer.value("invalid_grant")
            writer.key("error_description")
            writer.value(status)
        }.withStatus(status)
    }

    private func describe(_ token: String, _ world: World) throws -> Answer {
        guard let grant = tokens.grants[token], grant.expires.map({ $0 > world.now }) ?? true else {
            throw Refusal.notFound
        }
        return .json { writer in
            writer.object { writer in
                writer.key("token")
                writer.value(token)
                writer.key("user")
                writer.value("admin@waymark-demo.example.com")
                writer.key("hub_domain")
                writer.value("waymark-demo.example.com")
                writer.key("scopes")
                writer.value(grant.scopes.sorted())
                writer.key("hub_id")
                writer.value(settings.portalID)
                writer.key("app_id")
                writer.value(113)
                writer.key("expires_in")
                writer.value(grant.expires.map { ($0 - world.now) / 1_000 } ?? 0)
                writer.key("user_id")
                writer.value(4_100_000)
                writer.key("token_type")
                writer.value("access")
            }
        }
    }
}
