import ArgumentParser

/// The journey map, and the one that people believe in.
struct MapCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "map", abstract: "Draw the journey map; draft the one that you believe in.",
        discussion: "`waymark map` alone draws it: options of `waymark map draw` can stand behind it directly.",
        subcommands: [MapCommand.self, MapInit.self], defaultSubcommand: MapCommand.self)
}
