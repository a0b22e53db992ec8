import ConnectorKit
import Identity
import JSON
import Touchpoints

/// How people and accounts are recognised, as it is written.
struct IdentityConfig: Decodable, Sendable {
    /// ISO 3166-1, e.g. `DE`: whose rules phone numbers without a country code follow.
    var defaultRegion: String?
    /// Mailboxes that several people read, beside the usual ones: `frontdesk`, `berlin@acme.com`.
    var sharedInboxes: [String]
    /// Domains where everybody can have an address, beside the usual ones.
    var freeMail: [String]

    func rules(_ path: String) throws(CommandFailure) -> IdentityRules {
        if let defaultRegion, !PhoneNumber.knows(region: defaultRegion) {
            throw .config(
                "\(path): identity.default_region: \"\(defaultRegion)\" is no region; write two capital letters, e.g. DE"
            )
        }
        return IdentityRules(
            defaultRegion: defaultRegion, sharedInboxes: Set(sharedInboxes), freeMail: Set(freeMail))
    }
}

/// An identifier of the customer's own, e.g. the property that holds another system's id.
struct IdentifierConfig: Decodable, Sendable {
    var stream: String
    var kind: IdentifierReading.Kind
    /// The field as the system calls it.
    var field: String?
    /// Where it stands in a record, if that is not where the stream's fields stand.
    var path: JSONPath?
    var separator: String?
    var name: String?
    var pointsTo: RecordPointer?
}

extension Config {
    /// Adds the customer's own identifiers to the streams, and asks for the fields that hold them.
    func add(
        _ identifiers: [IdentifierConfig], to connector: inout Connector, _ place: String
    ) throws(CommandFailure) {
        for (index, identifier) in identifiers.enumerated() {
            let place = "\(place).identifiers.[\(index)]"
            guard let position = connector.streams.firstIndex(where: { $0.name == identifier.stream }) else {
                throw .config(
                    "\(place): there is no stream \"\(identifier.stream)\""
                        + Spelling.hint(for: identifier.stream, among: connector.streams.map(\.name)))
            }
            let stream = connector.streams[position]
            guard stream.entity == .person || stream.entity == .account else {
                throw .config("\(place): records of \(stream.name) are neither people nor accounts")
            }
            let path: JSONPath
            switch (identifier.field, identifier.path) {
            case (let field?, nil):
                let container = stream.fields?.container.description ?? ""
                let text = container.isEmpty ? field : "\(container).\(field)"
                do { path = try JSONPath(parsing: text) } catch { throw .config("\(place).field: \(error)") }
                if stream.fields?.required.contains(field) == false {
                    connector.streams[position].fields?.required.append(field)
                }
            case (nil, let given?): path = given
            default: throw .config("\(place): exactly one of `field` and `path` is needed")
            }
            let reading = IdentifierReading(
                identifier.kind, path: path, separator: identifier.separator, name: identifier.name,
                pointsTo: identifier.pointsTo)
            if let problem = reading.problem { throw .config("\(place): \(problem)") }
            connector.streams[position].identifiers.append(reading)
        }
    }
}
