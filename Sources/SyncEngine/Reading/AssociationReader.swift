import ConnectorKit
import JSON
import JourneyStore
import Touchpoints

/// Asks which records of one other stream the given ones are tied to.
struct AssociationReader: Sendable {
    let run: StreamRun
    let reading: AssociationReading
    let target: RecordCollection

    private var values: TemplateValues { run.values.setting("to_type", target.objectType) }

    /// All targets, as the source gives them, by the id that was asked for; who has none is not in it.
    ///
    /// - Parameter ids: at most `reading.limit` of them.
    func targets(of ids: [String]) async throws -> [String: [AssociationTarget]] {
        var targets: [String: [AssociationTarget]] = [:]
        var unfinished: [(id: String, cursor: String)] = []
        let asked = Set(ids)
        let outcome = try await run.caller.call(
            reading.request, values.setting("ids", list: ids), defect: { defect(of: $0, askedFor: asked) })
        switch outcome {
        case .answer(let answer): collect(answer, &targets, &unfinished)
        case .notFound:
            throw SyncFailure.stopStream("\(reading.request.path): there are no associations to \(reading.to)")
        case .splitRequest:
            guard ids.count > 1 else {
                throw SyncFailure.stopStream("\(reading.request.path): the request is too long")
            }
            let half = try await self.targets(of: Array(ids[..<(ids.count / 2)]))
            return half.merging(try await self.targets(of: Array(ids[(ids.count / 2)...]))) { $0 + $1 }
        }
        /// Cursors of the record whose associations are being read; one record is read to its end before the next.
        var known: Set<String> = []
        var current: String?
        while let (id, cursor) = unfinished.popLast() {
            if id != current { (known, current) = ([cursor], id) }
            guard let more = reading.more else {
                throw SyncFailure.stopStream("\(reading.request.path): \(id) has more, and no request is known for it")
            }
            let outcome = try await run.caller.call(
                more, values.setting("id", id).setting("cursor", cursor),
                defect: { defect(of: $0, askedFor: [id]) })
            guard case .answer(let answer) = outcome else {
                throw SyncFailure.runAgain("\(more.path): the rest of \(id)'s associations is not there", at: nil)
            }
            collect(answer, &targets, &unfinished)
            for next in unfinished where next.id == id && !known.insert(next.cursor).inserted {
                throw SyncFailure.stopStream("\(more.path): the server repeats a cursor of \(id)")
            }
        }
        if let stranger = targets.keys.first(where: { !asked.contains($0) }) {
            throw SyncFailure.runAgain(
                "\(reading.request.path): answers for \(stranger), which was not asked for", at: nil)
        }
        return targets
    }

    /// Who is not in the answer has no associations: so it must be an answer to what was asked.
    private func defect(of root: JSONValue, askedFor ids: Set<String>) -> String? {
        if let defect = root.lacksArray(at: reading.results) { return defect }
        let others = root[path: reading.results]?.elements.compactMap { $0[path: reading.from]?.text } ?? []
        return others.first { !ids.contains($0) }.map { "the answer tells of \($0), who was not asked for" }
    }

    private func collect(
        _ answer: Answer, _ targets: inout [String: [AssociationTarget]],
        _ unfinished: inout [(id: String, cursor: String)]
    ) {
        guard let results = answer.root[path: reading.results] else { return }
        for result in results.elements {
            guard let from = result[path: reading.from]?.text, let list = result[path: reading.targets] else {
                continue
            }
            for target in list.elements {
                guard let id = target[path: reading.target]?.text else { continue }
                let labels = reading.labels.map { target.all($0).compactMap(\.text) } ?? []
                targets[from, default: []].append(AssociationTarget(id: id, labels: labels))
            }
            if let next = reading.next.flatMap({ result[path: $0]?.text }), !next.isEmpty {
                unfinished.append((from, next))
            }
        }
    }
}
