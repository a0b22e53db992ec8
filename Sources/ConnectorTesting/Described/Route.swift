import ConnectorKit
import HTTP
import JSON
import Sandbox

/// What a request to a described system is for.
struct Route: Sendable {
    enum Role: Sendable {
        case account
        case token
        case discovery(StreamDiscovery)
        case catalog(FieldCatalog)
        case window(Window)
        case newest(Window)
        /// A listing of live records: the stream's own, or of ids.
        case listing(Listing)
        case archived(Listing, goneAt: JSONPath?, when: [Condition])
        case merged(Listing, old: JSONPath, survivor: JSONPath)
        case children(Listing, Children)
        case lookup(Lookup)
        case probe
        case associations(AssociationReading)
    }

    var role: Role
    /// The stream's name; empty where there is none.
    var stream: String
    var objectType: String
    var matcher: RequestMatcher

    /// Where its answers have their records.
    var page: PageShape? {
        switch role {
        case .window(let window): window.page
        case .listing(let listing), .archived(let listing, _, _), .merged(let listing, _, _),
            .children(let listing, _):
            listing.page
        default: nil
        }
    }

    func match(_ request: LoopbackServer.Request) -> Bindings? {
        guard let bindings = matcher.match(request) else { return nil }
        if let type = bindings.texts["object_type"], !stream.isEmpty, type != objectType { return nil }
        return bindings
    }

    /// As the engine sends it.
    func match(_ request: HTTPRequest, at baseURL: String) -> Bindings? {
        match(
            LoopbackServer.Request(
                method: request.method.rawValue, target: String(request.url.dropFirst(baseURL.count)), headers: [],
                body: request.body ?? []))
    }

    /// Whether it is about one record, which may be gone: its own, or what belongs to it.
    var asksForOne: Bool {
        switch role {
        case .probe, .children, .associations: true
        default: false
        }
    }

    /// Everything that the description can ask, what says most first.
    static func all(of connector: Connector) throws -> [Route] {
        var routes: [Route] = []
        func add(_ role: Role, _ template: RequestTemplate?, _ stream: RecordStream? = nil) throws {
            guard let template else { return }
            var known = connector.paths
            known["account"] = "1"
            routes.append(
                Route(
                    role: role, stream: stream?.name ?? "", objectType: stream?.recordType ?? "",
                    matcher: try RequestMatcher(template, known: known)))
        }
        try add(.account, connector.account.request)
        for discovery in connector.discoveries { try add(.discovery(discovery), discovery.request) }
        for stream in connector.streams {
            if let catalog = stream.fields?.catalog { try add(.catalog(catalog), catalog.request, stream) }
            switch stream.reading {
            case .window(let window):
                try add(.window(window), window.request, stream)
                try add(.newest(window), window.newest, stream)
                if let initial = window.initial { try add(.listing(initial), initial.request, stream) }
            case .snapshot(let listing, _): try add(.listing(listing), listing.request, stream)
            case .children(let children):
                try add(.children(children.listing, children), children.listing.request, stream)
            }
            if let lookup = stream.lookup {
                try add(.lookup(lookup), lookup.request, stream)
                try add(.probe, lookup.probe, stream)
            }
            for sweep in stream.sweeps {
                switch sweep {
                case .archived(let listing, let goneAt, let when, _):
                    try add(.archived(listing, goneAt: goneAt, when: when), listing.request, stream)
                case .merged(let listing, let old, let survivor, _):
                    try add(.merged(listing, old: old, survivor: survivor), listing.request, stream)
                case .absent(let listing, _): try add(.listing(listing), listing.request, stream)
                case .formulas(let listing, _): try add(.listing(listing), listing.request, stream)
                // Not simulated: what a log tells, the other ways find as well.
                case .associations, .deletions: break
                }
            }
            for association in stream.associations {
                try add(.associations(association), association.request, stream)
                try add(.associations(association), association.more, stream)
            }
        }
        return routes.sorted { $0.matcher.specificity > $1.matcher.specificity }
    }
}
