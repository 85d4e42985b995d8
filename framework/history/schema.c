// SPDX-License-Identifier: MIT
#include "framework/history/schema.h"

#include <stddef.h>

// A point's key begins with its series, so that the points of one lie side by side, and there is no
// second copy of them. What refers to a run or a revision has an index, or removing one would look
// at all.
static const char first_tables[] =
    "CREATE TABLE machine ("
    "  id INTEGER PRIMARY KEY,"
    "  identity TEXT NOT NULL UNIQUE," // machine_detect(); or a name
    "  cpu TEXT,"
    "  about TEXT" // `machine` of the newest result file, JSON
    ") STRICT;"
    "CREATE TABLE revision ("
    "  id INTEGER PRIMARY KEY,"
    "  name TEXT NOT NULL UNIQUE," // the commit's id
    "  time INTEGER"               // it was committed, s since 1970
    ") STRICT;"
    "CREATE TABLE parent (" // of a revision; one by name, as it need not be here
    "  revision INTEGER NOT NULL REFERENCES revision ON DELETE CASCADE,"
    "  position INTEGER NOT NULL,"
    "  name TEXT NOT NULL,"
    "  PRIMARY KEY (revision, position)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE run (" // of one build: a comparison is two of them
    "  id INTEGER PRIMARY KEY,"
    "  identity TEXT NOT NULL," // a hash of what was measured
    "  side TEXT NOT NULL CHECK (side IN ('none', 'base', 'head')),"
    "  name TEXT NOT NULL," // as in the result file
    "  started INTEGER,"    // s since 1970
    "  command TEXT,"
    "  version TEXT,"  // of benchrun
    "  compiler TEXT," // with its flags
    "  machine INTEGER NOT NULL REFERENCES machine,"
    "  revision INTEGER REFERENCES revision,"
    "  is_dirty INTEGER NOT NULL CHECK (is_dirty IN (0, 1)),"
    "  branch TEXT,"
    "  UNIQUE (identity, side)"
    ") STRICT;"
    "CREATE INDEX run_by_machine ON run (machine);"
    "CREATE INDEX run_by_revision ON run (revision);"
    "CREATE INDEX run_by_start ON run (started);"
    "CREATE TABLE series ("
    "  id INTEGER PRIMARY KEY,"
    "  machine INTEGER NOT NULL REFERENCES machine,"
    "  suite TEXT NOT NULL,"
    "  case_id TEXT NOT NULL,"
    "  metric TEXT NOT NULL,"
    "  unit TEXT NOT NULL,"
    "  better TEXT CHECK (better IN ('less', 'more')),"
    "  UNIQUE (machine, suite, case_id, metric)"
    ") STRICT;"
    "CREATE TABLE point ("
    "  series INTEGER NOT NULL REFERENCES series,"
    "  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,"
    "  value REAL NOT NULL,"
    "  low REAL,"
    "  high REAL,"
    "  PRIMARY KEY (series, run)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX point_by_run ON point (run);";

// By name, as a step is accepted for good, whatever is pruned and added again.
static const char accepted_steps[] = "CREATE TABLE accepted ("
                                     "  case_id TEXT NOT NULL,"
                                     "  revision TEXT NOT NULL,"
                                     "  time INTEGER NOT NULL," // it was accepted, s since 1970
                                     "  PRIMARY KEY (case_id, revision)"
                                     ") STRICT, WITHOUT ROWID;";

// What a kernel took on the machine meanwhile, by which machines are compared (across.h).
static const char references[] = "CREATE TABLE reference ("
                                 "  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,"
                                 "  name TEXT NOT NULL,"  // of the kernel
                                 "  value REAL NOT NULL," // ns of an iteration: the median
                                 "  low REAL,"
                                 "  high REAL,"
                                 "  PRIMARY KEY (run, name)"
                                 ") STRICT, WITHOUT ROWID;";

// Of commits that need not be here: by it, one that was measured comes after its ancestors.
static const char ancestry[] = "CREATE TABLE ancestry ("
                               "  name TEXT NOT NULL,"
                               "  parent TEXT NOT NULL,"
                               "  PRIMARY KEY (name, parent)"
                               ") STRICT, WITHOUT ROWID;";

// By which later runs are cut into parts (durations.h).
static const char durations[] = "CREATE TABLE duration ("
                                "  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,"
                                "  case_id TEXT NOT NULL,"
                                "  took_s REAL NOT NULL," // to measure it
                                "  PRIMARY KEY (run, case_id)"
                                ") STRICT, WITHOUT ROWID;";

// By which runs that were added before all of it was measured are the same run (same_run.h).
static const char pieces[] = "CREATE TABLE piece ("
                             "  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,"
                             "  name TEXT NOT NULL," // of a merged run's part; else of the run
                             "  PRIMARY KEY (run, name)"
                             ") STRICT, WITHOUT ROWID;"
                             "CREATE INDEX piece_by_name ON piece (name);"
                             "INSERT INTO piece SELECT id, name FROM run;";

const char *const schema_steps[] = {first_tables, accepted_steps, references, ancestry,
                                    durations,    pieces,         NULL};
