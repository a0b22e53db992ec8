extension Schema {
    /// The term that stands for `LinkRule.externalID` in every store, so that an index can be of these alone.
    static let externalRule: Int64 = 1

    /// What is called something by many rows stands once, in `terms`, and is meant by its number; views show the tables as
    /// they were. Triggers only where journeys were asked for, facts of content only where there is something to hold them
    /// against (`StoreTransaction.writeContentFacts`), `lateIndexes` only once a run has ended.
    static let version6 = """
        \(dropJourneyTriggers)
        DELETE FROM journey_state;
        DELETE FROM journey_stale;
        DELETE FROM journey_paths;
        DELETE FROM journey_names;
        DELETE FROM touchpoint_facts WHERE fact >= 'c' AND fact < 'd'
            AND (SELECT count(*) FROM (SELECT DISTINCT system, account FROM collections)) < 2;

        CREATE TABLE terms(
            number INTEGER PRIMARY KEY,
            value TEXT NOT NULL UNIQUE,
            kind TEXT,
            person INTEGER
        ) STRICT;
        INSERT INTO terms(number, value) VALUES (\(externalRule), 'record.external_id');
        INSERT OR IGNORE INTO terms(value) SELECT id FROM people;
        INSERT OR IGNORE INTO terms(value) SELECT person_id FROM identifiers;
        INSERT OR IGNORE INTO terms(value, kind, person)
            SELECT i.value, i.kind, p.number FROM identifiers i JOIN terms p ON p.value = i.person_id;
        INSERT OR IGNORE INTO terms(value) SELECT identifier FROM touchpoint_links;
        INSERT OR IGNORE INTO terms(value) SELECT entity_id FROM touchpoint_links WHERE entity_id IS NOT NULL;
        INSERT OR IGNORE INTO terms(value) SELECT identifier FROM identity_evidence;
        INSERT OR IGNORE INTO terms(value) SELECT rule FROM identity_evidence;
        CREATE INDEX terms_person ON terms(person) WHERE person IS NOT NULL;

        CREATE TABLE people_rows(
            person INTEGER PRIMARY KEY,
            created_at INTEGER NOT NULL,
            seq INTEGER NOT NULL
        ) STRICT;
        INSERT INTO people_rows
            SELECT t.number, p.created_at, p.seq FROM people p JOIN terms t ON t.value = p.id ORDER BY 1;
        CREATE INDEX people_rows_seq ON people_rows(seq);

        CREATE TABLE link_kinds(
            number INTEGER PRIMARY KEY,
            entity_kind TEXT NOT NULL,
            role TEXT NOT NULL,
            origin TEXT NOT NULL,
            UNIQUE (entity_kind, role, origin)
        ) STRICT;
        INSERT INTO link_kinds(entity_kind, role, origin)
            SELECT DISTINCT entity_kind, role, origin FROM touchpoint_links;
        CREATE TABLE touchpoint_link_rows(
            touchpoint INTEGER NOT NULL,
            identifier INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            entity INTEGER,
            PRIMARY KEY (touchpoint, identifier, kind)
        ) STRICT, WITHOUT ROWID;
        INSERT OR IGNORE INTO touchpoint_link_rows
            SELECT l.touchpoint, i.number, k.number, e.number FROM touchpoint_links l
            JOIN terms i ON i.value = l.identifier
            JOIN link_kinds k ON k.entity_kind = l.entity_kind AND k.role = l.role AND k.origin = l.origin
            LEFT JOIN terms e ON e.value = l.entity_id;
        CREATE INDEX touchpoint_link_rows_identifier ON touchpoint_link_rows(identifier);
        CREATE INDEX touchpoint_link_rows_entity ON touchpoint_link_rows(entity) WHERE entity IS NOT NULL;

        CREATE TABLE identity_evidence_rows(
            record INTEGER NOT NULL,
            identifier INTEGER NOT NULL,
            rule INTEGER NOT NULL,
            stated TEXT,
            PRIMARY KEY (record, identifier)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO identity_evidence_rows
            SELECT e.record, i.number, r.number, e.stated FROM identity_evidence e
            JOIN terms i ON i.value = e.identifier JOIN terms r ON r.value = e.rule;
        CREATE INDEX identity_evidence_rows_identifier ON identity_evidence_rows(identifier);
        CREATE INDEX identity_evidence_rows_external ON identity_evidence_rows(identifier)
            WHERE rule = \(externalRule);

        DROP VIEW links;
        DROP VIEW touchpoint_sources;
        DROP TABLE people;
        DROP TABLE identifiers;
        DROP TABLE touchpoint_links;
        DROP TABLE identity_evidence;
        DROP INDEX record_names_folded;
        \(touchpointsWithoutUniqueID)

        CREATE VIEW people(id, created_at, seq) AS
            SELECT t.value, p.created_at, p.seq FROM people_rows p JOIN terms t ON t.number = p.person;
        CREATE VIEW identifiers(value, kind, person_id) AS
            SELECT i.value, i.kind, p.value FROM terms i JOIN terms p ON p.number = i.person;
        CREATE VIEW identity_evidence(record, identifier, rule, stated) AS
            SELECT e.record, i.value, r.value, e.stated FROM identity_evidence_rows e
            JOIN terms i ON i.number = e.identifier JOIN terms r ON r.number = e.rule;
        CREATE VIEW touchpoint_links(touchpoint, entity_kind, entity_id, role, identifier, origin) AS
            SELECT l.touchpoint, k.entity_kind, e.value, k.role, i.value, k.origin FROM touchpoint_link_rows l
            JOIN link_kinds k ON k.number = l.kind JOIN terms i ON i.number = l.identifier
            LEFT JOIN terms e ON e.number = l.entity;
        CREATE VIEW links(touchpoint, entity_kind, entity_id, role, identifier, origin) AS
            SELECT coalesce(t.duplicate_of, t.id), k.entity_kind, e.value, k.role, i.value, k.origin
            FROM touchpoint_link_rows l JOIN touchpoints t ON t.key = l.touchpoint
            JOIN link_kinds k ON k.number = l.kind JOIN terms i ON i.number = l.identifier
            JOIN terms e ON e.number = l.entity WHERE t.removed_at IS NULL;
        CREATE VIEW touchpoint_sources(touchpoint, collection, record_id, facet, revision) AS
            SELECT coalesce(t.duplicate_of, t.id), r.collection, r.record_id, t.facet, r.revision
            FROM touchpoints t JOIN records r ON r.key = t.record WHERE t.removed_at IS NULL;
        """

    /// What is only looked up by people, and lies all over the file: a first sync would write most of these pages again
    /// with every transaction. They are made when a run ends, or before where two accounts tell of the same.
    static let lateIndexes = """
        CREATE UNIQUE INDEX IF NOT EXISTS touchpoints_id ON touchpoints(id);
        CREATE INDEX IF NOT EXISTS record_names_folded ON record_names(folded);
        """

    /// SQLite drops no UNIQUE of a table: the same columns, another table.
    private static let touchpointsWithoutUniqueID = """
        CREATE TABLE touchpoints_without(
            \(touchpointColumns(id: "")),
            duplicate_of TEXT
        ) STRICT;
        INSERT INTO touchpoints_without SELECT * FROM touchpoints;
        DROP TABLE touchpoints;
        ALTER TABLE touchpoints_without RENAME TO touchpoints;
        CREATE UNIQUE INDEX touchpoints_record ON touchpoints(record, facet);
        CREATE INDEX touchpoints_seq ON touchpoints(seq);
        CREATE INDEX touchpoints_duplicate ON touchpoints(duplicate_of) WHERE duplicate_of IS NOT NULL;
        """
}
