import ConnectorKit
import HubSpot
import RequestTracker
import Salesforce

/// Every connector that comes with the program. A new one is one line here.
let builtInConnectors: [Connector] = [
    hubSpot,
    salesforce,
    // Its YAML is part of the program; that it can be read is what its test is for.
    try? requestTracker(),
].compactMap(\.self)
