import ConnectorKit
import JSON
import JourneyStore

/// Whether a connection can be read: account, credentials, one row of every stream.
public struct CheckReport: Codable, Sendable {
    public struct Stream: Codable, Sendable {
        public var stream: String
        /// Nil: the stream can be read.
        public var problem: String?
        /// What the credentials must be allowed to read.
        public var scopes: [String]
        /// How many records there are, where the API counts.
        public var total: Int?
        public var isOff: Bool
    }

    public var connection: String
    public var account: String?
    public var timeZone: String?
    public var streams: [Stream] = []
    public var problem: String?
    public var exitCode: Int32 = 0

    init(connection: String) { self.connection = connection }
}

extension SyncEngine {
    /// Asks for one row of every stream; writes nothing.
    public func check(_ connection: Connection) async -> CheckReport {
        var result = CheckReport(connection: connection.name)
        do {
            let opened = try await OpenConnection(connection, engine: self, options: SyncOptions(), pins: false)
            result.account = opened.account.id
            result.timeZone = opened.account.timeZone
            for stream in opened.streams {
                var line = CheckReport.Stream(
                    stream: stream.name, problem: nil, scopes: stream.scopes, total: nil,
                    isOff: !opened.known.isWanted(stream))
                if !line.isOff {
                    do { line.total = try await firstRow(of: stream, opened) } catch {
                        let failure = Self.failure(error)
                        if failure.stopsConnection { throw failure }
                        line.problem = failure.message
                        result.exitCode = ExitCode.first(of: [result.exitCode, failure.exitCode])
                    }
                }
                result.streams.append(line)
            }
        } catch {
            let failure = Self.failure(error)
            result.problem = failure.message
            result.exitCode = failure.exitCode
        }
        return result
    }

    /// Asks the cheapest question that the stream's permissions decide; nil: it does not count.
    func firstRow(of stream: RecordStream, _ opened: OpenConnection) async throws -> Int? {
        let values = opened.caller.values(of: stream).setting("limit", "1").setting("offset", "0").setting("page", "1")
        let outcome: Caller.Outcome
        var total: JSONPath?
        switch stream.reading {
        case .window(let window):
            total = window.page.total
            let now = await opened.caller.serverTime ?? clock.now()
            outcome = try await opened.caller.call(
                window.request,
                values.setting("from", window.time.text(0)).setting("to", window.time.text(now))
                    .setting("from_id", "0").setting("to_id", "9007199254740991"))
        case .snapshot(let listing, _):
            total = listing.page.total
            outcome = try await opened.caller.call(listing.request, values)
        case .children(let children):
            // A child listing needs a parent: its own permissions are those of the parent's first record.
            guard let parent = opened.streams.first(where: { $0.name == children.parent }) else { return nil }
            return try await firstRow(of: parent, opened)
        }
        switch outcome {
        case .answer(let answer): return try answer.total(at: total, of: stream)
        case .notFound: throw SyncFailure.stopStream("there is no such thing in this account")
        case .splitRequest: throw SyncFailure.stopStream("the request is too long")
        }
    }
}
