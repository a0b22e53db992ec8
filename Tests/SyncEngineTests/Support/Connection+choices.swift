import ConnectorKit
import SyncEngine

extension Connection {
    /// One stream of each way of reading, and what ties them.
    var ofEachKind: Connection {
        var copy = self
        copy.only = [
            "owners", "contacts", "companies", "deals", "communications", "lists", "list_memberships", "email_events",
            "forms", "form_submissions",
        ]
        return copy
    }

    func changing(_ stream: String, _ change: (inout StreamSettings) -> Void) -> Connection {
        var copy = self
        var settings = copy.settings[stream] ?? StreamSettings()
        change(&settings)
        copy.settings[stream] = settings
        return copy
    }
}
