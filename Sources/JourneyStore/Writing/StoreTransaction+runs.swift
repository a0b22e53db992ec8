import Touchpoints

extension StoreTransaction {
    /// Notes that a run begins, and gives its id.
    ///
    /// - Parameter arguments: JSON text, without secrets.
    public func beginRun(kind: String, connection name: String?, arguments: String) throws -> Int64 {
        try mutating {
            try connection.run(
                "INSERT INTO runs(kind, connection, arguments, started_at) VALUES (?, ?, ?, ?)", .text(kind),
                .text(name), .text(arguments), .int(now()))
            return connection.lastInsertedKey
        }
    }

    public func finishRun(_ id: Int64, outcome: String, exitCode: Int32, streams: [RunStreamResult]) throws {
        try mutating {
            let changed = try connection.change(
                "UPDATE runs SET finished_at = ?, outcome = ?, exit_code = ? WHERE id = ?", .int(now()),
                .text(outcome), .int(Int64(exitCode)), .int(id))
            guard changed == 1 else { throw StoreError.invalid(words: "there is no run \(id)") }
            for stream in streams {
                try connection.run(
                    "INSERT OR REPLACE INTO run_streams(run, stream, result) VALUES (?, ?, ?)", .int(id),
                    .text(stream.stream), .text(stream.json))
            }
            try makeLateIndexes()
        }
    }

    /// Keeps a small durable fact; nil forgets it.
    ///
    /// What belongs to a connection is kept under `connection/<name>/…`, so that a renamed connection keeps it.
    public func setNote(_ key: String, _ value: String?) throws {
        try mutating {
            if let value {
                try connection.run(
                    "INSERT OR REPLACE INTO notes(key, value) VALUES (?, ?)", .text(key), .text(value))
            } else {
                try connection.run("DELETE FROM notes WHERE key = ?", .text(key))
            }
        }
    }

    /// Moves what is kept by a connection's name: runs, and notes under `connection/<name>/`. Records, touchpoints and
    /// the ledger never name a connection.
    public func renameConnection(from old: String, to new: String) throws {
        try mutating {
            try connection.run("UPDATE runs SET connection = ? WHERE connection = ?", .text(new), .text(old))
            let prefix = "connection/\(old)/"
            for (key, value) in try reader.notes(prefix: prefix).sorted(by: { $0.key < $1.key }) {
                try connection.run("DELETE FROM notes WHERE key = ?", .text(key))
                try connection.run(
                    "INSERT OR REPLACE INTO notes(key, value) VALUES (?, ?)",
                    .text("connection/\(new)/" + key.dropFirst(prefix.count)), .text(value))
            }
        }
    }

    /// Drops the payloads of records fetched before a time (retention); everything else about them stays.
    ///
    /// - Parameter fetchedBefore: Unix milliseconds.
    /// - Returns: how many were dropped.
    @discardableResult
    public func dropPayloads(fetchedBefore: Int64) throws -> Int {
        try mutating {
            try connection.change(
                """
                DELETE FROM payloads
                WHERE record IN (SELECT key FROM records WHERE fetched_at < ? OR fetched_at IS NULL)
                """, .int(fetchedBefore))
        }
    }
}
