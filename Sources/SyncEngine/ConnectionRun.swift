import ConnectorKit
import JSON
import JourneyStore
import Touchpoints

/// One run over a connection's streams: parents before children, several at a time, each on its own.
struct ConnectionRun: Sendable {
    let opened: OpenConnection
    let engine: SyncEngine
    let options: SyncOptions
    let run: Int64
    private let ending = RunEnding()
    private let fieldLists = FieldLists()

    init(opened: OpenConnection, engine: SyncEngine, options: SyncOptions, run: Int64) {
        self.opened = opened
        self.engine = engine
        self.options = options
        self.run = run
    }

    private var connection: Connection { opened.connection }
    private var store: JourneyStore { engine.store }

    /// The streams that the configuration wants, or those of them that the run is for.
    func wanted() throws -> [RecordStream] {
        let wanted = opened.streams.filter { opened.known.isWanted($0) }
        guard let names = options.streams else { return wanted }
        for name in names.sorted() where !wanted.contains(where: { $0.name == name }) {
            let hint = Spelling.hint(for: name, among: wanted.map(\.name))
            throw SyncFailure.fixConfig("there is no stream \"\(name)\" to read\(hint)")
        }
        return wanted.filter { names.contains($0.name) }
    }

    func read(into result: inout SyncReport) async throws {
        let wanted = try wanted()
        try await declare()
        let levels = Self.levels(wanted)
        // Staff first: whose team somebody is, every other mapping wants to know.
        defer { result.streams.sort { $0.stream < $1.stream } }
        for stream in wanted where stream.staff != nil {
            let (report, fatal) = try await read(stream, teams: [:])
            result.streams.append(report)
            if let fatal { throw fatal }
        }
        let teams = try await TeamDirectory(known: opened.known, store: store).teams()
        let mapping = MappingUpkeep(known: opened.known, store: store, run: run)
        for stream in wanted { try await mapping.bringUpToDate(stream, teams: teams, report: engine.report) }
        for stream in wanted { try await announce(stream) }
        for level in levels {
            let streams = level.filter { $0.staff == nil }
            // What stops the connection stops the other streams too; their reports are kept.
            var fatal: SyncFailure?
            try await withThrowingTaskGroup(of: (StreamReport, SyncFailure?).self) { group in
                var waiting = streams[...]
                for _ in 0..<max(1, options.concurrentStreams) {
                    guard let stream = waiting.popFirst() else { break }
                    group.addTask { try await read(stream, teams: teams) }
                }
                while let (report, failure) = try await group.next() {
                    result.streams.append(report)
                    if let failure, fatal == nil {
                        fatal = failure
                        group.cancelAll()
                    }
                    guard fatal == nil, let stream = waiting.popFirst() else { continue }
                    group.addTask { try await read(stream, teams: teams) }
                }
            }
            if let fatal { throw fatal }
        }
        try await readWhatOthersAskedFor(wanted, teams: teams)
        for stream in opened.streams where !opened.known.isWanted(stream) && options.streams == nil {
            result.streams.append(StreamReport(stream: stream.name, outcome: .off))
        }
    }

    /// Counts what a first reading will have to bring, for whoever waits for it.
    private func announce(_ stream: RecordStream) async throws {
        guard options.backfill == nil, case .window(let window) = stream.reading, window.initial != nil,
            window.page.total != nil, connection.start(of: stream) == nil
        else { return }
        let through = try await StreamState(known: opened.known, store: store).completeThrough(stream)
        guard options.full || through == nil else { return }
        let now = await opened.caller.serverTime ?? engine.clock.now()
        do {
            let rows = try await opened.caller.count(stream, window, from: 0, to: now) ?? 0
            // A killed run may have brought some of them.
            let key = opened.known.key(of: stream)
            let open = try await store.read { try $0.ledger(key, part: "records") }.filter { $0.state == .open }
            let left = rows - open.reduce(0) { $0 + $1.rows }
            if left > 0 { engine.report(.expects(stream: stream.name, rows: left)) }
        } catch {
            // An estimate fails alone; the stream itself will say what is wrong with it.
            let failure = SyncEngine.failure(error)
            guard await opened.isConfined(failure) else { throw failure }
        }
    }

    /// What reading one stream has made due in another.
    func readWhatOthersAskedFor(_ wanted: [RecordStream], teams: [String: Team]) async throws {
        // Children may have asked for parents that no window shows.
        for stream in wanted where Self.levels(wanted).count > 1 && stream.lookup != nil {
            try await readWhatChildrenAskedFor(stream, teams: teams)
        }
        // And become something else once their parents are there, or others name them.
        for stream in wanted where stream.parent != nil || !stream.touchpoints.isEmpty {
            let key = opened.known.key(of: stream)
            guard try await store.read({ try $0.dueCount(key, part: StreamRun.Due.remap) }) > 0 else { continue }
            let counter = StreamRun.Counter(stream: stream.name)
            try await prepare(stream, teams: teams, counter: counter).remapDue()
        }
    }

    private func readWhatChildrenAskedFor(_ stream: RecordStream, teams: [String: Team]) async throws {
        let key = opened.known.key(of: stream)
        guard try await store.read({ try $0.dueCount(key, part: StreamRun.Due.lookup) }) > 0 else { return }
        let counter = StreamRun.Counter(stream: stream.name)
        do {
            try await DueReader(run: try await prepare(stream, teams: teams, counter: counter)).read()
        } catch {
            // They stay due, and `status` says so; what stops the connection stops it here as well.
            let failure = SyncEngine.failure(error)
            guard await opened.isConfined(failure) else { throw failure }
            engine.report(.note(stream: stream.name, failure.message))
        }
    }

    /// Streams by how many parents stand above them.
    static func levels(_ streams: [RecordStream]) -> [[RecordStream]] {
        func depth(_ stream: RecordStream, _ limit: Int) -> Int {
            var parents: [String] = stream.parent.map { [$0.stream] } ?? []
            if case .children(let children) = stream.reading { parents.append(children.parent) }
            let above = parents.compactMap { name in streams.first { $0.name == name } }
            guard limit > 0, let deepest = above.map({ depth($0, limit - 1) }).max() else { return 0 }
            return deepest + 1
        }
        let byDepth = Dictionary(grouping: streams) { depth($0, 8) }
        return byDepth.keys.sorted().map { byDepth[$0, default: []] }
    }

    /// Tells the store what kind of thing each collection holds, read or not: links to them need it.
    private func declare() async throws {
        let collections = opened.streams.map { (opened.known.collection(of: $0), $0.entity) }
        try await store.write { tx in
            for (collection, entity) in collections { try tx.declare(collection, entity: entity) }
        }
    }

    /// Reads one stream. What stopped it stands in its report; what stops the whole connection is told as well.
    private func read(
        _ stream: RecordStream, teams: [String: Team]
    ) async throws -> (StreamReport, fatal: SyncFailure?) {
        let counter = StreamRun.Counter(stream: stream.name)
        engine.report(.began(stream: stream.name))
        var fatal: SyncFailure?
        do {
            try await InFlight.$owner.withValue(stream.name) {
                let streamRun = try await prepare(stream, teams: teams, counter: counter)
                let hidden = streamRun.projection.hidden.joined(separator: ", ")
                if !hidden.isEmpty {
                    engine.report(
                        .note(
                            stream: stream.name,
                            "not there, or hidden from these credentials: \(hidden); it is read without"))
                }
                do { try await StreamReader(run: streamRun).read() } catch let stale as StaleFields {
                    engine.report(.note(stream: stream.name, "\(stale); the list of fields is read again"))
                    let again = try await prepare(stream, teams: teams, counter: counter, isFresh: true)
                    guard again.projection != streamRun.projection else { throw stale }
                    try await StreamReader(run: again).read()
                }
            }
        } catch is AbsentObject {
            counter.update { $0.outcome = .off }
            engine.report(.note(stream: stream.name, "this account has no \(stream.recordType): nothing to read"))
        } catch {
            let failure = SyncEngine.failure(error).naming(scopes: stream.scopes)
            var isFailed = true
            if Sabotage.permissionIsEmpty.isOn, case .missingPermission = failure { isFailed = false }
            if Sabotage.refusalIsEnd.isOn, case .stopStream = failure { isFailed = false }
            if await !opened.isConfined(failure) {
                fatal = failure
                ending.note(failure, of: stream.name)
            }
            if isFailed {
                let words = ending.words(for: failure)
                counter.update {
                    $0.outcome = .incomplete
                    $0.problems.append(words)
                    $0.exitCode = failure.exitCode
                }
            }
        }
        let (key, collection) = (opened.known.key(of: stream), opened.known.collection(of: stream))
        let (opened, store, run) = (opened, store, run)
        let (quarantined, met, through) = try await SyncEngine.uncancelled {
            if try await store.read({ try $0.quarantineCounts()[key] ?? 0 }) > 0 {
                try await store.write { tx in try tx.clearQuarantine(key, goneFrom: collection) }
            }
            let (all, met) = try await store.read {
                (try $0.quarantineCounts()[key] ?? 0, try $0.quarantineCount(key, run: run))
            }
            return (all, met, try await StreamState(known: opened.known, store: store).completeThrough(stream))
        }
        counter.update {
            $0.quarantined = quarantined
            $0.completeThrough = through
            // What earlier runs set aside and this one did not meet was told then.
            if met > 0, $0.exitCode == 0 { $0.exitCode = 65 }
        }
        engine.report(.ended(stream: stream.name, counter.value))
        return (counter.value, fatal)
    }

    func prepare(
        _ stream: RecordStream, teams: [String: Team], counter: StreamRun.Counter, isFresh: Bool = false
    ) async throws -> StreamRun {
        let settings = connection.settings[stream.name] ?? StreamSettings()
        var stream = stream
        if settings.readsByListing, case .window(let window) = stream.reading, let initial = window.initial {
            stream.reading = .snapshot(listing: initial, every: nil)
        }
        let list = try await fieldLists.list(of: stream, opened, store, keeps: run > 0, isFresh: isFresh)
        let start = connection.start(of: stream)
        let relations = try opened.known.relations(of: stream, teams: teams)
        return StreamRun(
            stream: stream, key: opened.known.key(of: stream), collection: opened.known.collection(of: stream),
            collections: opened.known.collections,
            scopes: Dictionary(opened.streams.map { ($0.name, $0.scopes) }, uniquingKeysWith: { first, _ in first }),
            projection: Projection(stream.fields, catalog: list?.names ?? [], settings: settings, list: list),
            fieldList: list,
            settings: settings, start: start, options: options, caller: opened.caller, store: store,
            sink: relations.sink, relations: relations, run: run, counter: counter,
            report: engine.report)
    }
}

extension KnownConnection {
    func key(of stream: RecordStream) -> StreamKey {
        StreamKey(system: connection.connector.name, account: account.id, stream: stream.name)
    }

    func collection(of stream: RecordStream) -> RecordCollection {
        RecordCollection(system: connection.connector.name, account: account.id, objectType: stream.recordType)
    }

    var collections: [String: RecordCollection] {
        Dictionary(streams.map { ($0.name, collection(of: $0)) }, uniquingKeysWith: { first, _ in first })
    }

    func sink(_ stream: RecordStream, teams: [String: Team]) throws -> RecordSink {
        let context = MappingContext(
            system: connection.connector.name, account: account.id, currency: account.currency,
            baseURL: account.baseURL ?? connection.baseURL, teams: teams,
            recordTypes: collections.mapValues(\.objectType),
            entities: Dictionary(
                streams.compactMap { stream in stream.entity.map { (stream.name, $0) } },
                uniquingKeysWith: { first, _ in first }))
        let mapper: RecordMapper
        do {
            mapper = try RecordMapper(stream: stream, extra: connection.rules[stream.name] ?? [], context: context)
        } catch {
            throw SyncFailure.fixConfig("\(error)")
        }
        return try RecordSink(
            stream: stream, key: key(of: stream), collection: collection(of: stream), mapper: mapper,
            excluded: (connection.settings[stream.name]?.excluded ?? []).union(stream.fields?.dropped ?? []),
            parents: stream.parent.flatMap { collections[$0.stream] }, collections: collections,
            identity: identity)
    }

    func relations(of stream: RecordStream, teams: [String: Team]) throws -> RecordRelations {
        RecordRelations(
            stream: stream, key: key(of: stream), collection: collection(of: stream), collections: collections,
            streams: streams, sink: try sink(stream, teams: teams), dependents: try dependents(of: stream),
            named: try named(by: stream),
            looksUpParents: streams.contains {
                $0.name == stream.parent?.stream && $0.lookup != nil && isWanted($0)
            })
    }

    /// Wanted streams whose mapping looks into the records of this one.
    func dependents(of stream: RecordStream) throws -> [(key: StreamKey, collection: RecordCollection)] {
        try streams.filter { other in
            guard other.parent?.stream == stream.name, isWanted(other) else { return false }
            return try sink(other, teams: [:]).mapper.looksAtParent
        }
        .map { (key(of: $0), collection(of: $0)) }
    }

    /// Wanted streams whose mapping asks whether a record of this one names theirs.
    func named(by stream: RecordStream) throws -> [(key: StreamKey, collection: RecordCollection)] {
        let ends = stream.references.reduce(into: Set<String>()) { $0.formUnion($1.to.streams) }
        return try streams.filter { other in
            guard ends.contains(other.name), isWanted(other) else { return false }
            return try sink(other, teams: [:]).mapper.namingStreams.contains(stream.name)
        }
        .map { (key(of: $0), collection(of: $0)) }
    }
}
