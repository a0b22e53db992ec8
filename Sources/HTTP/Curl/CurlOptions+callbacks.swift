internal import CCurl
import Glibc

/// The functions libcurl calls, all on the loop's thread. `context` is the `CurlTransfer`, unretained: the loop holds it
/// as long as the handle is in use. `sockets` is the loop's `CurlSockets`, which outlives every connection.
extension CurlOptions {
    mutating func listen(
        _ context: UnsafeMutableRawPointer, sockets: UnsafeMutableRawPointer, words: UnsafeMutablePointer<CChar>
    ) {
        note(ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, words))

        note(ccurl_set_pointer(easy, CURLOPT_WRITEDATA, context))
        note(
            ccurl_set_write_function(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
                let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
                switch CurlTransfer.from(context)?.takeBody(piece) {
                case .taken: return piece.count
                case .full: return Int(CURL_WRITEFUNC_PAUSE)
                // Any other number than the one offered aborts, also for an empty piece.
                case .abort, nil: return piece.count + 1
                }
            })

        note(ccurl_set_pointer(easy, CURLOPT_HEADERDATA, context))
        note(
            ccurl_set_write_function(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
                let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
                return CurlTransfer.from(context)?.takeHeader(line) == true ? line.count : line.count + 1
            })

        note(ccurl_set_pointer(easy, CURLOPT_XFERINFODATA, context))
        note(
            ccurl_set_progress_function(easy) { context, _, received, _, sent in
                CurlTransfer.from(context)?.moved(Int64(received) + Int64(sent))
                return 0
            })
        set(CURLOPT_NOPROGRESS, 0)

        note(ccurl_set_pointer(easy, CURLOPT_PREREQDATA, context))
        note(
            ccurl_set_prereq_function(easy) { context, peer, local, peerPort, localPort in
                let ends = CurlSockets.Ends(
                    peer: peer.map { String(cString: $0) } ?? "", peerPort: Int(peerPort),
                    local: local.map { String(cString: $0) } ?? "", localPort: Int(localPort))
                let isAllowed = CurlTransfer.from(context)?.connected(ends) == true
                return isAllowed ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
            })

        note(ccurl_set_pointer(easy, CURLOPT_OPENSOCKETDATA, sockets))
        note(
            ccurl_set_open_socket_function(easy) { sockets, _, address in
                guard let sockets = CurlSockets.from(sockets), let address else { return CURL_SOCKET_BAD }
                return sockets.open(address)
            })
        note(ccurl_set_pointer(easy, CURLOPT_CLOSESOCKETDATA, sockets))
        note(
            ccurl_set_close_socket_function(easy) { sockets, socket in
                CurlSockets.from(sockets)?.close(socket) ?? Glibc.close(socket)
            })

        // The only way to see a body before it is inflated; what else libcurl tells here is not looked at.
        note(ccurl_set_pointer(easy, CURLOPT_DEBUGDATA, context))
        note(
            ccurl_set_debug_function(easy) { _, kind, bytes, count, context in
                if kind == CURLINFO_DATA_IN {
                    CurlTransfer.from(context)?.takeRaw(UnsafeRawBufferPointer(start: bytes, count: count))
                }
                return 0
            })
        set(CURLOPT_VERBOSE, 1)
    }
}

extension CurlTransfer {
    fileprivate static func from(_ context: UnsafeMutableRawPointer?) -> CurlTransfer? {
        context.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
    }
}

extension CurlSockets {
    fileprivate static func from(_ context: UnsafeMutableRawPointer?) -> CurlSockets? {
        context.map { Unmanaged<CurlSockets>.fromOpaque($0).takeUnretainedValue() }
    }
}
