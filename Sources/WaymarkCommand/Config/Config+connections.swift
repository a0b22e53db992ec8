import ConnectorKit
import Foundation
import SyncEngine
import Touchpoints

extension Config {
    /// A connection without its secrets: enough for everything that makes no call.
    func connection(_ name: String) throws(CommandFailure) -> Connection {
        guard let entry = file.connections[name] else {
            throw .config(
                "\(path): there is no connection \"\(name)\"" + Spelling.hint(for: name, among: names, all: true))
        }
        let place = "\(path): connections.\(name)"
        var connector = try connector(entry.connector, place)
        for (piece, value) in entry.paths.sorted(by: { $0.key < $1.key }) {
            guard connector.paths[piece] != nil else {
                throw .config(
                    "\(place).paths: \(connector.title) has no path \"\(piece)\""
                        + Spelling.hint(for: piece, among: Array(connector.paths.keys), all: true))
            }
            connector.paths[piece] = value
        }
        if let share = entry.dailyShare {
            guard (1...100).contains(share) else {
                throw .config("\(place).daily_share: a number of percent from 1 to 100, not \(share)")
            }
            guard connector.budgets.contains(where: \.isOfADay) else {
                throw .config("\(place).daily_share: \(connector.title) has no budget of a day")
            }
            for index in connector.budgets.indices where connector.budgets[index].isOfADay {
                connector.budgets[index].reserve = 100 - share
            }
        }
        try add(entry.identifiers, to: &connector, place)
        addSegments(to: &connector)
        let rules = try rules(entry.touchpoints, &connector, place)
        var connection = Connection(
            name: name, connector: connector, baseURL: entry.baseURL.map(Self.withoutSlash), credentials: [:],
            start: entry.start?.milliseconds, teams: try teams(entry.teams, place),
            enforcesBudgets: entry.limits != .off, rules: rules)
        switch entry.streams {
        case nil: break
        case .only(let names): connection.only = Set(names)
        case .each(let settings): connection.settings = settings.mapValues(\.settings)
        }
        try checkStreams(connection, place)
        return connection
    }

    /// A connection ready to sign in. Every secret it reads is remembered, so that nothing shows it.
    func signedConnection(
        _ name: String, environment: [String: String] = ProcessInfo.processInfo.environment
    ) async throws -> Connection {
        var connection = try connection(name)
        let reader = CredentialReader(environment: environment, folder: folder)
        for (key, source) in (file.connections[name]?.credentials ?? [:]).sorted(by: { $0.key < $1.key }) {
            let place = "\(path): connections.\(name).credentials.\(key)"
            let value = try await reader.read(source, place: place)
            if CredentialSource.isSecret(key) { Secrets.known.add(value) }
            connection.credentials[key] = value
        }
        return connection
    }

    private func connector(_ name: String, _ place: String) throws(CommandFailure) -> Connector {
        let isFile = name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml")
        if isFile { return try ConnectorFile.read(FilePath.resolve(name, in: folder)) }
        if let connector = builtInConnectors.first(where: { $0.name == name }) { return connector }
        throw .config(
            "\(place).connector: there is no connector \"\(name)\""
                + Spelling.hint(for: name, among: builtInConnectors.map(\.name), all: true)
                + " – one of your own is named by its path, e.g. ./\(name).yaml")
    }

    private func teams(_ teams: [String: TeamConfig], _ place: String) throws(CommandFailure) -> [Team: [TeamMember]] {
        var result: [Team: [TeamMember]] = [:]
        for (name, team) in teams {
            guard let known = Team(rawValue: name) else {
                throw .config(
                    "\(place).teams: there is no team \"\(name)\""
                        + Spelling.hint(for: name, among: Team.allCases.map(\.rawValue), all: true))
            }
            result[known] = team.members
        }
        return result
    }

    private func rules(
        _ rules: [TouchpointConfig], _ connector: inout Connector, _ place: String
    ) throws(CommandFailure) -> [String: [TouchpointRule]] {
        var result: [String: [TouchpointRule]] = [:]
        for (index, rule) in rules.enumerated() {
            let place = "\(place).touchpoints.[\(index)]"
            let position = connector.streams.firstIndex { $0.name == rule.stream }
            if position == nil, connector.discoveries.isEmpty {
                throw .config(
                    "\(place): there is no stream \"\(rule.stream)\""
                        + Spelling.hint(for: rule.stream, among: connector.streams.map(\.name)))
            }
            switch rule.meaning {
            case .rule(let full): result[rule.stream, default: []].append(full)
            case .whenChanges(let change):
                guard let position else {
                    throw .config(
                        "\(place): when_changes cannot be used with \"\(rule.stream)\", which is no stream of "
                            + "\(connector.title) itself\(Spelling.hint(for: rule.stream, among: connector.streams.map(\.name))) "
                            + "For an object of the account's own, write the rule in full: kind, channel, direction, at."
                    )
                }
                do {
                    result[rule.stream, default: []].append(
                        try change.rule(on: &connector.streams[position], of: connector))
                } catch {
                    throw .config("\(place).\(error.message)")
                }
            }
            if let position { try compile(rule.stream, connector.streams[position], result, connector, place) }
        }
        return result
    }

    /// A rule that cannot be used is told now, not at the first record.
    private func compile(
        _ name: String, _ stream: RecordStream, _ rules: [String: [TouchpointRule]], _ connector: Connector,
        _ place: String
    ) throws(CommandFailure) {
        let types = Dictionary(
            connector.streams.map { ($0.name, $0.recordType) }, uniquingKeysWith: { first, _ in first })
        let context = MappingContext(system: connector.name, account: "", recordTypes: types)
        do {
            _ = try RecordMapper(stream: stream, extra: rules[name] ?? [], context: context)
        } catch {
            throw .config("\(place): \(error)")
        }
    }

    /// Names of streams and sweeps, as far as they can be known without asking the account for its own objects.
    private func checkStreams(_ connection: Connection, _ place: String) throws(CommandFailure) {
        let connector = connection.connector
        for name in Set(connection.settings.keys).union(connection.only ?? []).sorted() {
            guard let stream = connector.stream(named: name) else {
                guard connector.discoveries.isEmpty else { continue }
                throw .config(
                    "\(place).streams: there is no stream \"\(name)\""
                        + Spelling.hint(for: name, among: connector.streams.map(\.name))
                )
            }
            let settings = connection.settings[name] ?? StreamSettings()
            let sweeps = stream.rhythms.keys.sorted()
            for sweep in settings.sweeps.keys.sorted() where !sweeps.contains(sweep) {
                throw .config(
                    "\(place).streams.\(name).sweeps: there is no sweep \"\(sweep)\""
                        + Spelling.hint(for: sweep, among: sweeps, all: true))
            }
            if settings.fields != .chosen([]), stream.fields == nil {
                throw .config(
                    "\(place).streams.\(name): \(connector.title) always gives whole records here: no `properties`")
            }
            if settings.fields == .all, stream.fields?.catalog == nil {
                throw .config(
                    "\(place).streams.\(name): \(connector.title) cannot list its fields: name them instead of `all`")
            }
            guard settings.readsByListing else { continue }
            guard case .window(let window) = stream.reading, window.initial != nil else {
                throw .config("\(place).streams.\(name): there is no other way of reading it: remove `reading`")
            }
        }
    }

    private static func withoutSlash(_ address: String) -> String {
        address.hasSuffix("/") ? String(address.dropLast()) : address
    }
}
