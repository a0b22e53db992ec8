import ConnectorKit
import JSON

extension DescribedSystem {
    public func make(_ change: Change, in stream: String) async throws -> Bool {
        guard let description = connector.stream(named: stream), tables[stream] != nil else { return false }
        // Every change takes a moment, so that no two are told apart by nothing.
        if case .lag = change {} else { now += 1_000 }
        switch change {
        case .create(let count):
            for _ in 0..<count { create(in: stream, visible: now) }
        case .edit(let count):
            guard isEditable(description) else { return false }
            for row in chosen(stream, count) {
                edit(row, in: stream, at: now)
                now += 1_000
            }
        case .editAtOnce(let count):
            guard isEditable(description), isWindow(description) else { return false }
            let live = tables[stream]?.live.count ?? 0
            for _ in live..<max(live, count) { create(in: stream, visible: now) }
            for row in chosen(stream, count) { edit(row, in: stream, at: now) }
        case .editWithoutTrace:
            // Only a reading of everything can see it.
            guard case .snapshot(_, nil) = description.reading, let row = chosen(stream, 1).first else { return false }
            edit(row, in: stream, at: tables[stream]?.rows[row].modified ?? now)
        case .appearLate(let seconds):
            guard case .window(let window) = description.reading,
                seconds <= max(window.overlap, window.secondLook?.reach ?? 0)
            else { return false }
            create(in: stream, visible: now + Int64(seconds) * 1_000)
        case .archive:
            guard hasArchive(description), let row = chosen(stream, 1).first else { return false }
            tables[stream]?.rows[row].state = .archived(at: now)
        case .restore:
            let archived = tables[stream]?.rows.firstIndex { if case .archived = $0.state { true } else { false } }
            guard hasArchive(description), let row = archived else { return false }
            tables[stream]?.rows[row].state = .live
        case .purge: return purge(1, description)
        case .purgeMany(let count): return purge(count, description)
        case .merge:
            let live = chosen(stream, 2)
            guard canMerge(description), live.count == 2 else { return false }
            merge(live[1], into: live[0], in: stream)
        case .mergeSurvivor:
            guard canMerge(description), let table = tables[stream] else { return false }
            let survivors = table.live.filter { !table.rows[$0].absorbed.isEmpty }
            guard let survivor = survivors.first, let other = table.live.first(where: { !survivors.contains($0) })
            else { return false }
            merge(survivor, into: other, in: stream)
        case .unmerge: return unmerge(description)
        case .associate: return associate(description, removing: false)
        case .dissociate: return associate(description, removing: true)
        case .drift(let drift):
            tables[stream]?.specimen.drift = drift
            create(in: stream, visible: now)
            if isEditable(description) { for row in chosen(stream, 3) { edit(row, in: stream, at: now) } }
        case .oddValues:
            guard let specimen = tables[stream]?.specimen else { return false }
            var place = 0
            var count = 1
            while place < count {
                create(in: stream, visible: now)
                guard let last = tables[stream]?.rows.indices.last, let row = tables[stream]?.rows[last] else { break }
                let looks = Oddity.looks(of: row.document, sparing: specimen.spared)
                tables[stream]?.rows[last].document = looks[place]
                (place, count) = (place + 1, looks.count)
            }
        // What its records say of people, a description does not tell how to change.
        case .becomeOne, .becomeTwo, .giveOwnDomains, .giveFreeMail: return false
        case .sortLoosely: isLoose = true
        case .lag(let seconds): lag = Int64(seconds) * 1_000
        }
        return true
    }

    private func isWindow(_ stream: RecordStream) -> Bool {
        if case .window = stream.reading { true } else { false }
    }

    private func isEditable(_ stream: RecordStream) -> Bool {
        switch stream.reading {
        case .window(let window): !window.isImmutable
        case .snapshot(_, let every): every == nil
        case .children(let children): children.newestFirst == nil && children.every == nil
        }
    }

    private func hasArchive(_ stream: RecordStream) -> Bool {
        stream.sweeps.contains { if case .archived = $0 { true } else { false } }
    }

    private func canMerge(_ stream: RecordStream) -> Bool {
        !stream.merges.isEmpty || stream.sweeps.contains { if case .merged = $0 { true } else { false } }
    }

    /// Whether a record that is gone without a trace can be missed.
    private func canMiss(_ stream: RecordStream) -> Bool {
        switch stream.reading {
        case .snapshot(_, let every): every == nil
        case .window:
            stream.lookup != nil && stream.sweeps.contains { if case .absent = $0 { true } else { false } }
        case .children(let children): children.newestFirst == nil && children.every == nil
        }
    }

    private func chosen(_ stream: String, _ count: Int) -> [Int] { Array((tables[stream]?.live ?? []).prefix(count)) }

    private func create(in stream: String, visible: Int64) {
        guard var table = tables[stream] else { return }
        let number = (table.rows.map(\.number).max() ?? 999) + 1
        let parents = Self.parentName(table.specimen.stream).flatMap { tables[$0] }
        let parent = parents.flatMap { parents in parents.liveIDs.first }
        let modified = table.specimen.floor(now)
        table.rows.append(
            Row(
                number: number,
                document: table.specimen.document(
                    number: number, modified: modified, text: "as created later", parent: parent),
                modified: modified, visible: visible, parent: parent))
        tables[stream] = table
    }

    private func edit(_ place: Int, in stream: String, at time: Int64) {
        guard let table = tables[stream] else { return }
        var row = table.rows[place]
        row.edits += 1
        row.modified = table.specimen.floor(time)
        var document = table.specimen.document(
            number: row.number, modified: row.modified, text: "edited \(row.edits) times", parent: row.parent)
        for merged in table.specimen.stream.merges where !row.absorbed.isEmpty {
            let ids = row.absorbed.map { $0 + (merged.suffix.map { $0 + "1" } ?? "") }
            document = document.setting(.text(ids.joined(separator: merged.separator)), at: merged.path)
        }
        row.document = document
        tables[stream]?.rows[place] = row
    }

    private func purge(_ count: Int, _ stream: RecordStream) -> Bool {
        // Parents take their children along, and what else is tied to them: the leaves are purged.
        guard canMiss(stream), !connector.streams.contains(where: { Self.parentName($0) == stream.name }) else {
            return false
        }
        let rows = chosen(stream.name, count)
        for row in rows { tables[stream.name]?.rows[row].state = .purged }
        return !rows.isEmpty
    }

    private func merge(_ loser: Int, into survivor: Int, in stream: String) {
        guard let table = tables[stream] else { return }
        tables[stream]?.rows[loser].state = .merged(into: survivor)
        tables[stream]?.rows[survivor].absorbed += table.rows[loser].absorbed + [table.id(loser)]
        for (name, ids) in table.rows[loser].associations {
            tables[stream]?.rows[survivor].associations[name, default: []].formUnion(ids)
        }
        edit(survivor, in: stream, at: now)
    }

    /// The record changes, as does the one that it had become part of; what came along with it stays there.
    private func unmerge(_ stream: RecordStream) -> Bool {
        guard isEditable(stream), stream.modifiedAt != nil, let table = tables[stream.name] else { return false }
        for (place, row) in table.rows.enumerated() {
            guard case .merged(let survivor) = row.state, table.rows[survivor].state == .live else { continue }
            tables[stream.name]?.rows[place].state = .live
            tables[stream.name]?.rows[survivor].absorbed.removeAll { $0 == table.id(place) }
            for changed in [place, survivor] { edit(changed, in: stream.name, at: now) }
            return true
        }
        return false
    }

    private func associate(_ stream: RecordStream, removing: Bool) -> Bool {
        guard let association = stream.associations.first(where: { tables[$0.to] != nil }),
            let targets = tables[association.to], let table = tables[stream.name], let row = table.live.last
        else { return false }
        let known = table.rows[row].associations[association.to, default: []]
        if removing {
            guard let tied = known.sorted().first else { return false }
            tables[stream.name]?.rows[row].associations[association.to]?.remove(tied)
        } else {
            guard let free = targets.liveIDs.first(where: { !known.contains($0) }) else { return false }
            tables[stream.name]?.rows[row].associations[association.to, default: []].insert(free)
        }
        return true
    }
}
