// SPDX-License-Identifier: MIT
#include "framework/history/join.h"

#include "framework/base/hash.h"
#include "framework/history/same_run.h"
#include "framework/history/writer.h"

// What the ids of `from` are in the other file; of runs, those that are new.
struct joining {
    struct writer *writer;
    const struct history *from;
    struct history_added *added;
    GHashTable *machines, *revisions, *runs, *series; // int64_t to int64_t
};

static GHashTable *new_ids(void)
{
    return g_hash_table_new_full(hash_int64, g_int64_equal, g_free, g_free);
}

static void set_id(GHashTable *ids, int64_t from, int64_t into)
{
    g_hash_table_insert(ids, g_memdup2(&from, sizeof from), g_memdup2(&into, sizeof into));
}

static int64_t find_id(GHashTable *ids, int64_t from)
{
    const int64_t *into = g_hash_table_lookup(ids, &from);
    return into != NULL ? *into : HISTORY_UNKNOWN;
}

static const char *text_at(sqlite3_stmt *row, int at)
{
    return (const char *)sqlite3_column_text(row, at);
}

static bool join_machine(struct joining *joining, sqlite3_stmt *row, GError **error)
{
    int64_t id = writer_put_machine(joining->writer, text_at(row, 1), text_at(row, 2),
                                    text_at(row, 3), error);
    set_id(joining->machines, column_integer(row, 0), id);
    return id != HISTORY_UNKNOWN;
}

static char **read_parents(const struct joining *joining, int64_t revision, GError **error)
{
    GError *wrong = NULL;
    g_autoptr(GStrvBuilder) names = g_strv_builder_new();
    g_autoptr(sqlite3_stmt) statement = database_prepare(
        joining->from, "SELECT name FROM parent WHERE revision = ? ORDER BY position", error);
    if (statement == NULL)
        return NULL;
    bind_integer(statement, 1, revision);
    while (database_step(joining->from, statement, &wrong))
        g_strv_builder_add(names, text_at(statement, 0));
    if (wrong == NULL)
        return g_strv_builder_end(names);
    g_propagate_error(error, wrong);
    return NULL;
}

static bool join_revision(struct joining *joining, sqlite3_stmt *row, GError **error)
{
    int64_t from = column_integer(row, 0);
    g_auto(GStrv) parents = read_parents(joining, from, error);
    int64_t id = parents == NULL ? HISTORY_UNKNOWN
                                 : writer_put_revision(joining->writer, text_at(row, 1),
                                                       column_integer(row, 2), parents, error);
    set_id(joining->revisions, from, id);
    return id != HISTORY_UNKNOWN;
}

static bool join_run(struct joining *joining, sqlite3_stmt *row, GError **error)
{
    GError *wrong = NULL;
    const struct writer_run run = {
        .identity = text_at(row, 1),
        .side = text_at(row, 2),
        .name = text_at(row, 3),
        .started = column_integer(row, 4),
        .command = text_at(row, 5),
        .version = text_at(row, 6),
        .compiler = text_at(row, 7),
        .machine = find_id(joining->machines, column_integer(row, 8)),
        .revision = find_id(joining->revisions, column_integer(row, 9)),
        .is_dirty = sqlite3_column_int(row, 10) != 0,
        .branch = text_at(row, 11),
    };
    int64_t id = writer_put_run(joining->writer, &run, &wrong);
    if (wrong != NULL) {
        g_propagate_error(error, wrong);
        return false;
    }
    bool is_new = id != HISTORY_UNKNOWN;
    joining->added->runs += is_new;
    joining->added->known += !is_new;
    if (is_new)
        set_id(joining->runs, column_integer(row, 0), id);
    return true;
}

static bool join_reference(struct joining *joining, sqlite3_stmt *row, GError **error)
{
    int64_t run = find_id(joining->runs, column_integer(row, 0));
    const double interval[] = {column_number(row, 3), column_number(row, 4)};
    return run == HISTORY_UNKNOWN || writer_put_reference(joining->writer, run, text_at(row, 1),
                                                          column_number(row, 2), interval, error);
}

static bool join_duration(struct joining *joining, sqlite3_stmt *row, GError **error)
{
    int64_t run = find_id(joining->runs, column_integer(row, 0));
    return run == HISTORY_UNKNOWN ||
           writer_put_duration(joining->writer, run, text_at(row, 1), column_number(row, 2), error);
}

static bool join_piece(struct joining *joining, sqlite3_stmt *row, GError **error)
{
    int64_t run = find_id(joining->runs, column_integer(row, 0));
    return run == HISTORY_UNKNOWN || writer_put_piece(joining->writer, run, text_at(row, 1), error);
}

static bool join_series(struct joining *joining, sqlite3_stmt *row, GError **error)
{
    const struct writer_series series = {
        .machine = find_id(joining->machines, column_integer(row, 1)),
        .suite = text_at(row, 2),
        .case_id = text_at(row, 3),
        .metric = text_at(row, 4),
        .unit = text_at(row, 5),
        .better = better_parse(text_at(row, 6)),
    };
    int64_t id = writer_put_series(joining->writer, &series, error);
    set_id(joining->series, column_integer(row, 0), id);
    return id != HISTORY_UNKNOWN;
}

static bool join_point(struct joining *joining, sqlite3_stmt *row, GError **error)
{
    int64_t run = find_id(joining->runs, column_integer(row, 1));
    const double interval[] = {column_number(row, 3), column_number(row, 4)};
    if (run == HISTORY_UNKNOWN)
        return true;
    joining->added->points++;
    return writer_put_point(joining->writer, find_id(joining->series, column_integer(row, 0)), run,
                            column_number(row, 2), interval, error);
}

static bool join_accepted(struct joining *joining, sqlite3_stmt *row, GError **error)
{
    return writer_put_accepted(joining->writer, text_at(row, 0), text_at(row, 1),
                               column_integer(row, 2), error);
}

static bool join_ancestry(struct joining *joining, sqlite3_stmt *row, GError **error)
{
    return writer_put_ancestry(joining->writer, text_at(row, 0), text_at(row, 1), error);
}

// Only what runs and points refer to.
static const struct {
    const char *sql;
    bool (*join)(struct joining *joining, sqlite3_stmt *row, GError **error);
} tables[] = {
    {"SELECT id, identity, cpu, about FROM machine"
     " WHERE id IN (SELECT machine FROM run)",
     join_machine},
    {"SELECT id, name, time FROM revision WHERE id IN (SELECT revision FROM run)", join_revision},
    {"SELECT id, identity, side, name, started, command, version, compiler, machine, revision,"
     " is_dirty, branch FROM run ORDER BY id",
     join_run},
    {"SELECT run, name, value, low, high FROM reference", join_reference},
    {"SELECT run, case_id, took_s FROM duration", join_duration},
    {"SELECT run, name FROM piece", join_piece},
    {"SELECT id, machine, suite, case_id, metric, unit, better FROM series"
     " WHERE EXISTS (SELECT 1 FROM point WHERE series = series.id)",
     join_series},
    {"SELECT series, run, value, low, high FROM point", join_point},
    {"SELECT case_id, revision, time FROM accepted", join_accepted},
    {"SELECT name, parent FROM ancestry", join_ancestry},
};

static bool join_table(struct joining *joining, size_t table, GError **error)
{
    GError *wrong = NULL;
    g_autoptr(sqlite3_stmt) rows = database_prepare(joining->from, tables[table].sql, error);
    if (rows == NULL)
        return false;
    while (database_step(joining->from, rows, &wrong))
        if (!tables[table].join(joining, rows, &wrong))
            break;
    if (wrong != NULL)
        g_propagate_error(error, wrong);
    return wrong == NULL;
}

static bool join_tables(struct joining *joining, GError **error)
{
    bool is_good = database_execute(joining->from, "BEGIN", error);
    for (size_t i = 0; is_good && i < G_N_ELEMENTS(tables); i++)
        is_good = join_table(joining, i, error);
    sqlite3_exec(joining->from->sqlite, "ROLLBACK", NULL, NULL, NULL);
    return is_good && database_is_unchanged(joining->from, error);
}

// Runs of which the other history has more, or less.
static bool settle(struct joining *joining, const struct history *into, GError **error)
{
    GHashTableIter iterator;
    gpointer id;
    bool is_good = true;
    g_hash_table_iter_init(&iterator, joining->runs);
    while (is_good && g_hash_table_iter_next(&iterator, NULL, &id)) {
        enum same_run same = SAME_RUN_NONE;
        is_good = same_run_settle(into, *(const int64_t *)id, &same, error);
        joining->added->replaced += same == SAME_RUN_REPLACED;
        joining->added->runs -= same == SAME_RUN_LESS;
        joining->added->known += same == SAME_RUN_LESS;
    }
    return is_good;
}

bool history_join(struct history *into, struct history *from, struct history_added *added,
                  GError **error)
{
    g_autoptr(GHashTable) machines = new_ids();
    g_autoptr(GHashTable) revisions = new_ids();
    g_autoptr(GHashTable) runs = new_ids();
    g_autoptr(GHashTable) series = new_ids();
    struct history_added counted = *added;
    if (!database_begin(into, error))
        return false;
    g_autoptr(Writer) writer = writer_new(into, error);
    struct joining joining = {writer, from, &counted, machines, revisions, runs, series};
    bool is_good = writer != NULL && join_tables(&joining, error) && settle(&joining, into, error);
    if (!database_end(into, is_good, error))
        return false;
    *added = counted;
    return true;
}
