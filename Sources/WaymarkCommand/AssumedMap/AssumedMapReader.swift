import ConnectorKit
import Foundation
import Journeys

/// Reads an assumed map and the evidence that it names. Every error names the file and, where there is one, the line.
struct AssumedMapReader {
    static let mostBytes = 1 << 20
    static let mostStages = 50
    static let mostInterviews = 10_000

    /// Of the map; paths in it start from its folder.
    let path: String

    private var folder: String { FilePath.folder(of: path) }

    /// - Throws: 78 where a file is not what it should be, 74 where it cannot be read.
    func read() throws(CommandFailure) -> AssumedMap {
        try read(Self.text(of: path, most: Self.mostBytes))
    }

    func read(_ text: String) throws(CommandFailure) -> AssumedMap {
        let file: AssumedMapFile
        do {
            file = try DescriptionDecoder().decode(AssumedMapFile.self, from: text, file: path)
        } catch {
            throw CommandFailure(error)
        }
        var map = AssumedMap(
            reviewedOn: file.reviewedOn?.milliseconds, stages: try stages(file.stages.entries))
        for entry in file.evidence?.entries ?? [] {
            switch entry {
            case .interview(let entry):
                map.interviews.append(
                    Interview(
                        date: entry.date.milliseconds, role: entry.role?.text, quote: entry.quote.text,
                        stage: try entry.stage.map { named throws(CommandFailure) in
                            try stage(named.value.text, in: map, FilePlace(file: path, line: named.line))
                        }, feeling: entry.feeling?.value))
            case .path(let named):
                let found = try InterviewFiles(path: FilePath.resolve(named.value, in: folder)).read {
                    (name, place) throws(CommandFailure) in try stage(name, in: map, place)
                }
                map.interviews += found
            }
            guard map.interviews.count <= Self.mostInterviews else {
                throw .config("\(path): evidence: more than \(Self.mostInterviews) interviews")
            }
        }
        return map
    }

    private func stages(_ entries: [AssumedMapFile.StageEntry]) throws(CommandFailure) -> [AssumedStage] {
        guard !entries.isEmpty else { throw .config("\(path): `stages` needs at least one stage") }
        guard entries.count <= Self.mostStages else {
            throw .config("\(path): more than \(Self.mostStages) stages")
        }
        var stages: [AssumedStage] = []
        for entry in entries {
            let name = entry.name.value.text
            if stages.contains(where: { $0.name.lowercased() == name.lowercased() }) {
                throw FilePlace(file: path, line: entry.name.line).refused("the stage \"\(name)\" stands there twice")
            }
            var stage = AssumedStage(name)
            stage.goal = entry.goal?.text
            stage.touchpoints = (entry.touchpoints?.entries ?? []).map {
                AssumedStage.Touchpoint($0.activity.text, channel: $0.channel?.rawValue)
            }
            stage.channels = (entry.channels?.entries ?? []).map(\.rawValue)
            stage.feeling = entry.feeling?.value
            stage.owner = entry.owner?.text
            stage.targetTime = entry.targetTime.map { Double($0.seconds) }
            stage.handoffWithin = entry.handoffWithin.map { Double($0.seconds) }
            stage.targetShare = entry.targetShare?.share
            stage.pains = (entry.pains?.entries ?? []).map(\.pain)
            stages.append(stage)
        }
        let map = AssumedMap(stages: stages)
        for (index, entry) in entries.enumerated() {
            guard let next = entry.next else { continue }
            stages[index].next = try stage(next.value.text, in: map, FilePlace(file: path, line: next.line))
        }
        return stages
    }

    /// The stage as the map spells it.
    private func stage(
        _ name: String, in map: AssumedMap, _ place: FilePlace
    ) throws(CommandFailure) -> String {
        if let stage = map.stage(named: name) { return stage.name }
        throw place.refused(
            "the map has no stage \"\(name.prefix(80))\""
                + Spelling.hint(for: name, among: map.stages.map(\.name), all: true))
    }

    /// A file's text, if it is no longer than it may be.
    static func text(of path: String, most: Int) throws(CommandFailure) -> String {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw FileManager.default.fileExists(atPath: path)
                ? .file("cannot read \(path). Check that it is a file that this user may read.")
                : .config("there is no \(path)")
        }
        defer { try? handle.close() }
        let data: Data
        do {
            // One byte more than may be: of a pipe or a device no more is read than that.
            data = try handle.read(upToCount: most + 1) ?? Data()
        } catch {
            throw .file("cannot read \(path). Check that it is a file that this user may read.")
        }
        guard data.count <= most else { throw .config("\(path): longer than \(most) bytes") }
        guard let text = String(data: data, encoding: .utf8) else { throw .config("\(path) is not UTF-8 text") }
        return text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
    }
}

/// Where something stands that a person wrote.
struct FilePlace {
    var file: String
    var line: Int?

    func refused(_ problem: String) -> CommandFailure {
        .config("\(line.map { "\(file):\($0)" } ?? file): \(problem)")
    }
}
