import Dispatch
import Glibc

/// Waits on loopback for the browser that comes back from the consent page.
///
/// Answers one request at a time and only `GET /callback`; everything else on the port is told that it is wrong here.
final class RedirectListener: Sendable {
    private let descriptor: Int32
    let port: Int

    /// - Parameter port: 0 takes any free one.
    init(port: Int) throws(CommandFailure) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Self.failure("cannot open a socket") }
        var reuse: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(truncatingIfNeeded: port).bigEndian
        // Loopback only: nobody else on the network may bring a code.
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, length) == 0 && listen(descriptor, 8) == 0
                    && getsockname(descriptor, pointer, &length) == 0
            }
        }
        guard bound else {
            let failure = Self.failure("cannot listen on 127.0.0.1:\(port)")
            close(descriptor)
            throw failure
        }
        self.descriptor = descriptor
        self.port = Int(in_port_t(bigEndian: address.sin_port))
    }

    deinit { close(descriptor) }

    /// The target of the first request for which `accepts` gives a value; cancelled, it throws within a moment.
    func wait<Value: Sendable>(
        _ accepts: @escaping @Sendable (_ target: String) -> Value?
    ) async throws -> Value {
        while true {
            try Task.checkCancellation()
            let found: Value? = try await withCheckedThrowingContinuation { continuation in
                DispatchQueue.global().async { [self] in
                    continuation.resume(with: Result { try one(accepts) })
                }
            }
            if let found { return found }
        }
    }

    /// Waits a moment for one request; nil: none came, or it was for somebody else.
    private func one<Value>(_ accepts: (String) -> Value?) throws -> Value? {
        guard Self.isReadable(descriptor, milliseconds: 200) else { return nil }
        let peer = accept(descriptor, nil, nil)
        guard peer >= 0 else { return nil }
        defer { close(peer) }
        guard let target = Self.target(of: Self.head(from: peer)) else {
            Self.answer(peer, "400 Bad Request", "This is not for Waymark.")
            return nil
        }
        guard let value = accepts(target) else {
            Self.answer(peer, "404 Not Found", "This is not what Waymark waits for.")
            return nil
        }
        Self.answer(peer, "200 OK", "Thank you. You can close this window and go back to the terminal.")
        return value
    }

    private static func isReadable(_ descriptor: Int32, milliseconds: Int32) -> Bool {
        var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&wait, 1, milliseconds) > 0
    }

    /// The first bytes of a request, up to its empty line; at most 16 KiB, and a slow peer is not waited for.
    private static func head(from peer: Int32) -> [UInt8] {
        var head: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4_096)
        while head.count < 16_384, !String(decoding: head, as: UTF8.self).contains("\r\n\r\n"),
            isReadable(peer, milliseconds: 2_000)
        {
            let count = read(peer, &piece, piece.count)
            guard count > 0 else { break }
            head += piece[..<count]
        }
        return head
    }

    /// `GET /callback?code=… HTTP/1.1` → `/callback?code=…`
    static func target(of head: [UInt8]) -> String? {
        let line = head.prefix { $0 != 0x0D && $0 != 0x0A }
        let words = String(decoding: line, as: UTF8.self).split(separator: " ")
        guard words.count == 3, words[0] == "GET", words[1].hasPrefix("/") else { return nil }
        return String(words[1])
    }

    private static func answer(_ peer: Int32, _ status: String, _ words: String) {
        let body = "<!doctype html><meta charset=utf-8><title>Waymark</title><p>\(words)\n"
        let text =
            "HTTP/1.1 \(status)\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: \(body.utf8.count)\r\n"
            + "Cache-Control: no-store\r\nConnection: close\r\n\r\n\(body)"
        try? Console.write(Array(text.utf8), to: peer, named: "the browser")
    }

    private static func failure(_ words: String) -> CommandFailure {
        CommandFailure("\(words): \(String(cString: strerror(errno))). Choose another --port.", exitCode: 69)
    }
}
