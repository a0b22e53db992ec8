import ArgumentParser
import ConnectorKit
import Glibc

/// Writes a configuration to begin with.
struct Init: GlobalCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a commented waymark.yaml.",
        discussion: "An existing file is never overwritten. The new one can be read by its owner only.")

    @OptionGroup var global: GlobalOptions

    @Flag(help: "For `waymark sandbox` on this machine instead of a real account.")
    var sandbox = false

    @Option(help: "For which system: hubspot or salesforce; of the sandbox also both.")
    var connector = "hubspot"

    private var templates: [String: String] {
        sandbox ? ConfigTemplate.bySandboxSystem : ConfigTemplate.byConnector
    }

    func validate() throws {
        guard templates[connector] != nil else {
            throw ValidationError(
                "there is no template for \"\(connector)\"\(Spelling.hint(for: connector, among: Array(templates.keys), all: true))"
            )
        }
    }

    func run() async throws {
        let text = templates[connector, default: ""]
        let descriptor = open(global.config, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            guard errno == EEXIST else {
                throw CommandFailure.file("cannot write \(global.config): \(String(cString: strerror(errno)))")
            }
            throw CommandFailure.config(
                "\(global.config) exists already and was left as it is. Name another file with --config.")
        }
        defer { close(descriptor) }
        try Console.write(Array(text.utf8), to: descriptor, named: global.config)
        let next =
            sandbox
            ? "start `waymark sandbox\(connector == "hubspot" ? "" : " --system " + connector)` in another terminal, then run `waymark check` and `waymark sync`"
            : connector == "salesforce"
                ? "fill in `credentials`, then run `waymark check`, `waymark plan` and `waymark sync`"
                : "set HUBSPOT_TOKEN, then run `waymark check`, `waymark plan` and `waymark sync`"
        if global.json {
            try Console.output(try Printing.json(["written": global.config]))
        } else {
            try Console.output("\(global.config) is written. Next: \(next).\n")
        }
    }
}
