import ConnectorKit
import ConnectorTesting
import HTTP
import HubSpot
import RequestTracker

/// Where promises are tried: the built-in connectors, and one that pages by links.
enum Laboratories {
    static let names = ["hubspot", "request_tracker", "linked"]

    static func named(_ name: String) throws -> Laboratory {
        if name == "hubspot" {
            return Laboratory(
                { people, body in
                    try await SandboxCompany.withSystem(for: hubSpot, people: people) { try await body($0) }
                }, transport: { try CurlTransport() })
        }
        let connector = name == "linked" ? try linked() : try requestTracker()
        return Laboratory(
            { people, body in
                try await DescribedSystem.withSystem(for: connector, people: people) { try await body($0) }
            }, transport: { try CurlTransport() })
    }

    /// What neither built-in connector has: next links, offsets, children, archived records, merges told by survivors.
    private static func linked() throws -> Connector {
        try DescriptionDecoder().decode(
            Connector.self,
            from: """
                name: linked
                title: Linked
                base_url: https://api.linked.example
                sign_in: [{bearer: {credential: token}}]
                account: {request: {get: /me}, id: company.id}
                streams:
                  - name: people
                    entity: person
                    id: id
                    modified_at: updated
                    emails: [{path: email}]
                    merges: [{path: absorbed, separator: ","}]
                    reading:
                      window:
                        request: {get: /people/changed, query: {since: "{from}", before: "{to}", limit: "{limit}", offset: "{offset}"}}
                        page: {records: data, total: total, next: {offset: {}}}
                        limit: 100
                        cursor: updated
                        time: epoch_ms
                        resolution: ms
                        lag: 30
                        overlap: 600
                        initial:
                          request: {get: /people, query: {limit: "{limit}"}}
                          page: {records: data, next: {link: {at: links.next}}}
                          limit: 100
                    lookup:
                      request: {post: /people/batch, body: {ids: "{ids}"}}
                      records: data
                      limit: 50
                      probe: {get: "/people/{id}"}
                    sweeps:
                      - archived:
                          listing:
                            request: {get: /people, query: {limit: "{limit}", state: archived}}
                            page: {records: data, next: {link: {at: links.next}}}
                            limit: 100
                          gone_at: archived_at
                          when: [{equals: {path: state, value: archived}}]
                          every: 86400
                      - absent:
                          listing:
                            request: {get: /people/ids, query: {limit: "{limit}"}}
                            page: {records: data, next: {link: {at: links.next}}}
                            limit: 100
                          every: 86400
                    touchpoints:
                      - {facet: made, kind: lead.created, channel: crm, direction: internal, at: created}
                    sample: {id: 7, email: ann@example.com, name: Ann, created: "2026-05-01T08:00:00Z", updated: "2026-05-02T08:15:30.412Z"}
                  - name: orders
                    id: ["@parent", id]
                    parent: {stream: people}
                    reading:
                      children:
                        parent: people
                        listing:
                          request: {get: "/people/{parent}/orders", query: {limit: "{limit}"}}
                          page: {records: data, next: {link: {at: links.next}}}
                          limit: 100
                    touchpoints:
                      - {facet: paid, kind: invoice.paid, channel: billing, direction: inbound, at: paid}
                    sample: {id: "1", paid: "2026-05-03T09:00:00Z", amount: 12.5}
                """, file: "linked.yaml")
    }
}
