import ArgumentParser
import Foundation
import Journeys

/// Where the assumed map is: named here, or by the configuration, or beside it.
struct MapFileOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The assumed map, instead of the one that the configuration names (journey-map.yaml beside it).",
            valueName: "file"), completion: .file(extensions: ["yaml", "yml"]))
    var map: String?
}

extension GlobalOptions {
    /// The path of the assumed map, and whether somebody named it: only then it has to be there.
    func mapPath(_ options: MapFileOptions) throws -> (path: String, isNamed: Bool) {
        if let map = options.map { return (map, true) }
        // With --store alone no configuration is needed; one that is there has to be sound.
        guard store == nil || FileManager.default.fileExists(atPath: config) else {
            return (FilePath.resolve("journey-map.yaml", in: FilePath.folder(of: config)), false)
        }
        let config = try Config(path: config)
        return (config.mapPath, config.file.map != nil)
    }

    /// Nil where there is none, and none is named.
    func assumedMap(_ options: MapFileOptions) throws -> AssumedMap? {
        let (path, isNamed) = try mapPath(options)
        guard isNamed || FileManager.default.fileExists(atPath: path) else { return nil }
        let map = try AssumedMapReader(path: path).read()
        if map.interviews.count < AssumedMap.enoughInterviews {
            logger.note(
                "\(path) rests on \(map.interviews.count) interviews; fewer than \(AssumedMap.enoughInterviews) are an opinion"
            )
        }
        return map
    }
}
