import Foundation

/// A call on a socket that failed.
struct WireError: Error {
    let step: String
    let code = errno
}

/// A TCP socket on loopback. Every call blocks its thread, until `shutDown` from another one.
struct WireSocket: Hashable, Sendable {
    let descriptor: Int32

    private static func address(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = in_port_t(truncatingIfNeeded: port).bigEndian
        return address
    }

    private static func new() throws -> WireSocket {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw WireError(step: "socket") }
        return WireSocket(descriptor: descriptor)
    }

    /// A socket that listens on a free port, and which.
    static func listening() throws -> (WireSocket, port: Int) {
        let socket = try new()
        var address = address(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(socket.descriptor, address, length) == 0 && listen(socket.descriptor, 128) == 0
                    && getsockname(socket.descriptor, address, &length) == 0
            }
        }
        guard isBound else {
            socket.close()
            throw WireError(step: "listen")
        }
        return (socket, Int(address.sin_port.bigEndian))
    }

    static func connected(to port: Int) throws -> WireSocket {
        let socket = try new()
        var address = address(port)
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                connect(socket.descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else {
            socket.close()
            throw WireError(step: "connect")
        }
        return socket
    }

    /// The next connection; nil once the listener is shut down.
    func accepted() -> WireSocket? {
        while true {
            let descriptor = accept(descriptor, nil, nil)
            if descriptor >= 0 {
                // Children that a test starts are not to hold it open.
                _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
                var isOn: Int32 = 1
                // Small writes are meant to be seen as such.
                setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
                return WireSocket(descriptor: descriptor)
            }
            guard errno == EINTR || errno == ECONNABORTED else { return nil }
        }
    }

    /// What has come, at least a byte; empty at the end, and when the connection is broken.
    func receive() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
            var received = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            while received < 0, errno == EINTR { received = recv(descriptor, buffer.baseAddress, buffer.count, 0) }
            count = max(0, received)
        }
    }

    /// False when the other side has gone.
    func send(_ bytes: some Collection<UInt8>) -> Bool {
        Array(bytes).withUnsafeBytes { buffer in
            var place = 0
            while place < buffer.count {
                let sent = Foundation.send(
                    descriptor, buffer.baseAddress?.advanced(by: place), buffer.count - place,
                    Int32(MSG_NOSIGNAL))
                if sent < 0, errno == EINTR { continue }
                guard sent > 0 else { return false }
                place += sent
            }
            return true
        }
    }

    /// Makes `close` reset the connection instead of ending it in order.
    func willReset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
    }

    /// Wakes whoever blocks on it.
    func shutDown() { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }

    func close() { _ = Foundation.close(descriptor) }
}
