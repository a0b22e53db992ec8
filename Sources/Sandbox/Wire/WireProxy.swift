import Foundation
import Synchronization

/// Stands on a port of its own in front of a loopback HTTP/1.1 server and hands calls on, until it is told to disturb
/// one: then the answer goes wrong below HTTP, or in ways that a server's framework would not allow.
///
/// A thread accepts, and each connection has one, because the faults are about what single writes do. Every answer is
/// read whole before it is passed on, and every call has a connection of its own to the server: what the server does
/// to connections is not hidden. Texts in answers that name the server's address name the proxy's instead, so that
/// next links lead back here.
public final class WireProxy: Sendable {
    /// Of 127.0.0.1, free at the time.
    public let port: Int
    let serverPort: Int
    private let listener: WireSocket
    private let state = Mutex(State())

    private struct State {
        var faults: [WireFault] = []
        var calls = 0
        var injections: [WireFault.Kind: Int] = [:]
        /// The last two good answers, with the requests they were for.
        var previous: [(request: String, answer: WireMessage)] = []
        var sockets: Set<WireSocket> = []
        var threads = 0
        var isEnding = false
        var ended: CheckedContinuation<Void, Never>?
    }

    private init(to serverPort: Int) throws {
        self.serverPort = serverPort
        (listener, port) = try WireSocket.listening()
    }

    /// A proxy for as long as `body` runs. When this returns, every connection and thread of it has ended.
    ///
    /// - Parameter port: of the server, on 127.0.0.1.
    public static func withProxy<Result>(
        to port: Int, isolation: isolated (any Actor)? = #isolation, _ body: (WireProxy) async throws -> Result
    ) async throws -> Result {
        let proxy = try WireProxy(to: port)
        proxy.start()
        do {
            let result = try await body(proxy)
            await proxy.end()
            return result
        } catch {
            await proxy.end()
            throw error
        }
    }

    /// `http://127.0.0.1:PORT`
    public var baseURL: String { "http://127.0.0.1:\(port)" }

    /// How many calls have come, over all connections.
    public var calls: Int { state.withLock { $0.calls } }

    /// How many answers went wrong.
    public var injected: Int { injections.values.reduce(0, +) }

    public var injections: [WireFault.Kind: Int] { state.withLock { $0.injections } }

    /// Faults that have not found their call yet.
    public var waiting: Int { state.withLock { $0.faults.count } }

    /// Queues a fault. Where the call it is meant for has an answer of which it cannot be made, it waits for the next.
    public func disturb(_ fault: WireFault) {
        guard fault.times > 0 else { return }
        state.withLock { $0.faults.append(fault) }
    }

    /// Forgets the faults that wait, and counts calls from 1 again.
    public func calm() {
        state.withLock { state in
            state.faults = []
            state.calls = 0
        }
    }

    // MARK: What connections ask

    func countCall() -> Int {
        state.withLock { state in
            state.calls += 1
            return state.calls
        }
    }

    /// What goes to the client in place of the server's answer.
    func script(for answer: WireMessage, to request: WireMessage, call: Int) -> WireScript {
        let name = request.start + "\n" + String(decoding: request.body, as: UTF8.self)
        return state.withLock { state in
            let previous = state.previous.last { $0.request != name }?.answer
            if answer.second == "200" {
                state.previous = state.previous.suffix(1).filter { $0.request != name } + [(name, answer)]
            }
            for index in state.faults.indices {
                let fault = state.faults[index]
                guard call >= fault.atCall, fault.pathContains.isEmpty || request.second.contains(fault.pathContains),
                    let script = WireScript(fault.kind, answer, previous: previous)
                else { continue }
                state.faults[index].times -= 1
                if state.faults[index].times <= 0 { state.faults.remove(at: index) }
                state.injections[fault.kind, default: 0] += 1
                return script
            }
            return WireScript(answer)
        }
    }

    // MARK: Sockets and threads

    /// False once the proxy ends: then nothing may be begun.
    func opened(_ socket: WireSocket) -> Bool {
        state.withLock { state in
            if !state.isEnding { state.sockets.insert(socket) }
            return !state.isEnding
        }
    }

    /// Closes under the lock, so that `end` never shuts down a number that is somebody else's by now.
    func close(_ socket: WireSocket) {
        state.withLock { state in
            state.sockets.remove(socket)
            socket.close()
        }
    }

    private func start() {
        _ = opened(listener)
        inThread { [self] in
            while let client = listener.accepted() {
                guard opened(client) else {
                    client.close()
                    break
                }
                inThread { [self] in
                    WireLine(proxy: self, client: client).run()
                    close(client)
                }
            }
            close(listener)
        }
    }

    private func inThread(_ work: @escaping @Sendable () -> Void) {
        state.withLock { $0.threads += 1 }
        let thread = Thread { [self] in
            work()
            let ended = state.withLock { state in
                state.threads -= 1
                return state.threads == 0 ? state.ended.take() : nil
            }
            ended?.resume()
        }
        thread.name = "waymark.wire"
        thread.start()
    }

    private func end() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                state.isEnding = true
                for socket in state.sockets { socket.shutDown() }
                if state.threads > 0 { state.ended = continuation }
                return state.threads == 0
            }
            if isOver { continuation.resume() }
        }
    }
}
