/// The tables, as docs/store.md describes them for readers. Versions only add.
enum Schema {
    /// `WYMK`: marks a SQLite file as a Waymark store.
    static let applicationID: Int64 = 0x5759_4D4B

    /// `versions[n]` brings a store from version n to n + 1 (SQLite's `user_version`).
    static let versions: [String] = [version1, version2, version3, version4, version5, version6]

    /// One entry among those of many parents.
    private static let version2 = "CREATE INDEX ledger_parent ON ledger(stream, part, parent) WHERE parent IS NOT NULL;"

    /// The columns of version 1.
    static func touchpointColumns(id: String) -> String {
        """
        key INTEGER PRIMARY KEY,
        id TEXT NOT NULL \(id),
        record INTEGER NOT NULL,
        facet TEXT NOT NULL,
        seq INTEGER NOT NULL,
        observed_at INTEGER NOT NULL,
        removed_at INTEGER,
        kind TEXT NOT NULL,
        channel TEXT NOT NULL,
        direction TEXT NOT NULL,
        occurred_at INTEGER NOT NULL,
        occurred_precision TEXT NOT NULL,
        team TEXT,
        stage TEXT,
        sentiment REAL,
        sentiment_origin TEXT,
        amount TEXT,
        currency TEXT,
        campaign_id TEXT,
        campaign_name TEXT,
        campaign_source TEXT,
        campaign_medium TEXT,
        title TEXT,
        url TEXT,
        automated INTEGER NOT NULL,
        properties TEXT
        """
    }

    private static let version1 = """
        CREATE TABLE meta(
            one INTEGER PRIMARY KEY CHECK (one = 1),
            epoch TEXT NOT NULL,
            next_seq INTEGER NOT NULL,
            next_since INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE collections(
            id INTEGER PRIMARY KEY,
            system TEXT NOT NULL,
            account TEXT NOT NULL,
            object_type TEXT NOT NULL,
            entity TEXT,
            UNIQUE (system, account, object_type)
        ) STRICT;

        CREATE TABLE records(
            key INTEGER PRIMARY KEY,
            collection INTEGER NOT NULL,
            record_id TEXT NOT NULL,
            entity TEXT,
            revision TEXT NOT NULL,
            modified_at INTEGER,
            modified_precision TEXT,
            digest BLOB,
            gone TEXT,
            gone_at INTEGER,
            seq INTEGER NOT NULL,
            run INTEGER,
            fetched_at INTEGER,
            request TEXT,
            UNIQUE (collection, record_id)
        ) STRICT;
        CREATE INDEX records_seq ON records(seq);
        CREATE INDEX records_gone ON records(collection, gone, record_id) WHERE gone IS NOT NULL;

        CREATE TABLE payloads(
            record INTEGER PRIMARY KEY,
            codec TEXT NOT NULL,
            bytes BLOB NOT NULL
        ) STRICT;

        CREATE TABLE field_changes(
            record INTEGER NOT NULL,
            field TEXT NOT NULL,
            at INTEGER NOT NULL,
            at_precision TEXT NOT NULL,
            value TEXT,
            origin TEXT NOT NULL
        ) STRICT;
        CREATE INDEX field_changes_record ON field_changes(record, field);

        CREATE TABLE touchpoints(
            \(touchpointColumns(id: "UNIQUE"))
        ) STRICT;
        CREATE UNIQUE INDEX touchpoints_record ON touchpoints(record, facet);
        CREATE INDEX touchpoints_seq ON touchpoints(seq);

        CREATE VIEW touchpoint_sources(touchpoint, collection, record_id, facet, revision) AS
            SELECT t.id, r.collection, r.record_id, t.facet, r.revision
            FROM touchpoints t JOIN records r ON r.key = t.record WHERE t.removed_at IS NULL;

        CREATE TABLE touchpoint_links(
            touchpoint INTEGER NOT NULL,
            entity_kind TEXT NOT NULL,
            entity_id TEXT,
            role TEXT NOT NULL,
            identifier TEXT NOT NULL,
            origin TEXT NOT NULL
        ) STRICT;
        CREATE INDEX touchpoint_links_touchpoint ON touchpoint_links(touchpoint);
        CREATE INDEX touchpoint_links_identifier ON touchpoint_links(identifier);
        CREATE INDEX touchpoint_links_entity ON touchpoint_links(entity_id) WHERE entity_id IS NOT NULL;

        CREATE TABLE associations(
            from_collection INTEGER NOT NULL,
            from_id TEXT NOT NULL,
            to_collection INTEGER NOT NULL,
            to_id TEXT NOT NULL,
            labels TEXT NOT NULL,
            PRIMARY KEY (from_collection, from_id, to_collection, to_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX associations_to ON associations(to_collection, to_id);

        CREATE TABLE aliases(
            collection INTEGER NOT NULL,
            old_id TEXT NOT NULL,
            new_collection INTEGER NOT NULL,
            new_id TEXT NOT NULL,
            reason TEXT NOT NULL,
            PRIMARY KEY (collection, old_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX aliases_new ON aliases(new_collection, new_id);

        CREATE TABLE people(
            id TEXT PRIMARY KEY,
            created_at INTEGER NOT NULL,
            seq INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX people_seq ON people(seq);

        CREATE TABLE person_aliases(
            old_id TEXT PRIMARY KEY,
            new_id TEXT NOT NULL,
            seq INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX person_aliases_new ON person_aliases(new_id);
        CREATE INDEX person_aliases_seq ON person_aliases(seq);

        CREATE TABLE identifiers(
            value TEXT PRIMARY KEY,
            kind TEXT NOT NULL,
            person_id TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX identifiers_person ON identifiers(person_id);

        CREATE TABLE identity_evidence(
            record INTEGER NOT NULL,
            identifier TEXT NOT NULL,
            rule TEXT NOT NULL,
            PRIMARY KEY (record, identifier)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX identity_evidence_identifier ON identity_evidence(identifier);

        CREATE TABLE streams(
            id INTEGER PRIMARY KEY,
            system TEXT NOT NULL,
            account TEXT NOT NULL,
            stream TEXT NOT NULL,
            UNIQUE (system, account, stream)
        ) STRICT;

        CREATE TABLE ledger(
            id INTEGER PRIMARY KEY,
            stream INTEGER NOT NULL,
            part TEXT NOT NULL,
            projection TEXT NOT NULL,
            kind TEXT NOT NULL,
            from_ms INTEGER,
            to_ms INTEGER,
            from_id TEXT,
            to_id TEXT,
            parent TEXT,
            state TEXT NOT NULL,
            cursor TEXT,
            rows INTEGER NOT NULL,
            as_of INTEGER NOT NULL,
            closed_at INTEGER
        ) STRICT;
        CREATE INDEX ledger_stream ON ledger(stream, part);

        CREATE TABLE due(
            stream INTEGER NOT NULL,
            part TEXT NOT NULL,
            id TEXT NOT NULL,
            since INTEGER NOT NULL,
            PRIMARY KEY (stream, part, id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE runs(
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            connection TEXT,
            arguments TEXT NOT NULL,
            started_at INTEGER NOT NULL,
            finished_at INTEGER,
            outcome TEXT,
            exit_code INTEGER
        ) STRICT;

        CREATE TABLE run_streams(
            run INTEGER NOT NULL,
            stream TEXT NOT NULL,
            result TEXT NOT NULL,
            PRIMARY KEY (run, stream)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE quarantine(
            stream INTEGER NOT NULL,
            record_id TEXT NOT NULL,
            reason TEXT NOT NULL,
            payload BLOB NOT NULL,
            run INTEGER NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (stream, record_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE notes(
            key TEXT PRIMARY KEY,
            value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE VIEW links(touchpoint, entity_kind, entity_id, role, identifier, origin) AS
            SELECT t.id, l.entity_kind, l.entity_id, l.role, l.identifier, l.origin
            FROM touchpoint_links l JOIN touchpoints t ON t.key = l.touchpoint
            WHERE l.entity_id IS NOT NULL AND t.removed_at IS NULL;
        """

    /// Identity over several systems, duplicates across them, and erasures.
    private static let version3 = """
        ALTER TABLE identity_evidence ADD COLUMN stated TEXT;
        CREATE INDEX identity_evidence_external ON identity_evidence(identifier) WHERE rule = 'record.external_id';

        CREATE TABLE record_names(
            record INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            folded TEXT NOT NULL
        ) STRICT;
        CREATE INDEX record_names_folded ON record_names(folded);

        CREATE TABLE accounts(
            id TEXT PRIMARY KEY,
            created_at INTEGER NOT NULL,
            seq INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX accounts_seq ON accounts(seq);

        CREATE TABLE account_aliases(
            old_id TEXT PRIMARY KEY,
            new_id TEXT NOT NULL,
            seq INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX account_aliases_new ON account_aliases(new_id);
        CREATE INDEX account_aliases_seq ON account_aliases(seq);

        CREATE TABLE account_identifiers(
            value TEXT PRIMARY KEY,
            kind TEXT NOT NULL,
            account_id TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX account_identifiers_account ON account_identifiers(account_id);

        CREATE TABLE identity_choices(
            a TEXT NOT NULL,
            b TEXT NOT NULL,
            choice TEXT NOT NULL,
            made_at INTEGER NOT NULL,
            PRIMARY KEY (a, b)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX identity_choices_b ON identity_choices(b);

        CREATE TABLE identity_flags(
            identifier TEXT PRIMARY KEY,
            reason TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        ALTER TABLE touchpoints ADD COLUMN duplicate_of TEXT;
        CREATE INDEX touchpoints_duplicate ON touchpoints(duplicate_of) WHERE duplicate_of IS NOT NULL;

        CREATE TABLE touchpoint_facts(
            touchpoint INTEGER NOT NULL,
            fact TEXT NOT NULL,
            PRIMARY KEY (touchpoint, fact)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX touchpoint_facts_fact ON touchpoint_facts(fact);

        DROP VIEW touchpoint_sources;
        CREATE VIEW touchpoint_sources(touchpoint, collection, record_id, facet, revision) AS
            SELECT coalesce(t.duplicate_of, t.id), r.collection, r.record_id, t.facet, r.revision
            FROM touchpoints t JOIN records r ON r.key = t.record WHERE t.removed_at IS NULL;

        DROP VIEW links;
        CREATE VIEW links(touchpoint, entity_kind, entity_id, role, identifier, origin) AS
            SELECT coalesce(t.duplicate_of, t.id), l.entity_kind, l.entity_id, l.role, l.identifier, l.origin
            FROM touchpoint_links l JOIN touchpoints t ON t.key = l.touchpoint
            WHERE l.entity_id IS NOT NULL AND t.removed_at IS NULL;

        CREATE TABLE erasures(
            id TEXT PRIMARY KEY,
            at INTEGER NOT NULL,
            records INTEGER NOT NULL,
            touchpoints INTEGER NOT NULL,
            redacted INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE erased_hashes(
            hash BLOB PRIMARY KEY,
            kind TEXT NOT NULL,
            erasure TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
