import Touchpoints

/// How a journey's path is kept in one small blob: numbers of variable length, texts as numbers of `journey_names`.
///
/// Derived data in a format of this program's own; a version that changes it makes all paths anew.
enum PathBytes {
    /// Beside the digest of the segment fields, what tells paths of another format apart.
    static let format = 1

    private enum Mark {
        static let team: UInt8 = 1
        static let stage: UInt8 = 2
        static let value: UInt8 = 4
        static let feeling: UInt8 = 8
        static let amount: UInt8 = 16
    }

    private static let channels = Dictionary(uniqueKeysWithValues: zip(Channel.allCases, UInt8(0)...))
    private static let directions = Dictionary(uniqueKeysWithValues: zip(Direction.allCases, UInt8(0)...))
    private static let teams = Dictionary(uniqueKeysWithValues: zip(Team.allCases, UInt8(0)...))
    private static let origins = Dictionary(uniqueKeysWithValues: zip(Sentiment.Origin.allCases, UInt8(0)...))

    static func encoded(
        _ steps: [PathStep], _ segments: [(name: String, value: String)], number: (String) throws -> Int
    ) throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 + steps.count * 8)
        append(UInt64(segments.count), to: &bytes)
        for segment in segments {
            append(UInt64(try number(segment.name)), to: &bytes)
            append(UInt64(try number(segment.value)), to: &bytes)
        }
        append(UInt64(steps.count), to: &bytes)
        var before: Int64 = 0
        for step in steps {
            append(UInt64(try number(step.activity)), to: &bytes)
            let since = step.at &- before
            append(UInt64(bitPattern: (since << 1) ^ (since >> 63)), to: &bytes)
            before = step.at
            let mark = bytes.count
            bytes.append(0)
            bytes.append((channels[step.channel] ?? 0) << 2 | (directions[step.direction] ?? 0))
            if let team = step.team {
                bytes[mark] |= Mark.team
                bytes.append(teams[team] ?? 0)
            }
            if let stage = step.stage {
                bytes[mark] |= Mark.stage
                append(UInt64(try number(stage.rawValue)), to: &bytes)
            }
            if let value = step.value {
                bytes[mark] |= Mark.value
                append(UInt64(try number(value)), to: &bytes)
            }
            if let feeling = step.feeling {
                bytes[mark] |= Mark.feeling
                bytes.append(origins[feeling.origin] ?? 0)
                append(feeling.score.bitPattern.byteSwapped, to: &bytes)
            }
            if let amount = step.amount {
                bytes[mark] |= Mark.amount
                append(amount.bitPattern.byteSwapped, to: &bytes)
                append(UInt64(try number(step.currency ?? "")), to: &bytes)
            }
        }
        return bytes
    }

    /// Nil: these are no bytes of this format.
    static func decoded(
        _ bytes: [UInt8], upTo end: Int64, name: (Int) -> String?
    ) -> (steps: [PathStep], segments: [String: String])? {
        var reading = Reading(bytes: bytes)
        func text() -> String? { reading.number().flatMap { Int(exactly: $0) }.flatMap(name) }
        guard let segmentCount = reading.number() else { return nil }
        var segments: [String: String] = [:]
        for _ in 0..<min(segmentCount, 1_000) {
            guard let key = text(), let value = text() else { return nil }
            segments[key] = value
        }
        guard let count = reading.number(), count <= UInt64(bytes.count) else { return nil }
        var steps: [PathStep] = []
        steps.reserveCapacity(Int(count))
        var at: Int64 = 0
        for _ in 0..<count {
            guard let activity = text(), let since = reading.number(), let mark = reading.byte(),
                let places = reading.byte()
            else { return nil }
            at &+= Int64(bitPattern: since >> 1) ^ -Int64(bitPattern: since & 1)
            var step = PathStep(
                activity: activity, at: at, channel: item(places >> 2) ?? .crm,
                direction: item(places & 3) ?? .internal)
            if mark & Mark.team != 0 { step.team = reading.byte().flatMap(item) }
            if mark & Mark.stage != 0 { step.stage = text().map(Stage.init(rawValue:)) }
            if mark & Mark.value != 0 { step.value = text() }
            if mark & Mark.feeling != 0 {
                guard let origin: Sentiment.Origin = reading.byte().flatMap(item), let score = reading.number() else {
                    return nil
                }
                step.feeling = Sentiment(score: Double(bitPattern: score.byteSwapped), origin: origin)
            }
            if mark & Mark.amount != 0 {
                guard let amount = reading.number(), let currency = text() else { return nil }
                step.amount = Double(bitPattern: amount.byteSwapped)
                step.currency = currency
            }
            // In the order of time: what comes later is later still.
            if at > end { break }
            steps.append(step)
        }
        return (steps, segments)
    }

    private static func item<T: CaseIterable>(_ index: UInt8) -> T? where T.AllCases == [T] {
        let all = T.allCases
        return Int(index) < all.count ? all[Int(index)] : nil
    }

    /// Seven bits a byte, the lowest first.
    private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
        var rest = number
        while rest >= 128 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 128)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private struct Reading {
        let bytes: [UInt8]
        var position = 0

        mutating func byte() -> UInt8? {
            guard position < bytes.count else { return nil }
            position += 1
            return bytes[position - 1]
        }

        mutating func number() -> UInt64? {
            var (result, shift): (UInt64, UInt64) = (0, 0)
            while let next = byte(), shift < 64 {
                result |= UInt64(next & 127) << shift
                if next < 128 { return result }
                shift += 7
            }
            return nil
        }
    }
}
