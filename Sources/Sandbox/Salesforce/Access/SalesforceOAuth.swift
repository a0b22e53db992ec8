extension Salesforce {
    /// `/services/oauth2/…`: no session is asked for.
    mutating func oauth(_ call: Call, _ world: World) throws -> Answer {
        guard call.method == "POST" else { throw SalesforceRefusal.oauth("invalid_request", "must be a POST") }
        let form = call.form
        switch call.segments.dropFirst(2).joined(separator: "/") {
        case "token": return try token(call, form, world)
        case "revoke":
            guard sessions.revoke(form["token"] ?? "") else {
                throw SalesforceRefusal.oauth("unsupported_token_type", "this token type is not supported")
            }
            return Answer(status: 200)
        case "introspect":
            try needClient(call, form)
            let token = form["token"] ?? ""
            let isActive = sessions.isActive(token, now: world.now) || sessions.knows(refreshToken: token)
            return .json { writer in
                writer.object { writer in
                    writer.key("active")
                    writer.value(isActive)
                    guard isActive else { return }
                    for (name, value) in [
                        ("scope", "api refresh_token"), ("client_id", configuration.clientID),
                        ("username", configuration.username), ("sub", identityURL),
                        ("token_type", sessions.knows(refreshToken: token) ? "refresh_token" : "access_token"),
                    ] {
                        writer.key(name)
                        writer.value(value)
                    }
                }
            }
        default: throw SalesforceRefusal.notFound
        }
    }

    private var identityURL: String {
        "\(baseURL)/id/\(configuration.orgID)/\(RecordID.text(RecordReference(.user, 0)))"
    }

    func identity() -> Answer {
        .json { writer in
            writer.object { writer in
                for (name, value) in [
                    ("id", identityURL), ("user_id", RecordID.text(RecordReference(.user, 0))),
                    ("organization_id", configuration.orgID), ("username", configuration.username),
                    ("display_name", "Integration"), ("email", configuration.username), ("timezone", "Etc/UTC"),
                ] {
                    writer.key(name)
                    writer.value(value)
                }
            }
        }
    }

    /// Id and secret in the body, or as Basic credentials.
    private func needClient(_ call: Call, _ form: [String: String]) throws {
        var (id, secret) = (form["client_id"], form["client_secret"])
        if let header = call.header("authorization"), header.hasPrefix("Basic "),
            let pair = decodedBase64(header.dropFirst(6).trimmed).map({ String(decoding: $0, as: UTF8.self) }),
            let colon = pair.firstIndex(of: ":")
        {
            (id, secret) = (String(pair[..<colon]), String(pair[pair.index(after: colon)...]))
        }
        guard id == configuration.clientID else {
            throw SalesforceRefusal.oauth("invalid_client_id", "client identifier invalid")
        }
        guard secret == configuration.clientSecret else {
            throw SalesforceRefusal.oauth("invalid_client", "invalid client credentials")
        }
    }

    private mutating func token(_ call: Call, _ form: [String: String], _ world: World) throws -> Answer {
        var refreshToken: String?
        switch form["grant_type"] {
        case "client_credentials": try needClient(call, form)
        case "refresh_token":
            try needClient(call, form)
            let old = form["refresh_token"] ?? ""
            guard sessions.knows(refreshToken: old) else {
                throw SalesforceRefusal.oauth("invalid_grant", "expired access/refresh token")
            }
            if configuration.rotatesRefreshTokens { refreshToken = sessions.rotate(old) }
        case "urn:ietf:params:oauth:grant-type:jwt-bearer":
            try JWTAssertion.check(
                form["assertion"] ?? "", configuration, audiences: [configuration.jwtAudience, baseURL])
        default: throw SalesforceRefusal.oauth("unsupported_grant_type", "grant type not supported")
        }
        let access = sessions.begin(orgID: configuration.orgID, now: world.now)
        return .json { writer in
            writer.object { writer in
                var members = [
                    ("access_token", access), ("instance_url", baseURL), ("id", identityURL), ("token_type", "Bearer"),
                    ("issued_at", String(world.now)), ("signature", "sandbox="), ("scope", "api refresh_token"),
                ]
                if let refreshToken { members.append(("refresh_token", refreshToken)) }
                for (name, value) in members {
                    writer.key(name)
                    writer.value(value)
                }
            }
        }
    }
}
