extension Schema {
    /// Paths of journeys, kept up to date by `journeyTriggers`.
    static let version4 = """
        CREATE TABLE journey_state(
            one INTEGER PRIMARY KEY CHECK (one = 1),
            rules TEXT NOT NULL
        ) STRICT;

        CREATE TABLE journey_names(
            number INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE
        ) STRICT;

        CREATE TABLE journey_paths(
            unit TEXT NOT NULL,
            entity_id TEXT NOT NULL,
            last_at INTEGER NOT NULL,
            path BLOB NOT NULL,
            PRIMARY KEY (unit, entity_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE journey_stale(
            unit TEXT NOT NULL,
            entity_id TEXT NOT NULL,
            PRIMARY KEY (unit, entity_id)
        ) STRICT, WITHOUT ROWID;
        """

    /// What a change touches loses its path at once and is listed as stale.
    ///
    /// Triggers, not the writing code, notice what touches a path: no way of writing can forget it. They are there from
    /// when somebody first asks for journeys: asking whether anybody has would cost a first sync more than its links.
    static let journeyTriggers = """
        CREATE TRIGGER journey_stale_path AFTER INSERT ON journey_stale BEGIN
            DELETE FROM journey_paths WHERE unit = new.unit AND entity_id = new.entity_id;
        END;

        \(linkTrigger("added", "INSERT", "new"))
        \(linkTrigger("removed", "DELETE", "old"))

        CREATE TRIGGER journey_touchpoint_changed AFTER UPDATE OF kind, channel, direction, occurred_at, team, stage,
            sentiment, sentiment_origin, amount, currency, automated, properties, removed_at, duplicate_of
            ON touchpoints
        BEGIN
            INSERT OR IGNORE INTO journey_stale \(journeysOf("l.touchpoint = new.key"));
            INSERT OR IGNORE INTO journey_stale \(journeysOf(
                "l.touchpoint IN (SELECT key FROM touchpoints WHERE duplicate_of = new.id)"));
        END;

        CREATE TRIGGER journey_record_changed AFTER UPDATE OF digest ON records
            WHEN new.digest IS NOT old.digest
        BEGIN
            INSERT OR IGNORE INTO journey_stale \(journeysOf(
                """
                l.touchpoint IN (SELECT key FROM touchpoints WHERE record = new.key UNION ALL
                    SELECT t.key FROM touchpoints s JOIN touchpoints t ON t.duplicate_of = s.id WHERE s.record = new.key)
                """));
        END;

        \(accountTrigger("added", "INSERT", ["new"]))
        \(accountTrigger("removed", "DELETE", ["old"]))
        \(accountTrigger("moved", "UPDATE", ["old", "new"]))
        """

    static let dropJourneyTriggers = [
        "stale_path", "link_added", "link_removed", "touchpoint_changed", "record_changed", "account_added",
        "account_removed", "account_moved",
    ].map { "DROP TRIGGER IF EXISTS journey_\($0);" }.joined(separator: "\n")

    /// A link names an account by its record; journeys are those of accounts.
    private static func entity(_ kind: String, _ id: String) -> String {
        "CASE \(kind) WHEN 'account' THEN coalesce((SELECT account_id FROM account_identifiers WHERE value = \(id)), \(id)) ELSE \(id) END"
    }

    private static func journeysOf(_ condition: String) -> String {
        """
        SELECT l.entity_kind, \(entity("l.entity_kind", "l.entity_id")) FROM touchpoint_links l
        WHERE \(condition) AND l.entity_id IS NOT NULL AND l.entity_kind IN ('person', 'account')
        """
    }

    private static func linkTrigger(_ name: String, _ event: String, _ row: String) -> String {
        """
        CREATE TRIGGER journey_link_\(name) AFTER \(event) ON touchpoint_link_rows WHEN \(row).entity IS NOT NULL
        BEGIN
            INSERT OR IGNORE INTO journey_stale SELECT k.entity_kind, \(entity("k.entity_kind", "e.value"))
                FROM link_kinds k JOIN terms e ON e.number = \(row).entity
                WHERE k.number = \(row).kind AND k.entity_kind IN ('person', 'account');
        END;
        """
    }

    /// A row that is replaced fires no trigger of its own: before a row comes, its former account is marked, too.
    private static func accountTrigger(_ name: String, _ event: String, _ rows: [String]) -> String {
        let marks = rows.map { row in
            """
            INSERT OR IGNORE INTO journey_stale VALUES ('account', \(row).account_id);
            INSERT OR IGNORE INTO journey_stale VALUES ('account', \(row).value);
            INSERT OR IGNORE INTO journey_stale
                SELECT 'account', account_id FROM account_identifiers WHERE value = \(row).value;
            """
        }
        return """
            CREATE TRIGGER journey_account_\(name) BEFORE \(event) ON account_identifiers
            BEGIN
            \(marks.joined(separator: "\n"))
            END;
            """
    }
}
