// SPDX-License-Identifier: MIT
#include "framework/history/writer.h"

enum statement {
    PUT_MACHINE,
    PUT_REVISION,
    PUT_PARENT,
    PUT_RUN,
    FIND_SERIES,
    PUT_SERIES,
    PUT_POINT,
    PUT_REFERENCE,
    PUT_ACCEPTED,
    PUT_ANCESTRY,
    PUT_DURATION,
    PUT_PIECE,
    STATEMENTS,
};

static const char *const sql[STATEMENTS] = {
    [PUT_MACHINE] = "INSERT INTO machine (identity, cpu, about) VALUES (?, ?, ?)"
                    " ON CONFLICT (identity) DO UPDATE SET cpu = coalesce(excluded.cpu, cpu),"
                    " about = coalesce(excluded.about, about) RETURNING id",
    [PUT_REVISION] = "INSERT INTO revision (name, time) VALUES (?, ?) ON CONFLICT (name)"
                     " DO UPDATE SET time = coalesce(time, excluded.time) RETURNING id",
    [PUT_PARENT] = "INSERT OR IGNORE INTO parent (revision, position, name) VALUES (?, ?, ?)",
    [PUT_RUN] = "INSERT INTO run (identity, side, name, started, command, version, compiler,"
                " machine, revision, is_dirty, branch) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (identity, side) DO NOTHING RETURNING id",
    [FIND_SERIES] = "SELECT id FROM series"
                    " WHERE machine = ? AND suite = ? AND case_id = ? AND metric = ?",
    [PUT_SERIES] = "INSERT INTO series (machine, suite, case_id, metric, unit, better)"
                   " VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
    [PUT_POINT] = "INSERT OR IGNORE INTO point (series, run, value, low, high)"
                  " VALUES (?, ?, ?, ?, ?)",
    [PUT_REFERENCE] = "INSERT OR IGNORE INTO reference (run, name, value, low, high)"
                      " VALUES (?, ?, ?, ?, ?)",
    [PUT_ANCESTRY] = "INSERT OR IGNORE INTO ancestry (name, parent) VALUES (?, ?)",
    [PUT_DURATION] = "INSERT OR IGNORE INTO duration (run, case_id, took_s) VALUES (?, ?, ?)",
    [PUT_PIECE] = "INSERT OR IGNORE INTO piece (run, name) VALUES (?, ?)",
    [PUT_ACCEPTED] = "INSERT OR IGNORE INTO accepted (case_id, revision, time) VALUES (?, ?, ?)",
};

struct writer {
    const struct history *history;
    sqlite3_stmt *statements[STATEMENTS];
};

struct writer *writer_new(const struct history *history, GError **error)
{
    g_autoptr(Writer) writer = g_new0(struct writer, 1);
    writer->history = history;
    for (int i = 0; i < STATEMENTS; i++) {
        writer->statements[i] = database_prepare(history, sql[i], error);
        if (writer->statements[i] == NULL)
            return NULL;
    }
    return g_steal_pointer(&writer);
}

void writer_free(struct writer *writer)
{
    for (int i = 0; writer != NULL && i < STATEMENTS; i++)
        sqlite3_finalize(writer->statements[i]);
    g_free(writer);
}

// The id that a statement returns; HISTORY_UNKNOWN where there is none, and with an error.
static int64_t take_id(struct writer *writer, enum statement which, GError **error)
{
    sqlite3_stmt *statement = writer->statements[which];
    int64_t id = HISTORY_UNKNOWN;
    if (!database_step(writer->history, statement, error))
        return id;
    id = column_integer(statement, 0);
    return database_finish(writer->history, statement, error) ? id : HISTORY_UNKNOWN;
}

int64_t writer_put_machine(struct writer *writer, const char *identity, const char *cpu,
                           const char *about, GError **error)
{
    sqlite3_stmt *statement = writer->statements[PUT_MACHINE];
    bind_text(statement, 1, identity);
    bind_text(statement, 2, cpu);
    bind_text(statement, 3, about);
    return take_id(writer, PUT_MACHINE, error);
}

int64_t writer_put_revision(struct writer *writer, const char *name, int64_t time,
                            char *const *parents, GError **error)
{
    bind_text(writer->statements[PUT_REVISION], 1, name);
    bind_integer(writer->statements[PUT_REVISION], 2, time);
    int64_t id = take_id(writer, PUT_REVISION, error);
    sqlite3_stmt *statement = writer->statements[PUT_PARENT];
    for (int i = 0; id != HISTORY_UNKNOWN && parents != NULL && parents[i] != NULL; i++) {
        bind_integer(statement, 1, id);
        bind_integer(statement, 2, i);
        bind_text(statement, 3, parents[i]);
        if (!database_finish(writer->history, statement, error))
            return HISTORY_UNKNOWN;
    }
    return id;
}

int64_t writer_put_run(struct writer *writer, const struct writer_run *run, GError **error)
{
    sqlite3_stmt *statement = writer->statements[PUT_RUN];
    bind_text(statement, 1, run->identity);
    bind_text(statement, 2, run->side);
    bind_text(statement, 3, run->name);
    bind_integer(statement, 4, run->started);
    bind_text(statement, 5, run->command);
    bind_text(statement, 6, run->version);
    bind_text(statement, 7, run->compiler);
    bind_integer(statement, 8, run->machine);
    bind_integer(statement, 9, run->revision);
    bind_integer(statement, 10, run->is_dirty);
    bind_text(statement, 11, run->branch);
    return take_id(writer, PUT_RUN, error);
}

int64_t writer_put_series(struct writer *writer, const struct writer_series *series, GError **error)
{
    GError *wrong = NULL;
    int64_t id = HISTORY_UNKNOWN;
    for (enum statement which = FIND_SERIES; which <= PUT_SERIES; which++) {
        sqlite3_stmt *statement = writer->statements[which];
        bind_integer(statement, 1, series->machine);
        bind_text(statement, 2, series->suite);
        bind_text(statement, 3, series->case_id);
        bind_text(statement, 4, series->metric);
        if (which == PUT_SERIES) {
            bind_text(statement, 5, series->unit);
            bind_text(statement, 6, better_word(series->better));
        }
        id = take_id(writer, which, &wrong);
        if (id != HISTORY_UNKNOWN || wrong != NULL)
            break;
    }
    if (wrong != NULL)
        g_propagate_error(error, wrong);
    return id;
}

static bool put_number(struct writer *writer, enum statement which, double value,
                       const double interval[2], GError **error)
{
    sqlite3_stmt *statement = writer->statements[which];
    bind_number(statement, 3, value);
    bind_number(statement, 4, interval[0]);
    bind_number(statement, 5, interval[1]);
    return database_finish(writer->history, statement, error);
}

bool writer_put_point(struct writer *writer, int64_t series, int64_t run, double value,
                      const double interval[2], GError **error)
{
    bind_integer(writer->statements[PUT_POINT], 1, series);
    bind_integer(writer->statements[PUT_POINT], 2, run);
    return put_number(writer, PUT_POINT, value, interval, error);
}

bool writer_put_reference(struct writer *writer, int64_t run, const char *name, double value,
                          const double interval[2], GError **error)
{
    bind_integer(writer->statements[PUT_REFERENCE], 1, run);
    bind_text(writer->statements[PUT_REFERENCE], 2, name);
    return put_number(writer, PUT_REFERENCE, value, interval, error);
}

bool writer_put_accepted(struct writer *writer, const char *case_id, const char *revision,
                         int64_t time, GError **error)
{
    sqlite3_stmt *statement = writer->statements[PUT_ACCEPTED];
    bind_text(statement, 1, case_id);
    bind_text(statement, 2, revision);
    bind_integer(statement, 3, time);
    return database_finish(writer->history, statement, error);
}

bool writer_put_ancestry(struct writer *writer, const char *name, const char *parent,
                         GError **error)
{
    sqlite3_stmt *statement = writer->statements[PUT_ANCESTRY];
    bind_text(statement, 1, name);
    bind_text(statement, 2, parent);
    return database_finish(writer->history, statement, error);
}

bool writer_put_duration(struct writer *writer, int64_t run, const char *case_id, double took_s,
                         GError **error)
{
    sqlite3_stmt *statement = writer->statements[PUT_DURATION];
    bind_integer(statement, 1, run);
    bind_text(statement, 2, case_id);
    sqlite3_bind_double(statement, 3, took_s);
    return database_finish(writer->history, statement, error);
}

bool writer_put_piece(struct writer *writer, int64_t run, const char *name, GError **error)
{
    sqlite3_stmt *statement = writer->statements[PUT_PIECE];
    bind_integer(statement, 1, run);
    bind_text(statement, 2, name);
    return database_finish(writer->history, statement, error);
}
