internal import CCurl

extension CurlFailure {
    /// What to make of libcurl's error numbers.
    static func kind(of code: CURLcode, isConnected: Bool) -> HTTPError.Kind {
        switch code {
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_PROXY:
            .cannotConnect
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_PEER_FAILED_VERIFICATION, CURLE_USE_SSL_FAILED, CURLE_SSL_ENGINE_INITFAILED,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_SHUTDOWN_FAILED, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT:
            .tls
        case CURLE_PARTIAL_FILE: .truncated
        // Our own aborts carry a verdict, so a failed write is a decoder that met data it cannot take.
        case CURLE_BAD_CONTENT_ENCODING, CURLE_WRITE_ERROR: .badEncoding
        // libcurl keeps time only for connecting.
        case CURLE_OPERATION_TIMEDOUT: .timedOut(isConnected ? .total : .connect)
        // Also what libcurl says to an answer that is no HTTP.
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT:
            isConnected ? .transport : .refused("libcurl does not take this URL")
        default: .transport
        }
    }
}
