#ifndef WAYMARK_CSQLITE_H
#define WAYMARK_CSQLITE_H

// The journey store's SQLite, before GRDB opens it. sqlite3_config takes any number of arguments: Swift cannot call it.
#include <sqlite3.h>

/// Has SQLite not count the memory that it takes: it would count each allocation under one mutex, which the writer and all
/// readers share (https://www.sqlite.org/malloc.html#memory_statistics). To be called before the first database is
/// opened; afterwards it does nothing and returns SQLITE_MISUSE.
static inline int csqlite_count_no_memory(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

#endif
