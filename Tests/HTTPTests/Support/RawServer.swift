import Foundation
import Synchronization

/// A loopback server that does to each connection exactly what a test's script says, faults included.
///
/// Connections get a thread each, because the scripts block. The listener closes when the server is let go.
final class RawServer: Sendable {
    typealias Script = @Sendable (RawConnection) -> Void

    struct Failure: Error {
        let step: String
        let code = errno
    }

    let port: Int
    private let listener: Int32
    private let log: Log

    final class Log: Sendable {
        fileprivate let requests = Mutex<[String]>([])
        fileprivate let accepted = Mutex(0)
    }

    /// Every request head that has arrived, with its body.
    var requests: [String] { log.requests.withLock(\.self) }
    /// Connections accepted so far.
    var connections: Int { log.accepted.withLock(\.self) }

    init(_ script: @escaping Script) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard listener >= 0 else { throw Failure(step: "socket") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port: Int? = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                guard bind(listener, address, length) == 0, listen(listener, 64) == 0,
                    getsockname(listener, address, &length) == 0
                else { return nil }
                return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                    Int($0.pointee.sin_port.bigEndian)
                }
            }
        }
        guard let port else {
            close(listener)
            throw Failure(step: "bind")
        }
        self.listener = listener
        self.port = port
        let log = Log()
        self.log = log
        Thread.detachNewThread {
            while true {
                let socket = accept(listener, nil, nil)
                guard socket >= 0 else { break }
                log.accepted.withLock { $0 += 1 }
                Thread.detachNewThread {
                    script(RawConnection(socket: socket) { request in log.requests.withLock { $0.append(request) } })
                    close(socket)
                }
            }
            close(listener)
        }
    }

    deinit {
        // Wakes the accepting thread, which closes the socket.
        shutdown(listener, Int32(SHUT_RDWR))
    }

    var url: String { "http://127.0.0.1:\(port)" }

    /// Answers every request of every connection with the same bytes.
    static func answering(_ response: String) throws -> RawServer {
        try RawServer { connection in
            while connection.readRequest() != nil { connection.send(response) }
        }
    }

    /// Sends the same bytes once and closes.
    static func sendingOnce(_ response: [UInt8]) throws -> RawServer {
        try RawServer { connection in
            _ = connection.readRequest()
            connection.send(response)
        }
    }
}

/// One connection, on its own thread; every call blocks.
struct RawConnection: Sendable {
    fileprivate let socket: Int32
    fileprivate let record: @Sendable (String) -> Void

    /// The next request with its body; nil once the client has closed.
    func readRequest() -> String? {
        var bytes: [UInt8] = []
        while true {
            if let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) {
                let head = String(decoding: bytes[..<end.upperBound], as: UTF8.self)
                let announced = head.lowercased().firstRange(of: "content-length: ").map {
                    head.lowercased()[$0.upperBound...].prefix { $0.isNumber }
                }
                if bytes.count - end.upperBound >= Int(announced ?? "0") ?? 0 {
                    let request = String(decoding: bytes, as: UTF8.self)
                    record(request)
                    return request
                }
            }
            var buffer = [UInt8](repeating: 0, count: 16_384)
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            bytes += buffer[..<count]
        }
    }

    func send(_ text: String) { send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Sends as much as the peer takes until `total`, and stops when nothing could be sent for `patience` milliseconds.
    /// Returns the number of bytes the kernel took.
    func sendUntilStuck(_ total: Int, patience: Int32) -> Int {
        let block = [UInt8](repeating: UInt8(ascii: "x"), count: 65_536)
        var sent = 0
        while sent < total {
            let flags = Int32(MSG_NOSIGNAL | MSG_DONTWAIT)
            let count = block.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, min($0.count, total - sent), flags) }
            if count > 0 {
                sent += count
                continue
            }
            guard errno == EAGAIN else { return sent }
            var descriptor = pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
            if poll(&descriptor, 1, patience) == 0 { return sent }
        }
        return sent
    }

    /// Returns when the client has closed or reset the connection.
    func waitUntilClosed() {
        var buffer = [UInt8](repeating: 0, count: 1_024)
        while recv(socket, &buffer, buffer.count, 0) > 0 {}
    }

    /// Makes the close that follows a reset.
    func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }
}

/// An answer with a correct `Content-Length`.
func answer(_ status: String = "200 OK", _ fields: String = "", _ body: [UInt8] = []) -> [UInt8] {
    Array("HTTP/1.1 \(status)\r\n\(fields)Content-Length: \(body.count)\r\n\r\n".utf8) + body
}
