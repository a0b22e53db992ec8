import Sandbox

extension Promise {
    /// What holds below HTTP.
    static let wire: [Promise] = [
        Promise("wire", "Whatever the wire does to an answer costs a call or a run, never data.") { trial in
            try await trial.withSystem(people: 16) { system in
                let connection = (await system.connection).sweepingAlways
                guard let port = connection.baseURL.split(separator: ":").last.flatMap({ Int($0) }) else {
                    throw Trial.NotApplicable("\(connection.baseURL) names no port")
                }
                try await WireProxy.withProxy(to: port) { proxy in
                    try await trial.laboratory.withFolder { folder in
                        var proxied = connection
                        proxied.baseURL = proxy.baseURL
                        try await WireTrial(
                            trial: trial, system: system, connection: proxied, proxy: proxy, folder: folder
                        ).run()
                    }
                }
            }
        }
    ]
}

extension WireFault.Kind {
    /// Those that a client can notice: not a whole, well-formed answer to somebody else's question in the place of the
    /// right one, which HTTP has no way to tell apart.
    static let noticeable = allCases.filter { $0 != .previousAnswer }
}
