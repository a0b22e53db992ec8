/// What a row must fulfil.
indirect enum SOQLCondition: Sendable {
    /// Numbers in hundredths, instants and days in milliseconds, flags as 0 and 1.
    case number(SOQLPath, SOQLQuery.Comparison, Int64)
    /// In lower case.
    case text(SOQLPath, SOQLQuery.Comparison, [UInt8])
    case textIn(SOQLPath, Set<[UInt8]>)
    /// The first fifteen characters.
    case id(SOQLPath, SOQLQuery.Comparison, [UInt8])
    case like(SOQLPath, LikePattern)
    case period(SOQLPath, SOQLQuery.Comparison, Range<Instant>)
    case isNull(SOQLPath)
    case not(SOQLCondition)
    case all([SOQLCondition])
    case any([SOQLCondition])

    func holds(_ kind: SObjectKind, _ row: Int, _ org: Org, _ world: World) -> Bool {
        switch self {
        case .all(let parts): return parts.allSatisfy { $0.holds(kind, row, org, world) }
        case .any(let parts): return parts.contains { $0.holds(kind, row, org, world) }
        case .not(let inner): return !inner.holds(kind, row, org, world)
        case .isNull(let path): return path.value(kind, row, org, world) == .null
        case .number(let path, let comparison, let wanted):
            guard let number = path.value(kind, row, org, world).number else { return comparison == .unequal }
            return Self.compare(number, comparison, wanted)
        case .period(let path, let comparison, let range):
            guard let number = path.value(kind, row, org, world).number else { return comparison == .unequal }
            switch comparison {
            case .equal, .like: return range.contains(number)
            case .unequal: return !range.contains(number)
            case .less: return number < range.lowerBound
            case .atMost: return number < range.upperBound
            case .greater: return number >= range.upperBound
            case .atLeast: return number >= range.lowerBound
            }
        case .text(let path, let comparison, let wanted):
            guard let text = org.text(of: path.value(kind, row, org, world), world), !text.isEmpty else {
                return comparison == .unequal
            }
            return Self.compareBytes(Array(text.lowercased().utf8), comparison, wanted)
        case .textIn(let path, let wanted):
            guard let text = org.text(of: path.value(kind, row, org, world), world) else { return false }
            return wanted.contains(Array(text.lowercased().utf8))
        case .id(let path, let comparison, let wanted):
            guard case .reference(let reference) = path.value(kind, row, org, world) else {
                return comparison == .unequal
            }
            var id: [UInt8] = []
            id.reserveCapacity(18)
            RecordID.append(reference, to: &id)
            id.removeLast(3)
            return Self.compareBytes(id, comparison, wanted)
        case .like(let path, let pattern):
            guard let text = org.text(of: path.value(kind, row, org, world), world) else { return false }
            return pattern.matches(text)
        }
    }

    private static func compareBytes(_ bytes: [UInt8], _ comparison: SOQLQuery.Comparison, _ wanted: [UInt8]) -> Bool {
        if bytes == wanted { return compare(0, comparison, 0) }
        return compare(bytes.lexicographicallyPrecedes(wanted) ? -1 : 1, comparison, 0)
    }

    private static func compare(_ number: Int64, _ comparison: SOQLQuery.Comparison, _ wanted: Int64) -> Bool {
        switch comparison {
        case .equal, .like: number == wanted
        case .unequal: number != wanted
        case .less: number < wanted
        case .atMost: number <= wanted
        case .greater: number > wanted
        case .atLeast: number >= wanted
        }
    }
}

extension SValue {
    /// As conditions compare it; nil for texts and for no value.
    var number: Int64? {
        switch self {
        case .flag(let flag): flag ? 1 : 0
        case .whole(let number): number * 100
        case .decimal(let number), .instant(let number), .day(let number): number
        case .null, .text, .word, .reference, .address: nil
        }
    }
}

/// `%` stands for any text, `_` for one character; a backslash takes their meaning away. Case does not count.
struct LikePattern: Sendable {
    private enum Part: Equatable {
        case character(Character)
        case one
        case any
    }

    private let parts: [Part]

    init(_ text: String) {
        var parts: [Part] = []
        var isEscaped = false
        for character in text.lowercased() {
            if isEscaped {
                parts.append(.character(character))
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                parts.append(character == "%" ? .any : character == "_" ? .one : .character(character))
            }
        }
        self.parts = parts
    }

    /// Goes back to the last `%` only, so that no pattern takes more than the product of both lengths.
    func matches(_ text: String) -> Bool {
        let text = Array(text.lowercased())
        var (place, part) = (0, 0)
        var retry: (place: Int, part: Int)?
        while place < text.count {
            if part < parts.count, parts[part] == .any {
                retry = (place, part)
                part += 1
            } else if part < parts.count, parts[part] == .one || parts[part] == .character(text[place]) {
                place += 1
                part += 1
            } else if let last = retry {
                retry = (last.place + 1, last.part)
                (place, part) = (last.place + 1, last.part + 1)
            } else {
                return false
            }
        }
        return parts[part...].allSatisfy { $0 == .any }
    }
}
