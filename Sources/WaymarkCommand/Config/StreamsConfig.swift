import SyncEngine

/// Which streams are read, and what of them.
enum StreamsConfig: Decodable, Sendable {
    /// Just these.
    case only([String])
    /// All that are not optional; with changes for those named.
    case each([String: StreamConfig])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if (try? decoder.unkeyedContainer()) != nil {
            self = .only(try container.decode([String].self))
        } else {
            self = .each(try container.decode([String: StreamConfig].self))
        }
    }
}

/// `off`, `on`, or what to change.
struct StreamConfig: Decodable, Sendable {
    var isOff = false
    var properties: PropertiesConfig?
    var exclude: [String] = []
    var readsByListing = false
    /// By the sweep's name.
    var sweeps: [String: DurationText] = [:]

    private struct Keys: Decodable {
        var properties: PropertiesConfig?
        var exclude: [String]
        var reading: ReadingConfig?
        var sweeps: [String: DurationText]
    }

    private enum ReadingConfig: String, CaseIterable, Decodable { case listing }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let word = try? container.decode(String.self) {
            guard ["off", "on"].contains(word) else {
                throw DecodingError.dataCorrupted(
                    .init(
                        codingPath: decoder.codingPath,
                        debugDescription: "expected `off`, `on`, or keys like `properties`, not \"\(word)\""))
            }
            isOff = word == "off"
            return
        }
        let keys = try container.decode(Keys.self)
        properties = keys.properties
        exclude = keys.exclude
        readsByListing = keys.reading != nil
        sweeps = keys.sweeps
    }

    var settings: StreamSettings {
        let fields: StreamSettings.Fields =
            switch properties {
            case nil: .chosen([])
            case .all: .all
            case .these(let names): .chosen(names)
            }
        return StreamSettings(
            isOff: isOff, fields: fields, excluded: Set(exclude), readsByListing: readsByListing,
            sweeps: sweeps.mapValues(\.seconds))
    }
}

/// `all`, or a list of names beside those that the connector needs.
enum PropertiesConfig: Decodable, Sendable {
    case all
    case these([String])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let word = try? container.decode(String.self) else {
            self = .these(try container.decode([String].self))
            return
        }
        guard word == "all" else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "expected `all` or a list of names, not \"\(word)\""))
        }
        self = .all
    }
}
