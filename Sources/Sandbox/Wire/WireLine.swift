import Foundation

/// One client's connection through a `WireProxy`, on a thread of its own.
struct WireLine {
    let proxy: WireProxy
    let client: WireSocket

    /// Returns when either side has ended it, or a fault has; the client's socket is then to be closed.
    func run() {
        var rest: [UInt8] = []
        while let request = WireMessage.read(client, rest: &rest) {
            let number = proxy.countCall()
            var early: [UInt8] = []
            guard let answer = forward(request, &early) else {
                // The server broke off: so do we, at the same byte.
                _ = client.send(early)
                return
            }
            guard play(proxy.script(for: answer, to: request, call: number)),
                request["Connection"]?.lowercased() != "close"
            else { return }
        }
    }

    /// False when the connection is over.
    private func play(_ script: WireScript) -> Bool {
        for piece in script.pieces {
            switch piece {
            case .bytes(let bytes): guard client.send(bytes) else { return false }
            case .singly(let bytes): for byte in bytes { guard client.send([byte]) else { return false } }
            }
        }
        if script.end == .reset { client.willReset() }
        return script.end == .goOn
    }

    /// The server's answer, uncompressed; nil when it is not whole, what came of it then in `early`.
    private func forward(_ request: WireMessage, _ early: inout [UInt8]) -> WireMessage? {
        guard let server = try? WireSocket.connected(to: proxy.serverPort) else { return nil }
        guard proxy.opened(server) else {
            server.close()
            return nil
        }
        defer { proxy.close(server) }
        var request = request
        request["Accept-Encoding"] = nil
        request["Connection"] = "close"
        guard server.send(request.bytes),
            var answer = WireMessage.read(server, rest: &early, answering: request.first)
        else { return nil }
        answer["Connection"] = nil
        let own = Data(proxy.baseURL.utf8)
        let theirs = Data("http://127.0.0.1:\(proxy.serverPort)".utf8)
        guard request.first != "HEAD" else { return answer }
        var body = Data(answer.body)
        guard body.range(of: theirs) != nil else { return answer }
        while let place = body.range(of: theirs) { body.replaceSubrange(place, with: own) }
        return answer.holding(Array(body))
    }
}
