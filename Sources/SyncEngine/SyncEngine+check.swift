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
        /// Fields that are wanted and not there, or hidden from these credentials: records are read without them.
        public var hiddenFields: [String] = []
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
            let lists = FieldLists()
            for stream in opened.streams {
                var line = CheckReport.Stream(
                    stream: stream.name, problem: nil, scopes: stream.scopes, total: nil,
                    isOff: !opened.known.isWanted(stream))
                if !line.isOff {
                    do {
                        line.hiddenFields = try await projection(of: stream, opened, lists).hidden
                        line.total = try await firstRow(of: stream, opened, lists)
                    } catch is AbsentObject {
                        line.isOff = true
                    } catch {
                        let failure = Self.failure(error)
                        if failure.stopsConnection { throw failure }
                        // What some accounts have and others have not is nobody's fault.
                        if stream.mayBeAbsent, case .missingPermission = failure {
                            line.isOff = true
                            result.streams.append(line)
                            continue
                        }
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

    private func projection(
        of stream: RecordStream, _ opened: OpenConnection, _ lists: FieldLists
    ) async throws -> Projection {
        let list = try await lists.list(of: stream, opened, store, keeps: false)
        return Projection(
            stream.fields, catalog: list?.names ?? [],
            settings: opened.connection.settings[stream.name] ?? StreamSettings(), list: list)
    }

    /// Asks the cheapest question that the stream's permissions decide; nil: it does not count.
    func firstRow(of stream: RecordStream, _ opened: OpenConnection, _ lists: FieldLists) async throws -> Int? {
        let caller = opened.caller
        switch stream.reading {
        case .window(let window):
            return try await caller.count(stream, window, from: 0, to: await caller.serverTime ?? clock.now())
        case .snapshot(let listing, _):
            let fields = try await projection(of: stream, opened, lists).parts(
                maximumBytes: stream.fields?.maximumBytes)
            return try await caller.total(
                at: listing.page.total, of: stream, listing.request,
                caller.values(of: stream).setting("fields", list: fields.first ?? []))
        case .children(let children):
            // A child listing needs a parent: its own permissions are those of the parent's first record.
            guard let parent = opened.streams.first(where: { $0.name == children.parent }) else { return nil }
            return try await firstRow(of: parent, opened, lists)
        }
    }
}
