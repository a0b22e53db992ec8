import ConnectorKit
import ConnectorTesting
import Foundation
import HTTP
import RequestTracker

/// Where promises are tried here: Request Tracker, and a description that pages by links. `make promises` tries them in
/// the optimised program, HubSpot too, and every sabotage.
enum Laboratories {
    static func named(_ name: String) throws -> Laboratory {
        let connector = name == "linked" ? try linked() : try requestTracker()
        return Laboratory(
            { people, body in
                try await DescribedSystem.withSystem(for: connector, people: people) { try await body($0) }
            }, transport: { try CurlTransport() })
    }

    private static func linked() throws -> Connector {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "linked.yaml")
        return try DescriptionDecoder().decode(
            Connector.self, from: String(contentsOf: file, encoding: .utf8), file: "linked.yaml")
    }
}
