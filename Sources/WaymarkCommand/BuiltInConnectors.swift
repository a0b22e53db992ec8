import ConnectorKit
import HubSpot

/// Every connector that comes with the program. A new one is one line here.
let builtInConnectors: [Connector] = [
    hubSpot
]
