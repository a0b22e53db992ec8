/// An answer whose body is still on its way.
public struct HTTPDownload: Sendable {
    public let status: Int
    public let headers: HTTPHeaders
    /// The body, decompressed, to be read once.
    public let chunks: HTTPBody

    public init(status: Int, headers: HTTPHeaders, chunks: HTTPBody) {
        self.status = status
        self.headers = headers
        self.chunks = chunks
    }
}

/// A body in pieces of at most a few hundred KiB. Nothing is fetched ahead of the reader beyond one such piece and
/// what the kernel buffers; leaving the loop, dropping the sequence or cancelling the task ends the transfer.
///
/// It is read once: a second iterator throws. The end is an end only when it does not throw.
public struct HTTPBody: AsyncSequence, Sendable {
    public typealias Element = [UInt8]
    public typealias Failure = HTTPError

    private let source: any HTTPBodySource

    /// For transports; `source` must answer `next` after `close` with nil or an error.
    public init(_ source: any HTTPBodySource) {
        self.source = source
    }

    public func makeAsyncIterator() -> Iterator {
        Iterator(reader: Reader(source))
    }

    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let reader: Reader

        public mutating func next() async throws(HTTPError) -> [UInt8]? {
            try await reader.next()
        }

        public mutating func next(isolation actor: isolated (any Actor)?) async throws(HTTPError) -> [UInt8]? {
            try await reader.next()
        }
    }

    /// Closes the source when the last copy of the iterator is gone: that is how a left loop becomes known.
    fileprivate final class Reader: Sendable {
        private let source: any HTTPBodySource
        private let isFirst: Bool

        init(_ source: any HTTPBodySource) {
            self.source = source
            isFirst = source.claim()
        }

        deinit {
            if isFirst { source.close() }
        }

        func next() async throws(HTTPError) -> [UInt8]? {
            guard isFirst else { throw HTTPError(.refused("the body of this answer is already being read")) }
            return try await source.next()
        }
    }
}

/// Where the pieces of a body come from.
public protocol HTTPBodySource: Sendable {
    /// True for the first caller, who may then call `next`.
    func claim() -> Bool
    /// The next piece, nil at the proven end of the body. Called by one task at a time.
    func next() async throws(HTTPError) -> [UInt8]?
    /// Nobody reads any more.
    func close()
}
