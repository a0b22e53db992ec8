import ArgumentParser
import JourneyStore
import SyncEngine

/// What the store keeps by a connection's name.
struct ConnectionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connection", abstract: "Rename or remove a connection.",
        subcommands: [RenameConnection.self, RemoveConnection.self])
}

struct RenameConnection: GlobalCommand {
    static let configuration = CommandConfiguration(
        commandName: "rename", abstract: "Give a connection another name.",
        discussion: """
            Records are known by system and account, not by the connection's name: nothing is read again. Rename it in \
            the configuration too.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The present name.")
    var old: String

    @Argument(help: "The new name.")
    var new: String

    func run() async throws {
        try Config.checkName(new, "the new name")
        guard old != new else { throw ValidationError("the two names are the same") }
        let path = try global.storePath()
        let store = try await JourneyStore.open(path: path, access: .readWrite(create: false))
        let (old, new) = (old, new)
        let problem = try await store.write { tx -> String? in
            let known = try tx.reader.notes(prefix: "connection/\(old)/")
            guard !known.isEmpty else { return "\(path) knows no connection \"\(old)\": it was never synced into it" }
            let taken = try tx.reader.notes(prefix: "connection/\(new)/")
            guard taken.isEmpty else { return "\(path) knows a connection \"\(new)\" already: choose another name" }
            try tx.renameConnection(from: old, to: new)
            return nil
        }
        try await store.close()
        if let problem { throw CommandFailure.config(problem) }
        let tokens = TokenFile.beside(store: path)
        if let kept = try tokens.tokens(of: old) {
            try tokens.save(kept, of: new)
            try tokens.save(nil, of: old)
        }
        let isConfigured = (try? Config(path: global.config))?.file.connections[old] != nil
        let next = isConfigured ? " Now rename it in \(global.config) too." : ""
        try Console.output(
            global.json
                ? try Printing.json(["renamed": old, "to": new]) : "\(old) is \(new) from now on.\(next)\n")
    }
}

struct RemoveConnection: GlobalCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Forget a connection: its account and its tokens.",
        discussion: """
            What was read stays in the store, and a connection to the same account goes on from there. To begin anew, \
            use another store.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The connection.")
    var name: String

    func run() async throws {
        let path = try global.storePath()
        let store = try await JourneyStore.open(path: path, access: .readWrite(create: false))
        let name = name
        let count = try await store.write { tx in
            let notes = try tx.reader.notes(prefix: "connection/\(name)/")
            for key in notes.keys.sorted() { try tx.setNote(key, nil) }
            return notes.count
        }
        try await store.close()
        let tokens = TokenFile.beside(store: path)
        let hadTokens = try tokens.tokens(of: name) != nil
        if hadTokens { try tokens.save(nil, of: name) }
        guard count > 0 || hadTokens else {
            throw CommandFailure.config("\(path) knows no connection \"\(name)\": there is nothing to forget")
        }
        try Console.output(
            global.json
                ? try Printing.json(["removed": name])
                : "\(name) is forgotten; what was read stays in \(path). Take it out of the configuration too.\n")
    }
}
