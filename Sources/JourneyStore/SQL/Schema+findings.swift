extension Schema {
    /// What was found about all journeys, and what people did about it; no person is named in it.
    static let version5 = """
        CREATE TABLE findings(
            id TEXT PRIMARY KEY,
            kind TEXT NOT NULL,
            title TEXT NOT NULL,
            measure TEXT NOT NULL,
            unit TEXT NOT NULL,
            first_seen INTEGER NOT NULL,
            last_seen INTEGER NOT NULL,
            gone_since INTEGER,
            told_at INTEGER,
            state TEXT NOT NULL,
            state_since INTEGER NOT NULL,
            owner TEXT,
            note TEXT,
            value REAL,
            value_then REAL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE finding_numbers(
            finding TEXT NOT NULL,
            day INTEGER NOT NULL,
            value REAL,
            people INTEGER NOT NULL,
            at_least REAL NOT NULL,
            PRIMARY KEY (finding, day)
        ) STRICT, WITHOUT ROWID;
        """
}
