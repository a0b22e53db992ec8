/// A query job of Bulk API 2.0.
struct BulkJob {
    enum State: String {
        case uploadComplete = "UploadComplete", inProgress = "InProgress", complete = "JobComplete"
        case failed = "Failed", aborted = "Aborted"

        var isFinal: Bool { self == .complete || self == .failed || self == .aborted }
    }

    var number: Int
    var query: String
    var plan: SOQLPlan
    var readsAll: Bool
    var delimiter: UInt8
    var delimiterName: String
    var lineEnding: String
    var created: Instant
    var state = State.uploadComplete
    var polls = 0
    var failure: String?
    /// What was found; the values are those of the moment in which a page is read.
    var rows: [UInt32] = []

    var id: String { RecordID.text("750", number: number) }
}

struct BulkJobs {
    private(set) var all: [BulkJob] = []
    /// Messages that the next jobs fail with.
    var failures: [String] = []
    private var serial = 3_000

    /// Results are kept for seven days.
    static let life = 7 * Span.day

    mutating func add(_ job: BulkJob) -> BulkJob {
        var job = job
        serial += 11
        job.number = serial
        if !failures.isEmpty { job.failure = failures.removeFirst() }
        all.append(job)
        return job
    }

    func place(_ id: String) -> Int? { all.firstIndex { $0.id == id || $0.id.prefix(15) == id } }

    subscript(place: Int) -> BulkJob {
        get { all[place] }
        set { all[place] = newValue }
    }

    mutating func remove(_ place: Int) { all.remove(at: place) }

    mutating func forget(before instant: Instant) { all.removeAll { $0.created < instant } }

    func count(since instant: Instant) -> Int { all.count { $0.created >= instant } }
}

extension Salesforce {
    /// `/jobs/query…`
    mutating func bulk(_ call: Call, _ path: [String], _ world: World) throws -> Answer {
        jobs.forget(before: world.now - BulkJobs.life)
        if path.isEmpty {
            switch call.method {
            case "POST": return try createJob(call, world)
            case "GET": return listJobs()
            default: throw SalesforceRefusal.method(call.method)
            }
        }
        guard let place = jobs.place(path[0]) else { throw SalesforceRefusal.notFound }
        switch (call.method, path.count) {
        case ("GET", 1):
            advance(place, world)
            return describeJob(jobs[place])
        case ("GET", 2) where path[1] == "results": return try results(call, jobs[place], world)
        case ("PATCH", 1):
            guard JSONBody(call.body)?["state"]?.text == "Aborted" else {
                throw SalesforceRefusal(400, "INVALIDJOBSTATE", "A query job can only be aborted")
            }
            guard !jobs[place].state.isFinal else {
                throw SalesforceRefusal(
                    400, "INVALIDJOBSTATE", "Aborting already \(jobs[place].state.rawValue) Job not allowed")
            }
            jobs[place].state = .aborted
            return describeJob(jobs[place])
        case ("DELETE", 1):
            guard jobs[place].state.isFinal else {
                throw SalesforceRefusal(400, "INVALIDJOBSTATE", "Deleting not finished Job not allowed")
            }
            jobs.remove(place)
            return Answer(status: 204)
        default: throw SalesforceRefusal.notFound
        }
    }

    private mutating func createJob(_ call: Call, _ world: World) throws -> Answer {
        guard let body = JSONBody(call.body), let query = body["query"]?.text,
            let operation = body["operation"]?.text, operation == "query" || operation == "queryAll"
        else { throw SalesforceRefusal(400, "INVALIDJOB", "operation must be query or queryAll, and query given") }
        guard jobs.count(since: world.now - Span.day) < configuration.dailyBulkJobs else {
            throw SalesforceRefusal(400, "LIMIT_EXCEEDED", "Max Bulk API 2.0 query jobs per day exceeded")
        }
        let delimiters: [String: UInt8] = [
            "COMMA": 44, "TAB": 9, "SEMICOLON": 59, "PIPE": 124, "CARET": 94, "BACKQUOTE": 96,
        ]
        let delimiterName = body["columnDelimiter"]?.text ?? "COMMA"
        let lineEnding = body["lineEnding"]?.text ?? "LF"
        guard let delimiter = delimiters[delimiterName], lineEnding == "LF" || lineEnding == "CRLF",
            (body["contentType"]?.text ?? "CSV") == "CSV"
        else { throw SalesforceRefusal(400, "INVALIDJOB", "unknown contentType, columnDelimiter or lineEnding") }
        let plan = try SOQLResolver.plan(query, mirror.org, now: world.now)
        guard plan.object.isBulkable else {
            throw SalesforceRefusal(
                400, "INVALIDENTITY", "Entity '\(plan.object.name)' is not supported by the Bulk API.")
        }
        for path in plan.paths where path.kind == .address {
            throw SalesforceRefusal(
                400, "INVALID_FIELD", "\(query): Selecting compound data not supported in Bulk Query",
                fields: [path.text])
        }
        guard !plan.countsRows, !plan.isAggregate, plan.offset == 0 else {
            throw SalesforceRefusal(
                400, "FEATURENOTENABLED", "Aggregate queries, COUNT() and OFFSET are not supported in Bulk Query")
        }
        let job = jobs.add(
            BulkJob(
                number: 0, query: query, plan: plan, readsAll: operation == "queryAll", delimiter: delimiter,
                delimiterName: delimiterName, lineEnding: lineEnding, created: world.now))
        return describeJob(job)
    }

    /// One poll, or a second of virtual time each, takes a job further.
    private mutating func advance(_ place: Int, _ world: World) {
        guard !jobs[place].state.isFinal else { return }
        jobs[place].polls += 1
        let waited = max(jobs[place].polls, Int((world.now - jobs[place].created) / Span.second))
        guard waited >= configuration.bulkPolls else {
            jobs[place].state = .inProgress
            return
        }
        guard jobs[place].failure == nil else {
            jobs[place].state = .failed
            return
        }
        jobs[place].rows = jobs[place].plan.rows(all: jobs[place].readsAll, mirror.org, world)
        if configuration.hasLooseBulkOrder, jobs[place].plan.order.isEmpty {
            jobs[place].rows = Self.scattered(jobs[place].rows)
        }
        jobs[place].state = .complete
    }

    /// Chunks that were read at the same time come in the order in which they were done.
    private static func scattered(_ rows: [UInt32]) -> [UInt32] {
        let chunk = max(1, (rows.count + 6) / 7)
        var result: [UInt32] = []
        result.reserveCapacity(rows.count)
        for part in [3, 0, 5, 1, 6, 2, 4] {
            let start = min(rows.count, part * chunk)
            result += rows[start..<min(rows.count, start + chunk)]
        }
        return result
    }

    private func listJobs() -> Answer {
        .json(capacity: jobs.all.count * 400 + 128) { writer in
            writer.object { writer in
                writer.key("done")
                writer.value(true)
                writer.key("nextRecordsUrl")
                writer.null()
                writer.key("records")
                writer.array { writer in
                    for job in jobs.all { write(job, to: &writer) }
                }
            }
        }
    }

    private func describeJob(_ job: BulkJob) -> Answer { .json { write(job, to: &$0) } }

    private func write(_ job: BulkJob, to writer: inout JSONWriter) {
        writer.object { writer in
            for (name, value) in [
                ("id", job.id), ("operation", job.readsAll ? "queryAll" : "query"), ("object", job.plan.object.name),
                ("createdById", RecordID.text(RecordReference(.user, 0))), ("state", job.state.rawValue),
                ("concurrencyMode", "Parallel"), ("contentType", "CSV"), ("lineEnding", job.lineEnding),
                ("columnDelimiter", job.delimiterName), ("jobType", "V2Query"),
            ] {
                writer.key(name)
                writer.value(value)
            }
            for name in ["createdDate", "systemModstamp"] {
                writer.key(name)
                writer.string { $0.bytes.appendStamp(job.created, zone: "+0000") }
            }
            writer.key("apiVersion")
            writer.literal { $0.append(contentsOf: "\(version).0".utf8) }
            if job.state == .complete {
                for (name, number) in [
                    ("numberRecordsProcessed", job.rows.count), ("retries", 0), ("totalProcessingTime", 1_200),
                ] {
                    writer.key(name)
                    writer.value(number)
                }
                writer.key("isPkChunkingSupported")
                writer.value(true)
            }
            if job.state == .failed, let failure = job.failure {
                writer.key("errorMessage")
                writer.value(failure)
            }
        }
    }
}
