import CSV
import ConnectorKit
import HTTP
import JSON
import JourneyStore

/// Downloads one part of an export and stores its records as they arrive: never more than a page of them is in memory.
struct ExportDownload: Sendable {
    let run: StreamRun
    let job: ExportJob

    /// Records that are stored in one transaction.
    private static let page = 1_000
    private static let attempts = 5

    /// How many records the part had, and where the next one is; nil: it was the last. What a broken download has
    /// stored is stored again without a change.
    func read(_ values: TemplateValues) async throws -> (count: Int, next: String?) {
        var attempt = 1
        while true {
            let words: String
            do { return try await once(values) } catch let error as HTTPError where error.kind != .cancelled {
                words = error.description
            } catch let error as CSVError {
                words = error.description
            } catch let error as Damage {
                words = error.words
            }
            guard attempt < Self.attempts else {
                throw SyncFailure.runAgain("\(job.download.path): \(words)", at: nil)
            }
            run.report(.note(stream: run.stream.name, "a download broke off (\(words)); it is repeated"))
            try await run.caller.pause(.seconds(1 << attempt))
            attempt += 1
        }
    }

    /// A part that arrived and is not what it says.
    private struct Damage: Error {
        var words: String
    }

    private func once(_ values: TemplateValues) async throws -> (count: Int, next: String?) {
        guard case .value(let download) = try await run.caller.download(job.download, values, type: "text/csv") else {
            throw SyncFailure.runAgain("\(job.download.path): the result is not there any more", at: nil)
        }
        var reader = CSVReader()
        var page = ExportPage(job: job, types: run.fieldList?.types ?? [:])
        var count = 0
        for try await piece in download.body {
            await run.caller.count(received: piece.count)
            try reader.read(piece) { try page.take($0) }
            while let full = page.next(of: Self.page, isEnd: false) {
                try await save(full, download)
                count += full.count
            }
        }
        try reader.finish { try page.take($0) }
        while let rest = page.next(of: Self.page, isEnd: true) {
            try await save(rest, download)
            count += rest.count
        }
        if let header = job.countHeader, let said = download.headers[header].flatMap({ Int($0) }), said != count {
            throw Damage(words: "says \(said) records and has \(count)")
        }
        let next = download.headers[job.nextHeader]
        guard let next, !next.isEmpty else { throw Damage(words: "does not say where the next part is") }
        return (count, next == job.end ? nil : next)
    }

    private func save(_ page: ExportPage.Full, _ download: Download) async throws {
        let records: [JSONValue]
        do { records = Array(try JSONDocument.parse(page.json).root.elements) } catch {
            throw Damage(words: "\(error)")
        }
        run.count(read: page.count)
        let batch = try await run.batch(records)
        let provenance = run.provenance(download.request, at: download.serverTime)
        let run = run
        run.count(try await run.store.write { tx in try run.save(batch, tx, provenance, associations: true) })
    }
}

/// Records of a file on their way to the store.
private struct ExportPage {
    struct Full {
        /// An array of records.
        var json: [UInt8]
        var count: Int
    }

    private let job: ExportJob
    private let types: [String: String]
    private var records: ExportRecords?
    private var written: [[UInt8]] = []

    init(job: ExportJob, types: [String: String]) {
        self.job = job
        self.types = types
    }

    mutating func take(_ record: CSVRecord) throws {
        guard let records else {
            records = try ExportRecords(header: record, job: job, types: types)
            return
        }
        var writer = JSONWriter(capacity: record.byteCount * 2)
        try records.write(record, to: &writer)
        written.append(writer.bytes)
    }

    /// The next `count` records, or at the end what is left.
    mutating func next(of count: Int, isEnd: Bool) -> Full? {
        guard written.count >= count || isEnd && !written.isEmpty else { return nil }
        let taken = written.prefix(count)
        var writer = JSONWriter(capacity: taken.reduce(2) { $0 + $1.count + 1 })
        writer.array { writer in
            for record in taken { writer.raw(record) }
        }
        let full = Full(json: writer.bytes, count: taken.count)
        written.removeFirst(taken.count)
        return full
    }
}
