internal import CCurl

/// One easy handle at work. Lives on the loop's thread, from before it is added to the multi handle until after it is
/// taken off; the callbacks reach it unretained within that time.
final class CurlTransfer {
    let job: CurlJob
    let easy: UnsafeMutableRawPointer
    private(set) var watch: TransferWatch
    /// Bytes waited on the connection that libcurl chose, so nothing was sent: another one is needed.
    private(set) var needsFreshConnection = false

    private let clock = ContinuousClock()
    private let words = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private var head = ResponseHead()
    private var body: [UInt8] = []
    private var bodyCount = 0
    private var trailer: GzipTrailer?
    /// Why we ourselves broke it off; libcurl only knows that a callback did.
    private var verdict: HTTPError.Kind?
    private var isPaused = false
    private var isConnected = false
    private let sockets: CurlSockets
    private let allowsHTTP2: Bool

    init(
        _ job: CurlJob, settings: CurlSettings, sockets: CurlSockets, allowsHTTP2: Bool,
        startedAt now: ContinuousClock.Instant
    ) throws(CurlFailure) {
        guard let easy = curl_easy_init() else {
            words.deallocate()
            throw CurlFailure(kind: .transport, message: "no memory")
        }
        self.job = job
        self.easy = easy
        self.sockets = sockets
        self.allowsHTTP2 = allowsHTTP2
        watch = TransferWatch(job.request.timeouts, startedAt: now)
        words.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        var options = CurlOptions(easy)
        options.apply(job, settings: settings, allowsHTTP2: allowsHTTP2)
        options.listen(
            Unmanaged.passUnretained(self).toOpaque(), sockets: Unmanaged.passUnretained(sockets).toOpaque(),
            words: words)
        headerList = options.headerList
        if let failure = options.failure { throw failure }
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_slist_free_all(headerList)
        words.deallocate()
    }

    private var isDownload: Bool {
        if case .download = job.sink { true } else { false }
    }

    // MARK: - Called back by libcurl

    /// Just before the request is sent, on a new connection or an old one. False aborts.
    func connected(_ ends: CurlSockets.Ends) -> Bool {
        let origin = job.request.url.origin
        // Whatever a hosts file says of localhost: unencrypted bytes stay on this machine.
        guard origin.scheme == "https" || HTTPOrigin.isLoopback(host: ends.peer) else {
            verdict = .refused("plain http goes to this machine only; \(origin.host) is at \(ends.peer)")
            return false
        }
        guard isClean(ends) else {
            needsFreshConnection = true
            return false
        }
        isConnected = true
        watch.connected(at: clock.now)
        return true
    }

    /// On an idle HTTP/1 connection nothing may wait: what does would be taken for the answer to this request. What a TLS
    /// library has to say there (a ticket, its farewell) is no harm, but not worth telling apart. HTTP/2 always talks.
    private func isClean(_ ends: CurlSockets.Ends) -> Bool {
        let isReused = long(CURLINFO_NUM_CONNECTS) == 0
        return !isReused || allowsHTTP2 || sockets.isQuiet(ends)
    }

    /// Bytes of the body as they move, both ways.
    func moved(_ bytes: Int64) {
        watch.moved(bytes + Int64(head.bytes), at: clock.now)
    }

    /// One header line. False aborts.
    func takeHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        switch head.take(line) {
        case .more: return true
        case .tooLarge:
            verdict = .headersTooLarge(limit: ResponseHead.largest)
            return false
        case .complete: return takeHead()
        }
    }

    private func takeHead() -> Bool {
        let encodings = head.encodings
        if encodings == ["gzip"] || encodings == ["x-gzip"] {
            trailer = GzipTrailer(isChunked: head.isChunked, contentLength: head.contentLength)
        }
        switch job.sink {
        case .download(let download):
            // Only what can be proven complete, and only what libcurl inflates in small steps while it is held back.
            guard encodings.isEmpty || trailer != nil else {
                verdict = .badEncoding
                return false
            }
            watch.liftTotal()
            download.begin(status: head.status, headers: head.headers)
        case .exchange:
            guard job.request.method != .head, encodings.isEmpty, let length = head.contentLength else { return true }
            let ceiling = job.request.ceiling ?? .max
            guard length <= ceiling else {
                verdict = .bodyTooLarge(limit: ceiling)
                return false
            }
            // An announcement costs the sender nothing, so it is believed up to a point.
            body.reserveCapacity(min(max(0, length), 1 << 20))
        }
        return true
    }

    enum Reception {
        case taken, full, abort
    }

    /// A piece of the decompressed body.
    func takeBody(_ bytes: UnsafeRawBufferPointer) -> Reception {
        guard verdict == nil else { return .abort }
        switch job.sink {
        case .exchange:
            let ceiling = job.request.ceiling ?? .max
            guard bytes.count <= ceiling - bodyCount else {
                verdict = .bodyTooLarge(limit: ceiling)
                return .abort
            }
            body.append(contentsOf: bytes)
        case .download(let download):
            guard download.offer(bytes) else {
                isPaused = true
                watch.paused()
                return .full
            }
            if body.count < Redaction.excerptWindow {
                body.append(contentsOf: bytes.prefix(Redaction.excerptWindow - body.count))
            }
        }
        bodyCount += bytes.count
        return .taken
    }

    /// A piece of the body as it came over the wire.
    func takeRaw(_ bytes: UnsafeRawBufferPointer) {
        trailer?.take(bytes)
    }

    // MARK: - Called by the loop

    /// Lets a paused transfer go on. libcurl delivers what it held back before this returns.
    func resume(at now: ContinuousClock.Instant) -> CURLcode {
        guard isPaused else { return CURLE_OK }
        isPaused = false
        watch.resumed(at: now)
        return curl_easy_pause(easy, CURLPAUSE_CONT)
    }

    /// What libcurl's result means.
    func outcome(of code: CURLcode) -> Result<HTTPResponse, CurlFailure> {
        if let verdict { return .failure(failure(verdict)) }
        guard code == CURLE_OK else {
            let kind = CurlFailure.kind(of: code, isConnected: isConnected)
            let said = String(cString: words)
            let message = said.isEmpty ? String(cString: curl_easy_strerror(code)) : said
            return .failure(failure(kind, code: Int(code.rawValue), message: message))
        }
        guard head.isComplete else { return .failure(failure(.transport, message: "the answer has no HTTP head")) }
        if let trailer, !trailer.isWhole(inflated: bodyCount) {
            return .failure(failure(.truncated, message: "the gzip stream ends before its end"))
        }
        return .success(
            HTTPResponse(
                status: head.status, headers: head.headers, body: isDownload ? [] : body, version: version,
                receivedBytes: Int(offset(CURLINFO_SIZE_DOWNLOAD_T)) + long(CURLINFO_HEADER_SIZE),
                newConnection: long(CURLINFO_NUM_CONNECTS) > 0))
    }

    func timedOut(_ phase: HTTPError.Phase) -> CurlFailure {
        failure(.timedOut(phase), code: Int(CURLE_OPERATION_TIMEDOUT.rawValue), message: "Timeout was reached")
    }

    func deliver(_ outcome: Result<HTTPResponse, CurlFailure>) {
        switch (job.sink, outcome) {
        case (.exchange(let continuation), _): continuation.resume(returning: outcome)
        case (.download(let download), .success): download.finish(nil)
        case (.download(let download), .failure(let failure)): download.finish(failure)
        }
    }

    private func failure(_ kind: HTTPError.Kind, code: Int? = nil, message: String? = nil) -> CurlFailure {
        CurlFailure(
            kind: kind, code: code, message: message, status: head.isComplete ? head.status : nil,
            answer: Array(body.prefix(Redaction.excerptWindow)))
    }

    private var version: HTTPVersion {
        switch long(CURLINFO_HTTP_VERSION) {
        case Int(CURL_HTTP_VERSION_1_0): .http1_0
        case Int(CURL_HTTP_VERSION_2_0): .http2
        default: .http1_1
        }
    }

    private func long(_ info: CURLINFO) -> Int {
        var value = 0
        return ccurl_get_long(easy, info, &value) == CURLE_OK ? value : 0
    }

    private func offset(_ info: CURLINFO) -> Int64 {
        var value: curl_off_t = 0
        return ccurl_get_offset(easy, info, &value) == CURLE_OK ? Int64(value) : 0
    }
}
