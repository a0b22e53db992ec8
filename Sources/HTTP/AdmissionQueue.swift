/// How many transfers may run towards one place at a time, first come, first served. Pure.
///
/// libcurl can queue by itself, but counts the wait as connecting, and a slow API would look like a dead one.
struct AdmissionQueue<Place: Hashable, Waiting> {
    private struct Line {
        var running = 0
        var waiting: [(id: ObjectIdentifier, item: Waiting)] = []
    }

    private let limit: Int
    private var lines: [Place: Line] = [:]

    init(limit: Int) {
        self.limit = max(1, limit)
    }

    /// The item itself when it may start now; nil when it has to wait for `leave`.
    mutating func enter(_ item: Waiting, id: ObjectIdentifier, place: Place) -> Waiting? {
        if lines[place, default: Line()].running < limit {
            lines[place, default: Line()].running += 1
            return item
        }
        lines[place]?.waiting.append((id, item))
        return nil
    }

    /// One that ran has ended; the next one, which starts now, if any.
    mutating func leave(_ place: Place) -> Waiting? {
        guard var line = lines[place] else { return nil }
        if !line.waiting.isEmpty {
            let next = line.waiting.removeFirst().item
            lines[place] = line
            return next
        }
        line.running -= 1
        lines[place] = line.running > 0 ? line : nil
        return nil
    }

    /// Takes one out that has not started; nil when it is not waiting.
    mutating func withdraw(_ id: ObjectIdentifier) -> Waiting? {
        for (place, line) in lines {
            guard let index = line.waiting.firstIndex(where: { $0.id == id }) else { continue }
            return lines[place]?.waiting.remove(at: index).item
        }
        return nil
    }

    /// Takes out everything that has not started.
    mutating func withdrawAll() -> [Waiting] {
        let all = lines.values.flatMap { $0.waiting.map(\.item) }
        for place in lines.keys { lines[place]?.waiting.removeAll() }
        return all
    }
}
