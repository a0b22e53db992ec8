import ConnectorKit
public import SyncEngine

// Pages so small that a small company has many: paging, cutting and joining all happen.
extension Connection {
    public func inSmallPages(_ size: Int = 12) -> Connection {
        var copy = self
        copy.connector.streams = connector.streams.map { $0.inSmallPages(size) }
        copy.connector.discoveries = connector.discoveries.map { discovery in
            var discovery = discovery
            discovery.template = discovery.template.inSmallPages(size)
            return discovery
        }
        return copy
    }

    /// With every sweep due at every sync: what changes leave no trace of is then found at once.
    public var sweepingAlways: Connection {
        var copy = self
        for stream in connector.streams {
            var settings = copy.settings[stream.name] ?? StreamSettings()
            for sweep in stream.sweeps { settings.sweeps[sweep.name] = 0 }
            copy.settings[stream.name] = settings
        }
        return copy
    }
}

extension RecordStream {
    func inSmallPages(_ size: Int) -> RecordStream {
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
            case .formulas(let listing, let every): .formulas(listing: listing.limited(size), every: every)
            case .merged, .associations, .deletions: sweep
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
