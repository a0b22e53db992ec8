/// Records by their ids, and what was deleted or changed.
extension Salesforce {
    private func paths(_ names: [String]?, of object: SObject) throws -> [SOQLPath] {
        let org = mirror.org
        guard let names else {
            return object.fields.indices.filter { !org.isHidden(object, object.fields[$0]) }.map { place in
                SOQLPath(
                    names: [object.fields[place].name], end: .field(object.kind, place), kind: object.fields[place].kind
                )
            }
        }
        var seen: Set<String> = []
        return try names.map(\.trimmed).filter { seen.insert($0.lowercased()).inserted }.map { name in
            guard let place = object.place(of: name), !org.isHidden(object, object.fields[place]) else {
                throw SalesforceRefusal(
                    400, "INVALID_FIELD", "No such column '\(name)' on sobject of type \(object.name)", fields: [name])
            }
            return SOQLPath(
                names: [object.fields[place].name], end: .field(object.kind, place), kind: object.fields[place].kind)
        }
    }

    func record(_ call: Call, _ object: SObject, _ id: String, _ world: World) throws -> Answer {
        guard let reference = RecordID.reference(id), reference.kind == object.kind,
            reference.row < mirror.org[reference].count
        else { throw SalesforceRefusal.noSuchRecord }
        let flags = mirror.org[reference].flags[reference.row]
        guard !flags.contains(.purged), mirror.org.isVisible(object.kind, reference.row, all: true, world) else {
            throw SalesforceRefusal.noSuchRecord
        }
        guard !flags.contains(.deleted) else { throw SalesforceRefusal.deleted }
        let shape = SOQLShape(try paths(call.list("fields"), of: object))
        return .json { write(object.kind, reference.row, shape, in: world, to: &$0) }
    }

    /// `POST composite/sobjects/{o}`: many by their ids; null for each that is not there.
    func collection(_ call: Call, _ name: String, _ world: World) throws -> Answer {
        let object = try object(name)
        guard let body = JSONBody(call.body), let ids = body["ids"]?.list?.compactMap(\.text),
            let fields = body["fields"]?.list?.compactMap(\.text)
        else {
            throw SalesforceRefusal(400, "JSON_PARSER_ERROR", "expected an object with the lists 'ids' and 'fields'")
        }
        guard ids.count <= 2_000 else {
            throw SalesforceRefusal(
                400, "EXCEEDED_ID_LIMIT", "record limit reached. cannot retrieve more than 2000 records at a time")
        }
        let shape = SOQLShape(try paths(fields, of: object))
        return .json(capacity: ids.count * 400) { writer in
            writer.array { writer in
                for id in ids {
                    guard let reference = RecordID.reference(id), reference.kind == object.kind,
                        reference.row < mirror.org[reference].count,
                        mirror.org[reference].isLive(reference.row),
                        mirror.org.isVisible(object.kind, reference.row, all: true, world)
                    else {
                        writer.null()
                        continue
                    }
                    write(object.kind, reference.row, shape, in: world, to: &writer)
                }
            }
        }
    }

    /// `deleted` and `updated`: ids between two instants, to the minute.
    func replicate(_ call: Call, _ object: SObject, deleted: Bool, _ world: World) throws -> Answer {
        guard object.isReplicateable else {
            throw SalesforceRefusal(
                400, "INVALID_TYPE_FOR_OPERATION", "entity type \(object.name) is not replicateable")
        }
        func instant(_ name: String) throws -> Instant {
            // A plus sign that nobody encoded has become a space.
            guard let text = call[name]?.replacing(" ", with: "+"), case .instant(let at) = SOQLDates.moment(text)
            else {
                throw SalesforceRefusal(400, "INVALID_REPLICATION_DATE", "\(name) is missing or no dateTime")
            }
            return at - at % Span.minute
        }
        let (start, end) = (try instant("start"), try instant("end"))
        guard start + Span.minute < end else {
            throw SalesforceRefusal(
                400, "INVALID_REPLICATION_DATE", "startDate before org replication enabled date or not before endDate")
        }
        guard start >= world.now - (deleted ? 15 : 30) * Span.day - Span.minute else {
            throw SalesforceRefusal(
                400, "INVALID_REPLICATION_DATE", "startDate cannot be more than \(deleted ? 15 : 30) days ago")
        }
        let org = mirror.org
        let covered = min(end, world.now - world.now % Span.minute)
        let found: [Int] =
            deleted
            ? org[object.kind].deletedAt.filter { start..<end ~= $0.value }.map { Int($0.key) }.sorted()
            : (0..<org[object.kind].count).filter { row in
                org.isVisible(object.kind, row, all: false, world)
                    && start..<end ~= Int64(org[object.kind].stamp[row]) * Span.second
            }
        guard found.count <= 600_000 else {
            throw SalesforceRefusal(400, "EXCEEDED_ID_LIMIT", "too many ids; use a shorter span")
        }
        return .json(capacity: found.count * 90 + 256) { writer in
            writer.object { writer in
                writer.key(deleted ? "deletedRecords" : "ids")
                writer.array { writer in
                    for row in found {
                        let id = RecordReference(object.kind, row)
                        guard deleted else {
                            writer.string { RecordID.append(id, to: &$0.bytes) }
                            continue
                        }
                        writer.object { writer in
                            writer.key("id")
                            writer.string { RecordID.append(id, to: &$0.bytes) }
                            writer.key("deletedDate")
                            writer.string {
                                $0.bytes.appendStamp(org[object.kind].deletedAt[UInt32(row)] ?? 0, zone: "+0000")
                            }
                        }
                    }
                }
                if deleted {
                    writer.key("earliestDateAvailable")
                    writer.string { $0.bytes.appendStamp(world.now - Org.recycleBin, zone: "+0000") }
                }
                writer.key("latestDateCovered")
                writer.string { $0.bytes.appendStamp(covered, zone: "+0000") }
            }
        }
    }

    func limits(_ world: World) -> Answer {
        let used = usage.count(now: world.now)
        let figures: [(String, Int, Int)] = [
            ("DailyApiRequests", configuration.dailyRequests, max(0, configuration.dailyRequests - used)),
            ("DailyBulkApiBatches", 15_000, 15_000),
            ("DailyBulkV2QueryFileStorageMB", 976_562, 976_562),
            (
                "DailyBulkV2QueryJobs", configuration.dailyBulkJobs,
                max(0, configuration.dailyBulkJobs - jobs.count(since: world.now - Span.day))
            ),
        ]
        return .json { writer in
            writer.object { writer in
                for (name, most, left) in figures {
                    writer.key(name)
                    writer.object { writer in
                        writer.key("Max")
                        writer.value(most)
                        writer.key("Remaining")
                        writer.value(left)
                    }
                }
            }
        }
    }
}
