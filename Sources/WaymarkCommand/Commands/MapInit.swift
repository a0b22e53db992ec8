import ArgumentParser
import Glibc
import Journeys

/// Drafts an assumed map from the data.
struct MapInit: GlobalCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Draft a journey-map.yaml from the data: what you believe, to be held against them.",
        discussion: "An existing file is left as it is, unless --force is given.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var measures: MeasureOptions

    @Flag(help: "Replace the file that is there.")
    var force = false

    func run() async throws {
        let path = try global.mapPath(measures.mapFile).path
        if !force, access(path, F_OK) == 0 { throw Self.exists(path) }
        let report = try await measures.report(global, isHeld: false)
        let draft = MapDraft(
            stages: report.stages, boundaries: report.boundaries, minGroup: report.scope.minGroup, asOf: report.asOf)
        try write(draft.text, to: path)
        if global.json {
            try Console.output(try Printing.json(["written": path]))
        } else {
            try Console.output(
                "\(path) is written. Next: go through it with those who talk to customers, then run `waymark map`.\n")
        }
    }

    /// Whole or not at all: a file that people wrote is not left in halves.
    private func write(_ text: String, to path: String) throws {
        let draft = "\(path).\(getpid()).new"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failed(path) }
        defer { unlink(draft) }
        do {
            defer { close(descriptor) }
            try Console.write(Array(text.utf8), to: descriptor, named: path)
            guard fsync(descriptor) == 0 else { throw Self.failed(path) }
        }
        if force {
            guard rename(draft, path) == 0 else { throw Self.failed(path) }
        } else {
            // Unlike a rename, a link never replaces what came meanwhile.
            guard link(draft, path) == 0 else { throw errno == EEXIST ? Self.exists(path) : Self.failed(path) }
        }
    }

    private static func exists(_ path: String) -> CommandFailure {
        .config(
            "\(path) exists already and was left as it is. Name another file with --map, or replace it with --force.")
    }

    private static func failed(_ path: String) -> CommandFailure {
        .file("cannot write \(path): \(String(cString: strerror(errno)))")
    }
}
