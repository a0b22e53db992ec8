"""What nobody can do with less: `curl` fetching the same answers over as many connections, and `sqlite3` putting the same
rows, prepared beforehand, into the same tables and indexes."""
import os
import shutil
import sqlite3
import sys

from runs import measured


def import_script(store, path, tables=""):
    """Has sqlite3 make the tables of a store whose names begin so, and their indexes, and put in their rows, in their order.
    Views and triggers are no rows."""
    source = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    objects = source.execute(
        "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND type IN ('table', 'index')"
        " AND tbl_name LIKE ? || '%' AND tbl_name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY type DESC", (tables,)).fetchall()
    page = source.execute("PRAGMA page_size").fetchone()[0]
    source.close()
    with open(path, "w") as file:
        print(f"PRAGMA page_size = {page};\nPRAGMA journal_mode = WAL;\nPRAGMA synchronous = FULL;", file=file)
        print("PRAGMA cache_size = -8192;", file=file)
        for _, _, sql in objects:
            print(sql + ";", file=file)
        print(f"ATTACH 'file:{store}?mode=ro' AS prepared;\nBEGIN;", file=file)
        for kind, name, _ in objects:
            if kind == "table":
                # Row by row, in the order of the table: without a condition sqlite3 would copy its records unread.
                print(f'INSERT INTO main."{name}" SELECT * FROM prepared."{name}" WHERE 1;', file=file)
        print("COMMIT;\nPRAGMA wal_checkpoint(TRUNCATE);", file=file)


class Floor:
    """Made from the store of a first sync, and the calls that fetch what it was made from."""

    def __init__(self, home, calls, connections):
        """`calls`: (address, body or None) each."""
        self.folder, self.connections, self.count = home.folder, connections, 0
        shutil.copy(home.store, f"{self.folder}/prepared.db")
        import_script(f"{self.folder}/prepared.db", f"{self.folder}/import.sql")
        with open(f"{self.folder}/calls", "w") as file:
            for address, body in calls:
                if self.count:
                    file.write("next\n")
                # Said of each call anew: `next` forgets them.
                file.write(f'url = "{address}"\noutput = "/dev/null"\nfail\n')
                file.write('write-out = "%{http_code} %{size_download} %{num_connects}\\n"\n')
                if body:
                    escaped = body.replace('"', '\\"')
                    file.write(f'header = "Content-Type: application/json"\ndata = "{escaped}"\n')
                self.count += 1

    def run(self):
        fetch = measured(
            ["curl", "-sS", "--no-progress-meter", "-Z", "--parallel-max", str(self.connections), "-K", "calls"],
            self.folder, stdout="fetched")
        with open(f"{self.folder}/fetched") as file:
            answers = [[int(number) for number in line.split()] for line in file]
        if len(answers) != self.count or any(status not in (200, 207) for status, _, _ in answers):
            sys.exit(f"curl made {self.count:,} calls, and not all were answered")
        if (opened := sum(connections for _, _, connections in answers)) > self.connections:
            sys.exit(f"curl had {opened} connections, {self.connections} are allowed")
        store = measured(["sqlite3", "-bail", "floor.db"], self.folder, stdin="import.sql")
        os.remove(f"{self.folder}/floor.db")
        return {"cpu": fetch["cpu"] + store["cpu"], "wall": fetch["wall"] + store["wall"],
                "peak": max(fetch["peak"], store["peak"]), "written": fetch["written"] + store["written"],
                "fetch": fetch["wall"], "bytes": sum(size for _, size, _ in answers)}
