import ConnectorKit
import SyncEngine

extension Connection {
    /// The same system in pages so small that a small company has many: paging, cutting and joining all happen.
    func inSmallPages(_ size: Int = 12) -> Connection {
        var copy = self
        copy.connector.streams = connector.streams.map { $0.inSmallPages(size) }
        copy.connector.discoveries = connector.discoveries.map { discovery in
            var discovery = discovery
            discovery.template = discovery.template.inSmallPages(size)
            return discovery
        }
        return copy
    }

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

extension RecordStream {
    fileprivate func inSmallPages(_ size: Int) -> RecordStream {
        var copy = self
        switch reading {
        case .window(var window):
            window.limit = min(window.limit, window.splitsByID ? size : 10 * size)
            window.initial = window.initial?.limited(size)
            copy.reading = .window(window)
        case .snapshot(let listing, let every): copy.reading = .snapshot(listing: listing.limited(size), every: every)
        case .children(var children):
            children.listing = children.listing.limited(size)
            copy.reading = .children(children)
        }
        copy.lookup?.limit = size
        copy.lookup?.limitWithHistory = size
        copy.associations = associations.map { association in
            var association = association
            association.limit = 2 * size
            return association
        }
        copy.sweeps = sweeps.map { sweep in
            switch sweep {
            case .archived(let listing, let goneAt, let when, let every):
                .archived(listing: listing.limited(size), goneAt: goneAt, when: when, every: every)
            case .absent(let listing, let every): .absent(listing: listing.limited(size), every: every)
            case .merged, .associations: sweep
            }
        }
        return copy
    }
}

extension Listing {
    fileprivate func limited(_ size: Int) -> Listing {
        var copy = self
        copy.limit = min(limit, size)
        copy.limitWithHistory = limitWithHistory.map { min($0, size) }
        return copy
    }
}
