import JourneyStore

/// A few hundred cases and events, saved in one transaction.
struct EventBatch: Sendable {
    /// Records and bytes after which a batch is saved.
    static let records = 1_000
    static let bytes = 4 << 20

    /// In the order of the file.
    private(set) var entries: [Entry] = []
    private var bytes = 0

    enum Entry: Sendable {
        /// The trace's number in the log, and what it is called: every name may stand in a log once.
        case named(trace: Int, id: String)
        /// With the number of its trace.
        case write(RecordWrite, trace: Int, isCase: Bool)
        case refused(id: String, reason: String, payload: [UInt8])
    }

    var isEmpty: Bool { entries.isEmpty }
    var isFull: Bool { entries.count >= Self.records || bytes >= Self.bytes }

    mutating func append(_ entry: Entry) {
        switch entry {
        case .named(_, let id): bytes += id.utf8.count
        case .write(let write, _, _): bytes += write.payloadLength
        case .refused(let id, _, let payload): bytes += id.utf8.count + payload.count
        }
        entries.append(entry)
    }
}

/// Turns what is read into batches.
struct EventBatcher {
    let mapping: EventMapping
    private var batch = EventBatch()
    /// The number of the last trace whose name was noted.
    private var named = -1

    init(mapping: EventMapping) { self.mapping = mapping }

    /// - Returns: a batch, when it is full.
    mutating func add(_ item: XESItem) -> EventBatch? {
        switch item {
        case .event(let event):
            do throws(EventMapping.Problem) {
                let id = try name(event.caseName, trace: event.trace)
                do throws(EventMapping.Problem) {
                    batch.append(
                        .write(try mapping.touchpoint(event, caseID: id), trace: event.trace, isCase: false))
                } catch {
                    refuse(
                        EventMapping.eventID(id, event.sequence), error,
                        EventMapping.payload(event.attributes, of: id, sequence: event.sequence))
                }
            } catch {
                refuse(
                    "case \(event.trace + 1) event \(event.sequence + 1)", error,
                    EventMapping.payload(event.attributes, of: nil, sequence: event.sequence))
            }
        case .trace(let trace):
            do throws(EventMapping.Problem) {
                let id = try name(trace.attributes["concept:name"], trace: trace.index)
                batch.append(.write(try mapping.person(trace, id: id), trace: trace.index, isCase: true))
            } catch {
                refuse(
                    "case \(trace.index + 1)", error, EventMapping.payload(trace.attributes, of: nil, sequence: nil))
            }
        case .stray(let number):
            refuse("event \(number + 1) beside all cases", .init(reason: "the event belongs to no case"), [])
        }
        return batch.isFull ? take() : nil
    }

    /// What is left at the end.
    mutating func take() -> EventBatch? {
        guard !batch.isEmpty else { return nil }
        defer { batch = EventBatch() }
        return batch
    }

    private mutating func name(_ name: String?, trace: Int) throws(EventMapping.Problem) -> String {
        let id = try EventMapping.caseID(name, trace: trace)
        if named != trace { batch.append(.named(trace: trace, id: id)) }
        named = trace
        return id
    }

    private mutating func refuse(_ id: String, _ problem: EventMapping.Problem, _ payload: [UInt8]) {
        batch.append(.refused(id: id, reason: problem.reason, payload: payload))
    }
}
