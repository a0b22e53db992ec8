import ArgumentParser
import JourneyStore

/// The store as a backup has it.
struct Restore: GlobalCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make the store what a backup is.",
        discussion: """
            What has changed since the backup is read again by the next sync. Readers of `export --since-seq` have to \
            begin anew: the store has a new epoch.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The backup.", completion: .file())
    var file: String

    @Flag(help: "Replace a store that is there already.")
    var replace = false

    func run() async throws {
        let path = try global.storePath()
        if !replace, (try? await JourneyStore.open(path: path, access: .readOnly)) != nil {
            throw CommandFailure.file(
                "the store \(path) exists already. Say --replace to give up what it holds, or name another with --store."
            )
        }
        try await JourneyStore.restore(from: file, to: path)
        try Console.output(
            global.json
                ? try Printing.json(["store": path, "restored_from": file])
                : "\(path) is what \(TerminalText.line(file)) was. Run `waymark sync` to catch up.\n")
    }
}
