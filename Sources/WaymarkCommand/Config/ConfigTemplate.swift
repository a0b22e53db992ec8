/// What `waymark init` writes.
enum ConfigTemplate {
    static let byConnector = ["hubspot": hubspot, "salesforce": salesforce]

    static let salesforce = """
        # What Waymark reads, and where it keeps it. Check it with `waymark check`.
        store: journeys.db          # beside this file; with it: -wal, -lock, -tokens (0600), -budget-…

        connections:
          salesforce:               # a name of your choice
            connector: salesforce
            # Where one signs in: https://test.salesforce.com for a sandbox, or the org's My Domain, which client
            # credentials need. Where the data are, Salesforce says itself.
            # base_url: https://acme.my.salesforce.com
            credentials:
              # JWT bearer: a connected app with a certificate, and a user who is allowed beforehand.
              client_id: "${SALESFORCE_CLIENT_ID}"
              username: integration@example.com
              private_key: {file: salesforce.pem}
              # audience: https://test.salesforce.com      # for a sandbox
              # Or client credentials, or `waymark login salesforce`: client_id and client_secret.
              # client_secret: "${SALESFORCE_CLIENT_SECRET}"

            # Tasks, events, e-mail … from this day on. People, accounts, deals and cases are always complete.
            # start: 2024-01-01
            # Percent of the org's daily calls, of all programs together, after which a run stops. Default: 50
            # daily_share: 30

            # streams:
            #   contacts: {properties: [Region__c], exclude: [Description]}
            #   opportunities: {properties: all}
            #   subscription__c: {properties: all}         # an object of the org's own
            #   case_comments: off

            # Who belongs to which team: by address, role or queue.
            # teams:
            #   marketing: [ann@example.com]
            #   sales: {team: "EMEA Sales"}

        # memory: 16MiB             # answers held in memory at once

        """

    static let hubspot = """
        # What Waymark reads, and where it keeps it. Check it with `waymark check`.
        store: journeys.db          # beside this file; with it: -wal, -lock, -tokens (0600), -budget-…

        connections:
          hubspot:                  # a name of your choice
            connector: hubspot      # see `waymark connectors list`, or the path of a description of your own
            credentials:
              # A private-app token, service key or project-app token. Environment variables are filled in; a secret can
              # also come from {file: path} or {command: "pass show hubspot"}.
              access_token: "${HUBSPOT_TOKEN}"
              # Or OAuth, then run `waymark login hubspot` once:
              # client_id: "${HUBSPOT_CLIENT_ID}"
              # client_secret: "${HUBSPOT_CLIENT_SECRET}"

            # E-mails, calls, meetings … from this day on. People, companies, deals and tickets are always complete.
            # start: 2024-01-01

            # Just these streams:
            # streams: [owners, contacts, companies, deals]
            # Or all, with changes:
            # streams:
            #   deals: {properties: [renewal_date], exclude: [description]}
            #   contacts: {properties: all}
            #   notes: off
            #   emails: {sweeps: {archived: 1h}}

            # Who belongs to which team (marketing, sales, success, support, product, billing): handoffs need it.
            # teams:
            #   marketing: [ann@example.com]
            #   sales: {team: "Sales EMEA"}

            # Touchpoints of your own, beside the built-in ones: one per change of a property.
            # touchpoints:
            #   - stream: contacts
            #     when_changes: webinar_attended_on
            #     kind: event.attended
            #     stage: consideration

            # The property that holds another system's id, or a number of your own that stands in several systems:
            # (Salesforce's ids, where HubSpot's integration left them, are known.)
            # identifiers:
            #   - {stream: contacts, kind: external, field: helpdesk_user_id,
            #      points_to: {system: request_tracker, object_type: users}}
            #   - {stream: contacts, kind: external, field: customer_number, name: customer_number}

        # How people and accounts are recognised across systems:
        # identity:
        #   default_region: DE        # whose rules phone numbers without a country code follow
        #   shared_inboxes: [frontdesk, berlin@example.com]   # join nobody; info@, support@ … are known
        #   free_mail: [isp.example]  # addresses there say nothing about the organisation

        # keep_payloads: 90d        # drop raw records after this time; their touchpoints stay. Default: keep them
        # memory: 16MiB             # answers held in memory at once

        """

    /// What `waymark init --sandbox --connector …` can be asked for: as `waymark sandbox --system`.
    static let bySandboxSystem = [
        "hubspot": sandbox, "salesforce": sandboxHead + sandboxSalesforce,
        "both": sandboxHead + sandboxHubSpot + sandboxSalesforce + sandboxJourneys,
    ]

    static let sandbox = sandboxHead + sandboxHubSpot + sandboxJourneys

    private static let sandboxHead = """
        # The simulated company of `waymark sandbox`, on this machine.
        store: journeys.db

        connections:

        """

    private static let sandboxHubSpot = """
          sandbox:
            connector: hubspot
            base_url: http://127.0.0.1:8700
            credentials:
              access_token: sandbox-token
            limits: off             # only ever with a server on this machine

        """

    /// At the end: the connections of another system may come between.
    private static let sandboxJourneys = """

        outcomes:
          churned: [{activity: deal.lost, is: "88110004"}]   # a renewal that is lost: the stage's id

        """

    private static let sandboxSalesforce = """
          salesforce:
            connector: salesforce
            base_url: http://127.0.0.1:8700
            credentials:
              client_id: sandbox-client
              client_secret: sandbox-secret
            limits: off             # only ever with a server on this machine

        """
}
