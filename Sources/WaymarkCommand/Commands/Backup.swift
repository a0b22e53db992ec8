import ArgumentParser
import JourneyStore

/// A copy of the store.
struct Backup: GlobalCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copy the store into a new file, while others read and write.",
        discussion: "Tokens are not in the store and not in the copy.")

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The new file; an existing one is not overwritten.", completion: .file())
    var file: String

    func run() async throws {
        let path = try global.storePath()
        let store = try await JourneyStore.open(path: path, access: .readOnly)
        try await store.backup(to: file)
        try await store.close()
        try Console.output(
            global.json
                ? try Printing.json(["store": path, "backup": file])
                : "\(path) is copied to \(TerminalText.line(file)).\n")
    }
}
