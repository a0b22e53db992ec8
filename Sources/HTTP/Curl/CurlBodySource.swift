import Synchronization

/// A body on its way, seen from its reader. Ends the transfer when it goes.
final class CurlBodySource: HTTPBodySource {
    private let loop: CurlLoop
    private let ticket: CurlTicket
    private let download: CurlDownload
    private let describe: @Sendable (CurlFailure) -> HTTPError
    private let isClaimed = Atomic(false)

    /// - Parameter describe: puts a failure into words for the request it belongs to.
    init(
        loop: CurlLoop, ticket: CurlTicket, download: CurlDownload,
        describe: @escaping @Sendable (CurlFailure) -> HTTPError
    ) {
        self.loop = loop
        self.ticket = ticket
        self.download = download
        self.describe = describe
    }

    deinit {
        close()
    }

    func claim() -> Bool {
        isClaimed.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing).exchanged
    }

    func next() async throws(HTTPError) -> [UInt8]? {
        let result = await withTaskCancellationHandler {
            await download.next { [loop, ticket] in loop.resume(ticket) }
        } onCancel: {
            close()
        }
        switch result {
        case .success(let piece): return piece
        case .failure(let failure): throw describe(failure)
        }
    }

    func close() {
        download.abandon()
        loop.cancel(ticket)
    }
}
