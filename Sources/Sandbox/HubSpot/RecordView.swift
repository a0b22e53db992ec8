/// One record as it stands, or as a lagging search index still sees it.
struct RecordView {
    let kind: Kind
    let row: Int
    /// Index into the table's `recent`, where the index has not caught up.
    var snapshot: Int?

    init(_ kind: Kind, _ row: Int, snapshot: Int? = nil) {
        self.kind = kind
        self.row = row
        self.snapshot = snapshot
    }

    private var table: Int { Int(kind.rawValue) }

    func id(in world: World) -> Int64 { world.tables[table].ids[row] }

    func created(in world: World) -> Instant { world.tables[table].created[row] }

    func modified(in world: World) -> Instant {
        if let snapshot { return world.tables[table].recent[snapshot].modified }
        return world.tables[table].modified[row]
    }

    func slot(_ field: Int, in world: World) -> Slot {
        if let snapshot { return world.tables[table].recent[snapshot].slots[field] }
        return world.tables[table].slots[row * world.tables[table].width + field]
    }

    func custom(_ index: Int, _ encoding: Encoding, in world: World) -> Slot {
        let set: [UInt16: Slot]? =
            if let snapshot { world.tables[table].recent[snapshot].custom } else {
                world.tables[table].custom[UInt32(row)]
            }
        if let value = set?[UInt16(index)] { return value }
        return Self.derivedCustom(index, encoding, id: id(in: world), seed: world.plan.seed)
    }

    /// A custom property that holds nothing until somebody sets it.
    func tie(_ index: Int, in world: World) -> Slot {
        if let snapshot { return world.tables[table].recent[snapshot].custom[UInt16(index)] ?? .absent }
        return world.tables[table].custom[UInt32(row)]?[UInt16(index)] ?? .absent
    }

    /// What a custom property holds that nobody touched; mostly nothing.
    static func derivedCustom(_ index: Int, _ encoding: Encoding, id: Int64, seed: UInt64) -> Slot {
        let hash = mixed(UInt64(bitPattern: id) ^ seed &+ UInt64(index) &* 0xA24B_AED4_963E_E407)
        guard hash % 10 < 3 else { return .absent }
        let rest = hash >> 8
        switch encoding {
        case .text: return Text.taskSubject.slot(rest & 0xFF)
        case .choice: return Slot(rest % 3)
        case .date: return Slot(20_000 + rest % 1_000) * Span.day
        default: return Slot(rest % 100_000)
        }
    }

    func mergedFrom(in world: World) -> [MergedRecord] {
        if let snapshot { return world.tables[table].recent[snapshot].mergedFrom }
        return world.tables[table].mergedFrom[UInt32(row)] ?? []
    }

    /// Changes newest first, as far as this view knows them.
    func changes(of field: UInt16, in world: World, _ body: (Change) -> Bool) {
        let limit = snapshot.map { world.tables[table].recent[$0].changedAt } ?? .max
        var next = world.tables[table].firstChange[row]
        while next != Table.end {
            let change = world.tables[table].changes[Int(next)]
            if change.field == field, change.at < limit, !body(change) { return }
            next = change.next
        }
    }
}

extension Property {
    /// The value as a number that can be compared: milliseconds, or hundredths, or an id. Nil when there is none.
    func number(_ view: RecordView, in world: World) -> Int64? {
        let value: Slot
        switch source {
        case .field(let field, let encoding):
            value = view.slot(field, in: world)
            if value == .absent { return nil }
            switch encoding {
            case .integer: return value * 100
            case .owner: return world.owners.indices.contains(Int(value)) ? world.owners[Int(value)].id : nil
            case .decimal, .instant, .date, .record: return value
            case .text, .flag, .choice: return nil
            }
        case .custom(let index, let encoding):
            value = view.custom(index, encoding, in: world)
            if value == .absent { return nil }
            return encoding == .integer ? value * 100 : encoding == .date ? value : nil
        case .objectID: return view.id(in: world)
        case .created: return view.created(in: world)
        case .modified: return view.modified(in: world)
        case .entered(let field, let stage): return lastEntry(field, stage, view, world)
        case .user, .mergedIDs, .mergedVids, .closed, .won, .lost, .fixed, .tie, .messageID: return nil
        }
    }

    private func lastEntry(_ field: Int, _ stage: Slot, _ view: RecordView, _ world: World) -> Instant? {
        var found: Instant?
        view.changes(of: UInt16(field), in: world) { change in
            if change.value == stage { found = change.at }
            return found == nil
        }
        return found
    }

    /// Writes the value as HubSpot does: a string or null.
    func write(_ view: RecordView, in world: World, to writer: inout JSONWriter) {
        switch source {
        case .field(let field, let encoding):
            write(slot: view.slot(field, in: world), encoding, in: world, to: &writer)
        case .custom(let index, let encoding):
            write(slot: view.custom(index, encoding, in: world), encoding, in: world, to: &writer)
        case .tie(let index): write(slot: view.tie(index, in: world), .text, in: world, to: &writer)
        case .messageID: writer.value(world.messageID(ofEmail: view.row))
        case .objectID: writer.quotedNumber(view.id(in: world))
        case .created: writer.time(view.created(in: world))
        case .modified: writer.time(view.modified(in: world))
        case .entered(let field, let stage):
            if let at = lastEntry(field, stage, view, world) { writer.time(at) } else { writer.null() }
        case .closed, .won, .lost:
            let stage = DealStage(rawValue: view.slot(DealField.stage.rawValue, in: world))
            let holds: Bool? =
                switch source {
                case .won: stage?.isWon
                case .lost: stage?.isLost
                default: stage?.isClosed
                }
            writer.value(holds == true ? "true" : "false")
        case .user(let field):
            let owner = Int(truncatingIfNeeded: view.slot(field, in: world))
            if world.owners.indices.contains(owner) {
                writer.quotedNumber(world.owners[owner].userID)
            } else {
                writer.null()
            }
        case .fixed(let text): writer.value(text)
        case .mergedIDs:
            let merged = view.mergedFrom(in: world)
            guard !merged.isEmpty else { return writer.null() }
            writer.value(merged.map { String($0.id) }.joined(separator: ";"))
        case .mergedVids:
            let merged = view.mergedFrom(in: world)
            guard !merged.isEmpty else { return writer.null() }
            writer.value(merged.map { "\($0.id):\($0.at)" }.joined(separator: ";"))
        }
    }

    func write(slot: Slot, _ encoding: Encoding, in world: World, to writer: inout JSONWriter) {
        guard slot != .absent else { return writer.null() }
        switch encoding {
        case .text: writer.string { world.appendText(slot, to: &$0.bytes) }
        case .integer, .record: writer.quotedNumber(slot)
        case .decimal: writer.string { $0.bytes.appendHundredths(slot) }
        case .instant: writer.time(slot)
        case .date: writer.string { $0.bytes.appendDate(slot.splitDays.days) }
        case .flag: writer.value(slot == 0 ? "false" : "true")
        case .choice:
            let index = Int(slot)
            if options.indices.contains(index) { writer.value(options[index].value) } else { writer.null() }
        case .owner:
            let index = Int(slot)
            if world.owners.indices.contains(index) {
                writer.quotedNumber(world.owners[index].id)
            } else {
                writer.null()
            }
        }
    }

    /// The value as text; nil when there is none.
    func text(_ view: RecordView, in world: World) -> String? {
        var writer = JSONWriter(capacity: 64)
        switch source {
        case .field(let field, .text):
            let slot = view.slot(field, in: world)
            return slot == .absent ? nil : world.text(slot)
        case .custom(let index, .text):
            let slot = view.custom(index, .text, in: world)
            return slot == .absent ? nil : world.text(slot)
        case .tie(let index):
            let slot = view.tie(index, in: world)
            return slot == .absent ? nil : world.text(slot)
        default: write(view, in: world, to: &writer)
        }
        guard writer.bytes.first == UInt8(ascii: "\"") else { return nil }
        return String(decoding: writer.bytes.dropFirst().dropLast(), as: UTF8.self)
    }

    /// What a client wrote, as a slot. An empty text clears the value.
    func parse(_ text: String, into world: inout World) throws(Refusal) -> Slot {
        if text.isEmpty { return .absent }
        switch encoding {
        case .text: return world.written(text)
        case .integer, .record:
            guard let value = Int64(text) else { throw invalid(text, "INVALID_INTEGER", "was not a valid number") }
            return value
        case .decimal:
            guard let value = hundredths(text) else { throw invalid(text, "INVALID_NUMBER", "was not a valid number") }
            return value
        case .instant, .date:
            guard let value = Int64(text) ?? parseInstant(text), encoding == .instant || value % Span.day == 0 else {
                throw invalid(text, "INVALID_DATE", "was not a valid date")
            }
            return value
        case .flag:
            guard text == "true" || text == "false" else { throw invalid(text, "INVALID_BOOLEAN", "was not a boolean") }
            return text == "true" ? 1 : 0
        case .choice:
            guard let index = options.firstIndex(where: { $0.value == text }) else {
                throw invalid(text, "INVALID_OPTION", "was not one of the allowed options")
            }
            return Slot(index)
        case .owner:
            guard let index = world.owners.firstIndex(where: { String($0.id) == text }) else {
                throw invalid(text, "INVALID_OWNER_ID", "is not an owner")
            }
            return Slot(index)
        }
    }

    private func invalid(_ text: String, _ code: String, _ why: String) -> Refusal {
        .validation("'\(text)' \(why)", code: code, property: name)
    }
}

/// "12.5" → 1250; nil when it is not a decimal number with a sensible size.
func hundredths(_ text: String) -> Int64? {
    guard let value = Double(text), value.isFinite, abs(value) < 1e15 else { return nil }
    return Int64((value * 100).rounded())
}

extension [UInt8] {
    /// 1250 → "12.5".
    mutating func appendHundredths(_ value: Int64) {
        if value < 0 { append(45) }
        let magnitude = Int64(value.magnitude)
        appendDecimal(magnitude / 100)
        let rest = magnitude % 100
        guard rest != 0 else { return }
        append(46)
        append(48 + UInt8(rest / 10))
        if rest % 10 != 0 { append(48 + UInt8(rest % 10)) }
    }
}
