import ArgumentParser
import JourneyStore

/// Why a row is there.
struct Explain: GlobalCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show everything known about one touchpoint or record, and why it is there.")

    @OptionGroup var global: GlobalOptions

    @Argument(help: "A touchpoint's id, or system:account:type:id of a record, as exports and journeys show them.")
    var id: String

    func run() async throws {
        let path = try global.storePath()
        let store = try await JourneyStore.open(path: path, access: .readOnly)
        let id = id
        let found = try await store.read { try $0.explain(id) }
        try await store.close()
        guard let found else {
            throw CommandFailure(
                "\(path) holds no touchpoint and no record \"\(id)\". A record is named system:account:type:id, "
                    + "e.g. hubspot:424242:contacts:7001; `waymark journey` and `waymark export` show ids.",
                exitCode: 64)
        }
        let report = ExplanationReport(found)
        try Console.output(global.json ? try Printing.json(report) : report.text)
    }
}
