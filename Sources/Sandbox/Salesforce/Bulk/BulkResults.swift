extension Salesforce {
    private static let mostPerPage = 250_000

    /// A page of a job's results as CSV; `Sforce-Locator` is the text `null` after the last.
    func results(_ call: Call, _ job: BulkJob, _ world: World) throws -> Answer {
        guard job.state == .complete else {
            throw SalesforceRefusal(
                400, "INVALIDJOBSTATE", "Results are not available: the job is \(job.state.rawValue)")
        }
        var start = 0
        if let locator = call["locator"], !locator.isEmpty {
            guard let place = Self.start(locator), place < job.rows.count else {
                throw SalesforceRefusal(400, "INVALID_LOCATOR", "The locator is not valid for this job")
            }
            start = place
        }
        var count = configuration.bulkPageSize
        if let text = call["maxRecords"] {
            guard let wanted = Int(text), wanted > 0 else {
                throw SalesforceRefusal(400, "INVALID_PARAMETER", "maxRecords must be a positive number")
            }
            count = wanted
        }
        let end = min(job.rows.count, start + min(max(1, count), Self.mostPerPage))
        var answer = Answer(body: csv(job, start..<end, world))
        answer.contentType = "text/csv"
        answer.headers += [
            ("Sforce-Locator", end < job.rows.count ? Self.locator(end) : "null"),
            ("Sforce-NumberOfRecords", String(end - start)),
        ]
        return answer
    }

    /// Opaque, and without any sense for a client.
    private static func locator(_ start: Int) -> String { "Mj" + String(start &* 7_919 + 13, radix: 36) }

    private static func start(_ locator: String) -> Int? {
        guard locator.hasPrefix("Mj"), let number = Int(locator.dropFirst(2), radix: 36), number > 13,
            (number - 13) % 7_919 == 0
        else { return nil }
        return (number - 13) / 7_919
    }

    private func csv(_ job: BulkJob, _ range: Range<Int>, _ world: World) -> [UInt8] {
        let paths = job.plan.paths
        let org = mirror.org
        let lineEnding: [UInt8] = job.lineEnding == "CRLF" ? [13, 10] : [10]
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count * paths.count * 18 + 512)
        func line(_ field: (SOQLPath, inout [UInt8]) -> Void) {
            for (place, path) in paths.enumerated() {
                if place > 0 { bytes.append(job.delimiter) }
                bytes.append(34)
                let start = bytes.count
                field(path, &bytes)
                doubleQuotes(in: &bytes, from: start)
                bytes.append(34)
            }
            bytes.append(contentsOf: lineEnding)
        }
        line { $1.append(contentsOf: $0.text.utf8) }
        for row in job.rows[range] {
            line { path, bytes in
                org.append(path.value(job.plan.object.kind, Int(row), org, world), world, to: &bytes)
            }
        }
        return bytes
    }

    /// A quote within a value is written twice.
    private func doubleQuotes(in bytes: inout [UInt8], from start: Int) {
        let hasQuotes = bytes.withUnsafeBufferPointer { $0[start...].contains(34) }
        guard hasQuotes else { return }
        let value = Array(bytes[start...])
        bytes.removeLast(value.count)
        for byte in value {
            if byte == 34 { bytes.append(34) }
            bytes.append(byte)
        }
    }
}
