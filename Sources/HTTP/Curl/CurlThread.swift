internal import CCurl
import Foundation

/// The inside of a loop. Created, used and freed on its own thread; nothing here is touched by another.
final class CurlThread {
    private let multi: UnsafeMutableRawPointer
    private let mailbox: CurlMailbox
    private let settings: CurlSettings
    private let clock = ContinuousClock()
    private let sockets = CurlSockets()
    private var transfers: [ObjectIdentifier: CurlTransfer] = [:]
    private var queue: AdmissionQueue<HTTPOrigin, CurlJob>
    /// Origins that have answered over HTTP/1. libcurl 7.88.1 may put a request that could be multiplexed on an
    /// HTTP/1 connection that is in use, once another connection to the host speaks HTTP/2; so they stay with HTTP/1.
    private var oldOrigins: Set<HTTPOrigin> = []

    init(multi: UnsafeMutableRawPointer, mailbox: CurlMailbox, settings: CurlSettings) {
        self.multi = multi
        self.mailbox = mailbox
        self.settings = settings
        queue = AdmissionQueue(limit: settings.transfersPerOrigin)
        // Idle connections to keep; libcurl's own rule is four times the transfers of the moment.
        _ = ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, 64)
        _ = ccurl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
    }

    func run() {
        blockBrokenPipeSignal()
        while true {
            let (commands, isStopping) = mailbox.collect()
            for command in commands { obey(command) }
            if isStopping { break }
            var running: Int32 = 0
            let performed = curl_multi_perform(multi, &running)
            reap()
            expire()
            if performed != CURLM_OK { failAll(multiFailure(performed)) }
            // A command that came meanwhile has left a nudge, and the wait ends at once.
            let polled = curl_multi_poll(multi, nil, 0, waitMilliseconds(), nil)
            if polled != CURLM_OK { failAll(multiFailure(polled)) }
        }
        shutDown()
    }

    private func obey(_ command: CurlMailbox.Command) {
        switch command {
        case .start(let job):
            guard !job.ticket.isCancelled else { return job.fail(.cancelled) }
            if let admitted = queue.enter(job, id: job.ticket.id, place: job.place) { start(admitted) }
        case .cancel(let ticket):
            if let transfer = transfers[ticket.id] {
                end(transfer, .failure(.cancelled))
            } else {
                queue.withdraw(ticket.id)?.fail(.cancelled)
            }
        case .resume(let ticket):
            guard let transfer = transfers[ticket.id] else { return }
            let code = transfer.resume(at: clock.now)
            if code != CURLE_OK { end(transfer, transfer.outcome(of: code)) }
        }
    }

    private func start(_ job: CurlJob) {
        do throws(CurlFailure) {
            let transfer = try CurlTransfer(
                job, settings: settings, sockets: sockets,
                allowsHTTP2: job.allowsHTTP2 && !oldOrigins.contains(job.place),
                startedAt: clock.now)
            let added = curl_multi_add_handle(multi, transfer.easy)
            guard added == CURLM_OK else { throw multiFailure(added) }
            transfers[job.ticket.id] = transfer
        } catch {
            job.fail(error)
            leave(job.place)
        }
    }

    /// Ends what libcurl has finished.
    private func reap() {
        var remaining: Int32 = 0
        while let message = curl_multi_info_read(multi, &remaining) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle,
                let transfer = transfers.values.first(where: { $0.easy == easy })
            else { continue }
            if transfer.needsFreshConnection {
                startAgain(transfer)
            } else {
                end(transfer, transfer.outcome(of: ccurl_message_result(message)))
            }
        }
    }

    /// Nothing was sent: the same job, in the same place of the queue, on a connection of its own. That one is new, so
    /// this happens once. libcurl has closed the other.
    private func startAgain(_ transfer: CurlTransfer) {
        var job = transfer.job
        job.request.needsFreshConnection = true
        transfers[job.ticket.id] = nil
        curl_multi_remove_handle(multi, transfer.easy)
        start(job)
    }

    /// Ends what has taken too long.
    private func expire() {
        let now = clock.now
        for transfer in Array(transfers.values) {
            if let phase = transfer.watch.verdict(at: now) { end(transfer, .failure(transfer.timedOut(phase))) }
        }
    }

    /// The one way out: off the multi handle, which closes what is still open, and then the answer. Removing the
    /// entry first makes sure that nobody is answered twice.
    private func end(_ transfer: CurlTransfer, _ outcome: Result<HTTPResponse, CurlFailure>) {
        let job = transfer.job
        guard transfers.removeValue(forKey: job.ticket.id) != nil else { return }
        curl_multi_remove_handle(multi, transfer.easy)
        if case .success(let response) = outcome, response.version != .http2 { oldOrigins.insert(job.place) }
        transfer.deliver(outcome)
        leave(job.place)
    }

    private func leave(_ place: HTTPOrigin) {
        if let next = queue.leave(place) { start(next) }
    }

    private func failAll(_ failure: CurlFailure) {
        for transfer in Array(transfers.values) { end(transfer, .failure(failure)) }
    }

    private func shutDown() {
        for job in queue.withdrawAll() { job.fail(.cancelled) }
        failAll(.cancelled)
        for case .start(let job) in mailbox.close() { job.fail(.cancelled) }
        curl_multi_cleanup(multi)
        mailbox.announceClosed()
    }

    /// Until the next deadline, rounded up, so that the loop does not spin just before it.
    private func waitMilliseconds() -> Int32 {
        let longest = Duration.seconds(60)
        let deadline = transfers.values.lazy.compactMap(\.watch.deadline).min()
        let wait = min(longest, max(.zero, deadline.map { clock.now.duration(to: $0) } ?? longest))
        let (seconds, attoseconds) = wait.components
        return Int32(seconds * 1_000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }

    private func multiFailure(_ code: CURLMcode) -> CurlFailure {
        CurlFailure(kind: .transport, message: curl_multi_strerror(code).map { String(cString: $0) })
    }

    /// libcurl must not touch signal handlers from a thread (CURLOPT_NOSIGNAL), so writing to a closed connection
    /// raises SIGPIPE here. Blocked in this thread, it reaches nobody.
    private func blockBrokenPipeSignal() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}
