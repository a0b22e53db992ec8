internal import CCurl
import Glibc

/// The sockets of a loop's connections: what lies unread on one says whether its connection can be used again.
///
/// libcurl 7.88.1 takes bytes that wait on an idle HTTP/1 connection, such as a second answer that arrived behind the
/// right one, for the answer to the next request. It does not tell the socket to who could look before the request is
/// sent (`CURLINFO_ACTIVESOCKET` is still unset there), so sockets are opened and closed here, and found by the
/// addresses of both their ends. Lives and is used on the loop's thread, longer than the multi handle.
final class CurlSockets {
    /// Both ends of a connection, as libcurl spells them.
    struct Ends: Hashable {
        var peer: String
        var peerPort: Int
        var local: String
        var localPort: Int
    }

    private var opened: Set<Int32> = []
    private var known: [Ends: Int32] = [:]

    func open(_ address: UnsafePointer<curl_sockaddr>) -> Int32 {
        let socket = ccurl_open_socket(address)
        if socket >= 0 { opened.insert(socket) }
        return socket
    }

    func close(_ socket: Int32) -> Int32 {
        opened.remove(socket)
        if let ends = known.first(where: { $0.value == socket })?.key { known[ends] = nil }
        return Glibc.close(socket)
    }

    /// Whether nothing at all waits to be read on an idle connection: no bytes, no end, no error.
    func isQuiet(_ ends: Ends) -> Bool {
        if known[ends] == nil { learn() }
        guard let socket = known[ends] else { return false }
        var byte: UInt8 = 0
        return recv(socket, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT)) < 0
            && (errno == EAGAIN || errno == EWOULDBLOCK)
    }

    /// Looks up the ends of sockets that have been opened since.
    private func learn() {
        for socket in opened.subtracting(known.values) {
            guard let peer = Self.address(of: socket, getpeername), let local = Self.address(of: socket, getsockname)
            else { continue }
            known[Ends(peer: peer.host, peerPort: peer.port, local: local.host, localPort: local.port)] = socket
        }
    }

    private static func address(
        of socket: Int32, _ ask: (Int32, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
    ) -> (host: String, port: Int)? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutableBytes(of: &storage) { bytes in
            guard let base = bytes.baseAddress,
                ask(socket, base.assumingMemoryBound(to: sockaddr.self), &length) == 0
            else { return nil }
            var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
            let family = base.assumingMemoryBound(to: sockaddr.self).pointee.sa_family
            let port: in_port_t
            switch Int32(family) {
            case AF_INET:
                let address = base.assumingMemoryBound(to: sockaddr_in.self)
                port = address.pointee.sin_port
                guard inet_ntop(AF_INET, &address.pointee.sin_addr, &text, socklen_t(text.count)) != nil else {
                    return nil
                }
            case AF_INET6:
                let address = base.assumingMemoryBound(to: sockaddr_in6.self)
                port = address.pointee.sin6_port
                guard inet_ntop(AF_INET6, &address.pointee.sin6_addr, &text, socklen_t(text.count)) != nil else {
                    return nil
                }
            default: return nil
            }
            return (
                String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self),
                Int(port.bigEndian)
            )
        }
    }
}
