internal import CCurl

/// Sets the options of one transfer and remembers the first that libcurl did not take: an option that is missing,
/// such as certificate checks, must not go unnoticed.
struct CurlOptions {
    let easy: UnsafeMutableRawPointer
    /// Owned by whoever owns the handle: libcurl only points to it.
    private(set) var headerList: UnsafeMutablePointer<curl_slist>?
    private var firstError = CURLE_OK

    init(_ easy: UnsafeMutableRawPointer) {
        self.easy = easy
    }

    var failure: CurlFailure? {
        guard firstError != CURLE_OK else { return nil }
        return CurlFailure(
            kind: firstError == CURLE_SSL_CACERT_BADFILE ? .tls : .transport, code: Int(firstError.rawValue),
            message: String(cString: curl_easy_strerror(firstError)))
    }

    mutating func apply(_ job: CurlJob, settings: CurlSettings, allowsHTTP2: Bool) {
        let request = job.request
        note(ccurl_set_url(easy, request.url.handle))
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_USERAGENT, settings.userAgent)
        // No signals from a thread, and no waiting for a name lookup that nobody needs any more.
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_QUICK_EXIT, 1)
        set(CURLOPT_TCP_KEEPALIVE, 1)
        // libcurl shares this time among the addresses of a host; all other times are kept by TransferWatch.
        set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(request.timeouts.connect))
        if request.needsFreshConnection { set(CURLOPT_FRESH_CONNECT, 1) }
        setMethod(request)
        setHeader(request)
        setTrust(settings)
        setProxy(settings.environment, for: request.url.origin)
        setVersion(job, allowsHTTP2: allowsHTTP2)
    }

    private mutating func setMethod(_ request: WireRequest) {
        switch request.method {
        case .get: set(CURLOPT_HTTPGET, 1)
        case .head: set(CURLOPT_NOBODY, 1)
        case .delete where request.body == nil: set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        case .post, .put, .patch, .delete:
            // Never NULL: libcurl would read the body elsewhere.
            let body = request.body.flatMap { $0.isEmpty ? nil : $0 } ?? [0]
            note(ccurl_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body?.count ?? 0)))
            note(body.withUnsafeBytes { ccurl_set_bytes(easy, CURLOPT_COPYPOSTFIELDS, $0.baseAddress) })
            set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        }
    }

    private mutating func setHeader(_ request: WireRequest) {
        // "Name:" without a value keeps libcurl from adding what it would add by itself.
        var lines = request.headerLines + ["Expect:"]
        if !lines.contains(where: { $0.lowercased().hasPrefix("content-type") }) { lines.append("Content-Type:") }
        for line in lines {
            guard let longer = curl_slist_append(headerList, line) else { return note(CURLE_OUT_OF_MEMORY) }
            headerList = longer
        }
        note(ccurl_set_list(easy, CURLOPT_HTTPHEADER, headerList))
        // Never to the proxy what is meant for the server, and never its answers as if they were the server's.
        set(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    }

    private mutating func setTrust(_ settings: CurlSettings) {
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let file = settings.authorityFile {
            set(CURLOPT_CAINFO, file)
            // Debian's libcurl has a folder built in, which would be trusted as well.
            note(ccurl_set_string(easy, CURLOPT_CAPATH, nil))
        } else {
            if let file = settings.environment.authorityFile { set(CURLOPT_CAINFO, file) }
            if let directory = settings.environment.authorityDirectory { set(CURLOPT_CAPATH, directory) }
        }
    }

    /// Always set, so that libcurl does not read the environment itself.
    private mutating func setProxy(_ environment: TransportEnvironment, for origin: HTTPOrigin) {
        let proxy = origin.isLoopback ? nil : environment.proxy
        set(CURLOPT_PROXY, proxy ?? "")
        set(CURLOPT_NOPROXY, environment.proxyExceptions ?? "")
        set(CURLOPT_PROXY_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let file = environment.authorityFile { set(CURLOPT_PROXY_CAINFO, file) }
    }

    private mutating func setVersion(_ job: CurlJob, allowsHTTP2: Bool) {
        switch job.sink {
        case .exchange where allowsHTTP2:
            set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
            // Wait for the first handshake rather than open a connection that turns out to be needless.
            set(CURLOPT_PIPEWAIT, 1)
            set(CURLOPT_ACCEPT_ENCODING, "")
        case .exchange:
            set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
            set(CURLOPT_ACCEPT_ENCODING, "")
        case .download:
            // libcurl 7.88.1 leaks when a paused HTTP/2 transfer is aborted. And gzip only: its end can be proven,
            // and 16 KiB of it inflate to 16 MiB at most, which is what libcurl has to hold while it is paused.
            set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
            set(CURLOPT_ACCEPT_ENCODING, "gzip")
        }
    }

    // MARK: - One option

    mutating func set(_ option: CURLoption, _ value: Int) { note(ccurl_set_long(easy, option, value)) }

    mutating func set(_ option: CURLoption, _ value: String) { note(ccurl_set_string(easy, option, value)) }

    mutating func note(_ code: CURLcode) {
        if firstError == CURLE_OK { firstError = code }
    }

    private func milliseconds(_ duration: Duration) -> Int {
        let (seconds, attoseconds) = min(duration, .seconds(86_400)).components
        return max(1, Int(seconds) * 1_000 + Int(attoseconds / 1_000_000_000_000_000))
    }
}
