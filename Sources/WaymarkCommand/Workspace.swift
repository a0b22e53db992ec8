import class Foundation.FileManager
import HTTP
import JourneyStore
import SyncEngine

/// What a command works with: the configuration, the store, and how to report.
struct Workspace: Sendable {
    let config: Config
    let storePath: String
    let log: Log
    let isJSON: Bool

    /// Opens the store; `create` makes one where there is none.
    func openStore(_ access: JourneyStore.Access) async throws -> JourneyStore {
        try await JourneyStore.open(path: storePath, access: access, identity: config.identity)
    }

    /// For commands that change nothing: the store is opened for reading, and made only where the engine needs a first one.
    func openStoreForAsking() async throws -> JourneyStore {
        let exists = FileManager.default.fileExists(atPath: storePath)
        return try await openStore(exists ? .readOnly : .readWrite(create: true))
    }

    /// Runs `body` with an engine over a store and the network, and closes both.
    func withEngine<Value: Sendable>(
        _ store: JourneyStore, report: @escaping @Sendable (Progress) -> Void = { _ in },
        _ body: @escaping @Sendable (SyncEngine) async throws -> Value
    ) async throws -> Value {
        let configuration = CurlTransport.Configuration(userAgent: "waymark/\(Waymark.version)")
        let result: Result<Value, any Error>
        do {
            result = .success(
                try await CurlTransport.withTransport(configuration) { transport in
                    try await body(SyncEngine(store: store, transport: transport, report: report))
                })
        } catch {
            result = .failure(error)
        }
        try await store.close()
        return try result.get()
    }

    /// Prints a report: as JSON, or as the text.
    func print(_ report: some Encodable, _ text: () -> String) throws {
        try Console.output(isJSON ? try Printing.json(report) : text())
    }
}

extension GlobalOptions {
    /// Reads the configuration, and warns where it shows secrets to others.
    func workspace() throws -> Workspace {
        let config = try Config(path: config)
        if let exposure = config.exposure { logger.warning(exposure) }
        return Workspace(
            config: config, storePath: store ?? config.storePath, log: logger, isJSON: json)
    }

    /// Opens the store for a command that needs no connection; how identifiers are understood is taken from the
    /// configuration where there is one.
    func openStore(_ access: JourneyStore.Access) async throws -> JourneyStore {
        let rules = (try? Config(path: config))?.identity ?? .standard
        return try await JourneyStore.open(path: try storePath(), access: access, identity: rules)
    }

    /// Where the store is, for commands that need no connection: with `--store` no configuration is read.
    func storePath() throws -> String {
        if let store { return store }
        return try Config(path: config).storePath
    }
}
