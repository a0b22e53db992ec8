import Synchronization

/// The place where the loop's thread and the reader of a body meet: one buffer, filled by the one, emptied by the
/// other. When it is full libcurl is told to wait, and when it has been emptied, to go on.
final class CurlDownload: Sendable {
    typealias Head = (status: Int, headers: HTTPHeaders)
    private typealias HeadWaiter = CheckedContinuation<Result<Head, CurlFailure>, Never>
    private typealias PieceWaiter = CheckedContinuation<Result<[UInt8]?, CurlFailure>, Never>

    /// Bytes at which libcurl is told to wait. It hands over at most 16 KiB at a time.
    private static let capacity = 256 * 1024

    private struct State {
        var head: Head?
        var buffer: [UInt8] = []
        var isHeldBack = false
        /// `.some(nil)` is a good end.
        var end: CurlFailure??
        var headWaiter: HeadWaiter?
        var pieceWaiter: PieceWaiter?
    }

    private let state = Mutex(State())

    // MARK: - The loop's side

    func begin(status: Int, headers: HTTPHeaders) {
        let waiter = state.withLock { state in
            state.head = (status, headers)
            return state.headWaiter.take()
        }
        waiter?.resume(returning: .success((status, headers)))
    }

    /// False when there is no room: the same bytes are offered again after the reader has asked to go on.
    func offer(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let (isTaken, delivery) = state.withLock { state -> (Bool, (PieceWaiter, [UInt8])?) in
            // Nobody reads any more; the command that ends the transfer is on its way.
            if state.end != nil { return (true, nil) }
            if let waiter = state.pieceWaiter.take() { return (true, (waiter, Array(bytes))) }
            guard state.buffer.count < Self.capacity else {
                state.isHeldBack = true
                return (false, nil)
            }
            state.buffer.append(contentsOf: bytes)
            return (true, nil)
        }
        if let (waiter, piece) = delivery { waiter.resume(returning: .success(piece)) }
        return isTaken
    }

    /// The first end counts; nil is a good one. Pieces that are still in the buffer come before it.
    func finish(_ failure: CurlFailure?) {
        let (headWaiter, pieceWaiter) = state.withLock { state -> (HeadWaiter?, PieceWaiter?) in
            guard state.end == nil else { return (nil, nil) }
            state.end = .some(failure)
            return (state.headWaiter.take(), state.pieceWaiter.take())
        }
        headWaiter?.resume(returning: .failure(failure ?? CurlFailure(kind: .transport, message: "no head")))
        pieceWaiter?.resume(returning: failure.map { .failure($0) } ?? .success(nil))
    }

    // MARK: - The reader's side

    func head() async -> Result<Head, CurlFailure> {
        await withCheckedContinuation { continuation in
            let known: Result<Head, CurlFailure>? = state.withLock { state in
                if let head = state.head { return .success(head) }
                if let end = state.end { return .failure(end ?? CurlFailure(kind: .transport, message: "no head")) }
                state.headWaiter = continuation
                return nil
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    /// Everything that has come, or the next piece, or nil at the end. `goOn` is called when libcurl was held back.
    func next(goOn: @Sendable () -> Void) async -> Result<[UInt8]?, CurlFailure> {
        await withCheckedContinuation { continuation in
            let (known, wasHeldBack) = state.withLock { state -> (Result<[UInt8]?, CurlFailure>?, Bool) in
                if !state.buffer.isEmpty {
                    defer {
                        state.buffer = []
                        state.isHeldBack = false
                    }
                    return (.success(state.buffer), state.isHeldBack)
                }
                if let end = state.end { return (end.map { .failure($0) } ?? .success(nil), false) }
                guard state.pieceWaiter == nil else {
                    return (.failure(CurlFailure(kind: .refused("two tasks read one body at a time"))), false)
                }
                state.pieceWaiter = continuation
                return (nil, false)
            }
            if wasHeldBack { goOn() }
            if let known { continuation.resume(returning: known) }
        }
    }

    /// The reader has gone: what is buffered is dropped, and whoever waits is told.
    func abandon() {
        state.withLock { state in if state.end == nil { state.buffer = [] } }
        finish(.cancelled)
    }
}
