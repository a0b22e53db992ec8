import Foundation
import Testing

@testable import Sandbox

/// The proxy's own promises, byte by byte; what clients make of them is tested with the engine.
@Suite(.timeLimit(.minutes(10))) struct WireProxyTests {
    /// Blocking calls, on a thread that the sandbox does not need to answer.
    private func onThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread { continuation.resume(with: Result { try work() }) }.start()
        }
    }

    /// Everything that comes until the proxy closes the connection.
    private func reply(_ proxy: WireProxy, _ target: String) async throws -> [UInt8] {
        let port = proxy.port
        return try await onThread {
            let socket = try WireSocket.connected(to: port)
            defer { socket.close() }
            _ = socket.send(Array("GET \(target) HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n".utf8))
            var bytes: [UInt8] = []
            while case let more = socket.receive(), !more.isEmpty { bytes += more }
            return bytes
        }
    }

    /// Nil when the bytes hold no whole head.
    private func parsed(_ bytes: [UInt8]) -> WireMessage? {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound else { return nil }
        var message = WireMessage(head: bytes[..<end])
        message?.body = Array(bytes[end...])
        return message
    }

    private func head(_ bytes: [UInt8]) throws -> WireMessage { try #require(parsed(bytes)) }

    private func withProxy(_ body: @escaping @Sendable (WireProxy) async throws -> Void) async throws {
        try await withCompany(people: 5) { sandbox, _ in
            try await WireProxy.withProxy(to: sandbox.port) { proxy in try await body(proxy) }
        }
    }

    private static let target = "/_sandbox/truth/contacts"

    @Test func `hands on what nobody disturbs, chunks put together`() async throws {
        try await withCompany(people: 5) { sandbox, client in
            let expected = try await client.get(Self.target).body
            try await WireProxy.withProxy(to: sandbox.port) { proxy in
                let answer = try await head(reply(proxy, Self.target))
                #expect(answer.second == "200")
                #expect(answer.body == expected)
                #expect(answer["Content-Length"] == String(expected.count))
                #expect(proxy.calls == 1)
                #expect(proxy.injected == 0)
            }
        }
    }

    @Test(arguments: WireFault.Kind.allCases) func `does as it is told, once, and then no more`(
        kind: WireFault.Kind
    ) async throws {
        try await withProxy { proxy in
            // The answer before is to be another one, for `previousAnswer`.
            let state = try await head(reply(proxy, "/_sandbox/truth/companies"))
            let right = try await head(reply(proxy, Self.target))
            #expect(state.body != right.body)
            _ = try await reply(proxy, "/_sandbox/truth/companies")
            let target = kind == .duplicateKeys ? "/_sandbox/state" : Self.target
            let calm = try await head(reply(proxy, target))
            _ = try await reply(proxy, "/_sandbox/truth/companies")
            proxy.disturb(WireFault(kind))
            let wrong = try await reply(proxy, target)
            #expect(proxy.injections == [kind: 1])
            check(kind, wrong, calm: calm, before: state)
            let later = try await head(reply(proxy, target))
            #expect(later.body == calm.body)
            #expect(proxy.waiting == 0)
        }
    }

    private func check(_ kind: WireFault.Kind, _ bytes: [UInt8], calm: WireMessage, before: WireMessage) {
        let message = parsed(bytes)
        let length = message?["Content-Length"].flatMap { Int($0) } ?? -1
        let half = Array(calm.body.prefix(calm.body.count / 2))
        switch kind {
        case .resetBeforeAnswer: #expect(bytes.isEmpty)
        // A reset may overtake what was sent before it.
        case .resetInHead: #expect(message == nil)
        case .resetInBody: #expect(message.map { $0.body.count < length } ?? true)
        case .cutBody: #expect(message?.body == half && length == calm.body.count)
        case .cutBodyAndLength: #expect(message?.body == half && length == half.count)
        case .lengthTooSmall: #expect(message?.body == calm.body && length == half.count)
        case .lengthTooLarge: #expect(message?.body == calm.body && length == calm.body.count + 100)
        case .trickle: #expect(message?.body == calm.body && length == calm.body.count)
        case .html: #expect(message?["Content-Type"] == "text/html" && message?.second == "200")
        case .empty: #expect(message?.body == [] && length == 0 && message?.second == "200")
        case .notGzip: #expect(message?.body == calm.body && message?["Content-Encoding"] == "gzip")
        case .gzipWrongChecksum, .gzipWrongLength:
            let packed = Gzip.stored(calm.body)
            let wrong = packed.indices.filter { message?.body[$0] != packed[$0] }
            #expect(wrong == [packed.count - (kind == .gzipWrongLength ? 4 : 8)])
        case .gzipCut: #expect(length == Gzip.stored(calm.body).count / 2 && message?.body.count == length)
        case .gzipBomb: #expect(message?.body == Gzip.bomb)
        case .invalidUTF8: #expect(message.map { String(validating: $0.body, as: UTF8.self) == nil } == true)
        case .headerFlood: #expect((message?.head.count ?? 0) > 1 << 20)
        case .garbage: #expect(!bytes.starts(with: Array("HTTP".utf8)) && !bytes.isEmpty)
        case .extraAnswer: #expect((message?.body.count ?? 0) > length)
        case .secondDocument: #expect(length > calm.body.count && message?.body.count == length)
        case .dateAhead: #expect(message?["Date"]?.contains("2037") == true)
        case .dateBehind: #expect(message?["Date"]?.contains("2000") == true)
        case .dateAbsent: #expect(message != nil && message?["Date"] == nil)
        case .dateNonsense: #expect(message?["Date"]?.contains("Foo") == true)
        case .previousAnswer: #expect(message?.body == before.body)
        case .duplicateKeys:
            #expect(message?.body.starts(with: Array(#"{"now":[],"now":"#.utf8)) == true)
            #expect(message?.body.suffix(10) == Array(#","now":[]}"#.utf8)[...])
        }
    }

    @Test func `counts calls over all connections, and disturbs those it is told to`() async throws {
        try await withProxy { proxy in
            proxy.disturb(WireFault(.html, atCall: 3))
            proxy.disturb(WireFault(.html, pathContains: "companies", times: 2))
            let targets = ["contacts", "contacts", "contacts", "companies", "contacts", "companies", "companies"]
            var wrong: [Bool] = []
            for target in targets {
                let answer = try await head(reply(proxy, "/_sandbox/truth/\(target)"))
                wrong.append(answer["Content-Type"] == "text/html")
            }
            #expect(wrong == [false, false, true, true, false, true, false])
            #expect(proxy.calls == 7)
            #expect(proxy.injected == 3)
            proxy.calm()
            #expect(proxy.calls == 0)
        }
    }

    @Test func `several calls share a connection`() async throws {
        try await withProxy { proxy in
            let port = proxy.port
            let statuses = try await onThread {
                let socket = try WireSocket.connected(to: port)
                defer { socket.close() }
                var rest: [UInt8] = []
                return (0..<3).map { _ in
                    _ = socket.send(Array("GET \(Self.target) HTTP/1.1\r\nHost: here\r\n\r\n".utf8))
                    return WireMessage.read(socket, rest: &rest, answering: "GET")?.second
                }
            }
            #expect(statuses == ["200", "200", "200"])
            #expect(proxy.calls == 3)
        }
    }

    @Test func `ends with connections open, and leaves none`() async throws {
        try await withCompany(people: 5) { sandbox, _ in
            let (port, open) = try await WireProxy.withProxy(to: sandbox.port) { proxy in
                // Nobody reads the answer, which is larger than what sockets hold.
                proxy.disturb(WireFault(.gzipBomb))
                let busy = try WireSocket.connected(to: proxy.port)
                #expect(busy.send(Array("GET \(Self.target) HTTP/1.1\r\nHost: here\r\n\r\n".utf8)))
                return (proxy.port, [busy, try WireSocket.connected(to: proxy.port)])
            }
            // What was on its way comes, and then the end.
            try await onThread { for socket in open { while !socket.receive().isEmpty {} } }
            for socket in open { socket.close() }
            #expect(throws: WireError.self) { try WireSocket.connected(to: port).close() }
        }
    }

    @Test func `a server that is not there is a connection that ends`() async throws {
        let (listener, port) = try WireSocket.listening()
        listener.close()
        try await WireProxy.withProxy(to: port) { proxy in
            let nothing = try await reply(proxy, "/")
            #expect(nothing.isEmpty)
            #expect(proxy.calls == 1)
        }
    }
}
