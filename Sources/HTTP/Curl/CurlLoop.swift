internal import CCurl
import Foundation

/// A libcurl multi handle and the one thread that drives it. Ends when nobody holds it any more.
final class CurlLoop: Sendable {
    private let mailbox: CurlMailbox

    /// Throws when libcurl cannot be set up: no memory, or a broken installation.
    init(_ settings: CurlSettings, name: String) throws(CurlFailure) {
        guard CurlLibrary.isReady, let multi = curl_multi_init() else {
            throw CurlFailure(kind: .transport, message: "libcurl cannot be set up")
        }
        let mailbox = CurlMailbox(multi: multi)
        self.mailbox = mailbox
        // The pointer crosses to the thread as a number, because it is handed over, not shared.
        let address = UInt(bitPattern: multi)
        let thread = Thread {
            guard let multi = UnsafeMutableRawPointer(bitPattern: address) else { return }
            CurlThread(multi: multi, mailbox: mailbox, settings: settings).run()
        }
        thread.name = name
        thread.start()
    }

    deinit {
        mailbox.stop()
    }

    /// Ends every transfer with `.cancelled` and returns when the thread is done.
    func shutDown() async {
        mailbox.stop()
        await mailbox.waitUntilClosed()
    }

    /// One exchange from start to end. Cancelling the task aborts it.
    func exchange(_ request: WireRequest) async -> Result<HTTPResponse, CurlFailure> {
        let ticket = CurlTicket()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                mailbox.send(.start(CurlJob(ticket: ticket, request: request, sink: .exchange(continuation))))
            }
        } onCancel: {
            cancel(ticket)
        }
    }

    func start(_ job: CurlJob) { mailbox.send(.start(job)) }

    /// Aborts the transfer, or keeps it from starting. Harmless when it is over.
    func cancel(_ ticket: CurlTicket) {
        // Marked first: the command may overtake the start it is meant for.
        ticket.cancel()
        mailbox.send(.cancel(ticket))
    }

    /// Lets a transfer whose sink was full go on.
    func resume(_ ticket: CurlTicket) { mailbox.send(.resume(ticket)) }
}

/// What all transfers of a loop have in common.
struct CurlSettings: Sendable {
    var userAgent: String
    var transfersPerOrigin: Int
    var environment: TransportEnvironment
    /// Trusted instead of everything else when set.
    var authorityFile: String?
}

enum CurlLibrary {
    /// Initialised once per process, before the first handle, and never torn down.
    static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
}
