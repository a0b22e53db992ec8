import Foundation
public import HTTP
import Identity
import JourneyStore
import SyncEngine
import Synchronization

/// What trials are made with: systems, stores, and a way between them.
public struct Laboratory: Sendable {
    public typealias SystemMaker =
        @Sendable (
            _ people: Int, _ body: @escaping @Sendable (any SimulatedSystem) async throws -> Void
        ) async throws -> Void

    /// Serves a fresh system of about so many records per stream.
    let withSystem: SystemMaker
    let transport: @Sendable () throws -> any HTTPTransport
    /// Every call has its turn to be disturbed, not a sample of them.
    let isThorough: Bool

    public init(
        _ withSystem: @escaping SystemMaker, isThorough: Bool = false,
        transport: @escaping @Sendable () throws -> any HTTPTransport
    ) {
        self.withSystem = withSystem
        self.isThorough = isThorough
        self.transport = transport
    }

    func withStore<Result>(_ body: (JourneyStore) async throws -> Result) async throws -> Result {
        try await withFolder { folder in
            let store = try await JourneyStore.open(
                path: folder.appending(path: "journeys.db").path, access: .readWrite(create: true),
                identity: Sabotage.current?.identity ?? .standard)
            let result = try await body(store)
            try await store.close()
            return result
        }
    }

    func withFolder<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "waymark-trial-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(folder)
    }
}

/// May stop a call, change its answer, or let something happen meanwhile. `number` counts calls from 1.
typealias Disturbance =
    @Sendable (
        _ request: HTTPRequest, _ number: Int, _ send: @Sendable () async throws(HTTPError) -> HTTPResponse
    ) async throws(HTTPError) -> HTTPResponse

/// Real calls, watched: none of them may leave the connection's origin.
final class GuardedTransport: HTTPTransport {
    private let real: any HTTPTransport
    private let origin: String
    private let disturbance: Disturbance?
    private let state = Mutex<(count: Int, foreign: [String])>((0, []))

    init(_ real: any HTTPTransport, origin: String, disturbance: Disturbance?) {
        self.real = real
        self.origin = origin + "/"
        self.disturbance = disturbance
    }

    var foreign: [String] { state.withLock { $0.foreign } }

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let isOwn = request.url.hasPrefix(origin)
        let number = state.withLock { state in
            state.count += 1
            if !isOwn { state.foreign.append(request.url) }
            return state.count
        }
        guard isOwn else { throw HTTPError(.refused("another origin"), for: request) }
        guard let disturbance else { return try await real.send(request) }
        let real = real
        return try await disturbance(request, number) { () async throws(HTTPError) in try await real.send(request) }
    }

    func open(_ request: HTTPRequest) async throws(HTTPError) -> HTTPDownload { try await real.open(request) }
}

/// A clock that stands still until somebody sleeps: a sleep takes no time and moves it on.
final class VirtualClock: Sendable {
    private let state: Mutex<(now: Int64, waits: [Duration])>

    /// - Parameter now: Unix milliseconds.
    init(now: Int64 = 1_788_249_600_000) { state = Mutex((now, [])) }

    var waits: [Duration] { state.withLock { $0.waits } }

    func clock() -> EngineClock {
        EngineClock(
            now: { self.state.withLock { $0.now } },
            sleep: { duration in
                try Task.checkCancellation()
                self.state.withLock { state in
                    state.waits.append(duration)
                    let (seconds, attoseconds) = duration.components
                    state.now += seconds * 1_000 + attoseconds / 1_000_000_000_000_000
                }
                await Task.yield()
            },
            random: { 0 })
    }
}
