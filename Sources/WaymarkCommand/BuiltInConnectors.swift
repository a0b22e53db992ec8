import ConnectorKit
import HubSpot
import RequestTracker
import Salesforce

private let makers: [@Sendable () -> Connector?] = [
    { hubSpot },
    { salesforce },
    // Its YAML is part of the program; that it can be read is what its test is for.
    { try? requestTracker() },
]

/// Every connector that comes with the program, made when somebody gets to it. A new one is one line above.
var builtInConnectors: some Sequence<Connector> { makers.lazy.compactMap { $0() } }
