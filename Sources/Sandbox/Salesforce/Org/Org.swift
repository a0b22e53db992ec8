/// The records that the simulated company keeps in Salesforce: most stand for a record of the world and show its values,
/// so that both faces show the same company.
struct Org: Sendable {
    static let recycleBin = 15 * Span.day
    static let archiveAge = 365 * Span.day
    /// A field that somebody emptied, where the world's record still has a value.
    static let cleared = Int64.min + 1
    private static let textTag: Int64 = 62

    var tables: [OrgTable] = SObject.all.map(OrgTable.init)
    /// Texts that stand in no record of the world; see `written`.
    var texts: [String] = []
    /// Fields that field-level security hides, in lower case: `contact.birthdate`.
    var hiddenFields: Set<String> = []

    subscript(kind: SObjectKind) -> OrgTable {
        _read { yield tables[Int(kind.rawValue)] }
        _modify { yield &tables[Int(kind.rawValue)] }
    }

    subscript(reference: RecordReference) -> OrgTable {
        _read { yield tables[Int(reference.kind.rawValue)] }
        _modify { yield &tables[Int(reference.kind.rawValue)] }
    }

    mutating func written(_ text: String) -> Slot {
        texts.append(text)
        return Self.textTag << Text.payloadBits | Int64(texts.count - 1)
    }

    func appendText(_ slot: Slot, _ world: World, to bytes: inout [UInt8]) {
        if slot >> Text.payloadBits == Self.textTag {
            bytes.append(contentsOf: texts[Int(slot & (1 << Text.payloadBits - 1))].utf8)
        } else {
            world.appendText(slot, to: &bytes)
        }
    }

    func text(_ slot: Slot, _ world: World) -> String {
        var bytes: [UInt8] = []
        appendText(slot, world, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    // MARK: Values

    func value(_ object: SObject, _ row: Int, _ place: Int, _ world: World) -> SValue {
        let table = Int(object.kind.rawValue)
        if tables[table].flags[row].contains(.overridden),
            let slot = tables[table].overrides[UInt32(row)]?[UInt16(place)]
        {
            return decoded(slot, object.fields[place])
        }
        // The field is not taken out of its list: copying it costs more than most values.
        switch object.fields[place].source {
        case .id: return .reference(RecordReference(object.kind, row))
        case .created: return .instant(Int64(tables[table].created[row]) * Span.second)
        case .stamp: return .instant(Int64(tables[table].stamp[row]) * Span.second)
        case .isDeleted: return .flag(tables[table].flags[row].contains(.deleted))
        case .master:
            return tables[table].master[UInt32(row)].map { .reference(RecordReference(object.kind, Int($0))) } ?? .null
        case .own(let slot): return decoded(tables[table].slots[row * tables[table].width + slot], object.fields[place])
        case .world(let slot): return decoded(worldSlot(object.kind, row, slot, world), object.fields[place])
        case .choice(let slot, let words):
            let index = worldSlot(object.kind, row, slot, world)
            return words.indices.contains(Int(truncatingIfNeeded: index)) ? .word(words[Int(index)]) : .null
        case .owner(let slot):
            let index = worldSlot(object.kind, row, slot, world)
            return .reference(RecordReference(.user, index == .absent ? 0 : Int(index)))
        case .fixed(let slot): return decoded(slot, object.fields[place])
        case .word(let word): return .word(word)
        case .computed(let compute): return compute(self, world, row)
        }
    }

    func worldSlot(_ kind: SObjectKind, _ row: Int, _ slot: Int, _ world: World) -> Slot {
        let source = tables[Int(kind.rawValue)].source[row]
        guard source != OrgTable.nothing, let table = worldKind(kind, row) else { return .absent }
        return world.tables[Int(table.rawValue)].slot(Int(source), slot)
    }

    /// What kind of the world's records an object stands for.
    func worldKind(_ kind: SObjectKind, _ row: Int) -> Kind? {
        switch kind {
        case .account: self[.account].slot(row, AccountSlot.person) == .absent ? .company : .person
        case .contact, .lead: .person
        case .opportunity: .deal
        case .supportCase: .ticket
        case .subscription: .subscription
        case .emailMessage: .email
        case .event: .meeting
        case .task: TaskOrigin(rawValue: self[.task].slot(row, TaskSlot.origin))?.kind
        default: nil
        }
    }

    func decoded(_ slot: Slot, _ field: SField) -> SValue {
        guard slot != .absent, slot != Self.cleared else { return field.kind == .boolean ? .flag(false) : .null }
        switch field.kind {
        case .string, .textarea, .email, .phone, .url, .anyType: return .text(slot)
        case .picklist:
            // Where a list of words stands beside the field, small numbers are places in it.
            return field.options.indices.contains(Int(truncatingIfNeeded: slot)) && slot < 1_000
                ? .word(field.options[Int(slot)]) : .text(slot)
        case .reference, .id: return RecordReference(slot: slot).map { .reference($0) } ?? .null
        case .boolean: return .flag(slot != 0)
        case .int: return .whole(slot)
        case .double, .currency, .percent: return .decimal(slot)
        case .date: return .day(slot - slot % Span.day)
        case .datetime: return .instant(slot - slot % Span.second)
        case .address: return .null
        }
    }

    func value(_ reference: RecordReference, _ name: String, _ world: World) -> SValue {
        let object = SObject.of(reference.kind)
        guard self[reference].count > reference.row, let place = object.place(of: name) else { return .null }
        return value(object, reference.row, place, world)
    }

    /// The text of a value; nil for null.
    func text(of value: SValue, _ world: World) -> String? {
        guard value != .null else { return nil }
        var bytes: [UInt8] = []
        append(value, world, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// As CSV has it: instants end in Z.
    func append(_ value: SValue, _ world: World, to bytes: inout [UInt8]) {
        switch value {
        case .null: break
        case .text(let slot): appendText(slot, world, to: &bytes)
        case .word(let word): bytes.append(contentsOf: word.utf8)
        case .flag(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
        case .whole(let number): bytes.appendDecimal(number)
        case .decimal(let hundredths): bytes.appendDouble(hundredths)
        case .instant(let at): bytes.appendStamp(at, zone: "Z")
        case .day(let at): bytes.appendDate(at.splitDays.days)
        case .reference(let reference): RecordID.append(reference, to: &bytes)
        case .address(let city, let country):
            appendText(city, world, to: &bytes)
            bytes.append(contentsOf: " \(country)".utf8)
        }
    }

    // MARK: What can be seen

    /// Closed tasks and past events of more than a year ago are in the archive, which only `queryAll` looks into.
    func isArchived(_ kind: SObjectKind, _ row: Int, _ world: World) -> Bool {
        let limit = world.now - Self.archiveAge
        switch kind {
        case .task:
            guard case .day(let due) = value(.of(.task), row, SObject.taskDue, world), due < limit else { return false }
            return value(.of(.task), row, SObject.taskClosed, world) == .flag(true)
        case .event:
            guard case .instant(let end) = value(.of(.event), row, SObject.eventEnd, world) else { return false }
            return end < limit
        default: return false
        }
    }

    func isVisible(_ kind: SObjectKind, _ row: Int, all: Bool, _ world: World) -> Bool {
        let table = Int(kind.rawValue)
        if !tables[table].flags[row].isDisjoint(with: [.deleted, .purged]) {
            if !all || tables[table].flags[row].contains(.purged) { return false }
        }
        if !tables[table].hiddenUntil.isEmpty, let until = tables[table].hiddenUntil[UInt32(row)], until > world.now {
            return false
        }
        return all || (kind != .task && kind != .event) || !isArchived(kind, row, world)
    }

    func isHidden(_ object: SObject, _ field: SField) -> Bool {
        !hiddenFields.isEmpty && hiddenFields.contains("\(object.name).\(field.name)".lowercased())
    }
}

extension [UInt8] {
    /// `2026-05-02T08:15:30.000+0000` in REST, `…Z` in Bulk.
    mutating func appendStamp(_ at: Instant, zone: StaticString) {
        appendTime(at - at % Span.second)
        removeLast()
        append(contentsOf: ".000".utf8)
        append(contentsOf: UnsafeBufferPointer(start: zone.utf8Start, count: zone.utf8CodeUnitCount))
    }

    /// 1250 → `12.5`; 1200 → `12.0`, as the platform prints doubles.
    mutating func appendDouble(_ hundredths: Int64) {
        if hundredths < 0 { append(45) }
        let magnitude = Int64(hundredths.magnitude)
        appendDecimal(magnitude / 100)
        append(46)
        append(48 + UInt8(magnitude % 100 / 10))
        if magnitude % 10 != 0 { append(48 + UInt8(magnitude % 10)) }
    }
}
