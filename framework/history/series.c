// SPDX-License-Identifier: MIT
#include "framework/history/series.h"

#include <math.h>
#include <string.h>

#include "framework/base/array.h"
#include "framework/base/hash.h"
#include "framework/history/across.h"
#include "framework/history/by_compiler.h"
#include "framework/history/database.h"
#include "framework/history/order.h"
#include "framework/result/case_pattern.h"

// What a commit has only here.
struct placed_commit {
    struct history_commit commit;
    int64_t time; // of its place: never before that of a commit before it
    guint index;  // in the order
};

struct reader {
    const struct history *history;
    const struct history_filter *filter;
    struct history_reading *reading;
    GHashTable *commits;  // int64_t, the id in the file -> struct placed_commit *
    GHashTable *runs;     // likewise -> struct history_run *, those that are wanted
    GPtrArray *ancestors; // struct placed_commit *, not measured
};

static void placed_free(void *data)
{
    struct placed_commit *placed = data;
    g_free(placed->commit.name);
    g_strfreev(placed->commit.parents);
    g_free(placed);
}

// Calls `take` with each row of a query.
static bool each_row(struct reader *reader, sqlite3_stmt *statement,
                     void (*take)(struct reader *reader, sqlite3_stmt *row), GError **error)
{
    GError *wrong = NULL;
    while (database_step(reader->history, statement, &wrong))
        take(reader, statement);
    if (wrong != NULL)
        g_propagate_error(error, wrong);
    return wrong == NULL;
}

static gpointer find(GHashTable *table, int64_t id)
{
    return g_hash_table_lookup(table, &id);
}

static void insert(GHashTable *table, int64_t id, gpointer value)
{
    g_hash_table_insert(table, g_memdup2(&id, sizeof id), value);
}

static void take_machine(struct reader *reader, sqlite3_stmt *row)
{
    struct history_machine *machine = g_new0(struct history_machine, 1);
    machine->identity = column_word(row, 0);
    machine->cpu = column_text(row, 1);
    machine->about = column_text(row, 2);
    g_ptr_array_add(reader->reading->machines, machine);
}

static bool read_machines(struct reader *reader, GError **error)
{
    g_autoptr(sqlite3_stmt) machines = database_prepare(
        reader->history, "SELECT identity, cpu, about FROM machine ORDER BY identity", error);
    return machines != NULL && each_row(reader, machines, take_machine, error);
}

static void take_commit(struct reader *reader, sqlite3_stmt *row)
{
    struct placed_commit *placed = g_new0(struct placed_commit, 1);
    placed->commit.name = column_word(row, 1);
    placed->commit.time = column_integer(row, 2);
    placed->commit.parents = g_new0(char *, 1);
    placed->time = column_integer(row, 3);
    g_ptr_array_add(reader->reading->commits, placed);
    insert(reader->commits, sqlite3_column_int64(row, 0), placed);
}

static void add_parent(struct placed_commit *placed, sqlite3_stmt *row)
{
    guint n = g_strv_length(placed->commit.parents);
    placed->commit.parents = g_renew(char *, placed->commit.parents, n + 2);
    placed->commit.parents[n] = column_word(row, 1);
    placed->commit.parents[n + 1] = NULL;
}

static void take_parent(struct reader *reader, sqlite3_stmt *row)
{
    struct placed_commit *placed = find(reader->commits, sqlite3_column_int64(row, 0));
    if (placed != NULL)
        add_parent(placed, row);
}

// Of a commit that was not measured, which has a place of no time.
static void take_ancestor(struct reader *reader, sqlite3_stmt *row)
{
    GPtrArray *ancestors = reader->ancestors;
    g_autofree char *name = column_word(row, 0);
    struct placed_commit *last =
        ancestors->len > 0 ? g_ptr_array_index(ancestors, ancestors->len - 1) : NULL;
    if (last == NULL || strcmp(last->commit.name, name) != 0) {
        last = g_new0(struct placed_commit, 1);
        last->commit.name = g_steal_pointer(&name);
        last->commit.parents = g_new0(char *, 1);
        last->time = HISTORY_UNKNOWN;
        g_ptr_array_add(ancestors, last);
    }
    add_parent(last, row);
}

static void order_placed(GPtrArray *commits, GPtrArray *ancestors)
{
    guint n_measured = commits->len, n = n_measured + ancestors->len, index = 0;
    int64_t latest = HISTORY_UNKNOWN;
    g_autofree struct order_node *nodes = g_new(struct order_node, n);
    g_autoptr(GPtrArray) before = g_ptr_array_new();
    g_ptr_array_extend(before, commits, NULL, NULL);
    g_ptr_array_extend(before, ancestors, NULL, NULL);
    for (guint i = 0; i < n; i++) {
        const struct placed_commit *placed = g_ptr_array_index(before, i);
        nodes[i] = (struct order_node){placed->commit.name,
                                       (const char *const *)placed->commit.parents, placed->time};
    }
    g_autoptr(GArray) order = order_commits(nodes, n);
    for (guint i = 0; i < n; i++) {
        guint at = g_array_index(order, guint, i);
        struct placed_commit *placed = g_ptr_array_index(before, at);
        if (at >= n_measured)
            continue;
        latest = MAX(latest, placed->time);
        placed->time = latest;
        placed->index = index;
        commits->pdata[index++] = placed;
    }
}

// The place of a commit of unknown time is where it was first measured.
static bool read_commits(struct reader *reader, GError **error)
{
    g_autoptr(sqlite3_stmt) commits =
        database_prepare(reader->history,
                         "SELECT id, name, time, coalesce(time, (SELECT min(started) FROM run"
                         " WHERE revision = revision.id)) FROM revision",
                         error);
    g_autoptr(sqlite3_stmt) parents = commits == NULL
                                          ? NULL
                                          : database_prepare(reader->history,
                                                             "SELECT revision, name FROM parent"
                                                             " ORDER BY revision, position",
                                                             error);
    g_autoptr(sqlite3_stmt) ancestors =
        parents == NULL ? NULL
                        : database_prepare(reader->history,
                                           "SELECT name, parent FROM ancestry WHERE name NOT IN"
                                           " (SELECT name FROM revision) ORDER BY name",
                                           error);
    if (ancestors == NULL || !each_row(reader, commits, take_commit, error) ||
        !each_row(reader, parents, take_parent, error) ||
        !each_row(reader, ancestors, take_ancestor, error))
        return false;
    order_placed(reader->reading->commits, reader->ancestors);
    return true;
}

static void take_run(struct reader *reader, sqlite3_stmt *row)
{
    struct history_run *run = g_new0(struct history_run, 1);
    run->id = sqlite3_column_int64(row, 0);
    run->name = column_word(row, 1);
    run->started = column_integer(row, 2);
    run->commit = find(reader->commits, sqlite3_column_int64(row, 3));
    run->is_dirty = sqlite3_column_int(row, 4) != 0;
    run->branch = column_name(row, 5);
    run->compiler = column_text(row, 6);
    run->machine = column_word(row, 7);
    g_ptr_array_add(reader->reading->runs, run);
    insert(reader->runs, run->id, run);
}

static int compare_integers(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

// A run without a commit has the place of its start, after the commits of before.
static gint compare_runs(gconstpointer a, gconstpointer b)
{
    const struct history_run *runs[] = {*(struct history_run *const *)a,
                                        *(struct history_run *const *)b};
    int64_t keys[2][5];
    for (int i = 0; i < 2; i++) {
        const struct placed_commit *placed = (const struct placed_commit *)runs[i]->commit;
        keys[i][0] = placed != NULL ? placed->time : runs[i]->started;
        keys[i][1] = placed != NULL ? placed->index : G_MAXUINT;
        keys[i][2] = runs[i]->is_dirty;
        keys[i][3] = runs[i]->started;
        keys[i][4] = runs[i]->id;
    }
    int order = 0;
    for (size_t k = 0; k < G_N_ELEMENTS(keys[0]) && order == 0; k++)
        order = compare_integers(keys[0][k], keys[1][k]);
    return order;
}

static bool read_runs(struct reader *reader, GError **error)
{
    g_autoptr(sqlite3_stmt) runs = database_prepare(
        reader->history,
        "SELECT run.id, name, started, revision, is_dirty, branch, compiler, machine.identity"
        " FROM run JOIN machine ON machine.id = run.machine"
        " WHERE (?1 IS NULL OR branch = ?1) AND (?2 IS NULL OR instr(compiler, ?2) > 0)"
        " AND (?3 IS NULL OR substr(machine.identity, 1, length(?3)) = ?3)",
        error);
    if (runs == NULL)
        return false;
    bind_text(runs, 1, reader->filter->branch);
    bind_text(runs, 2, reader->filter->compiler);
    bind_text(runs, 3, reader->filter->machine);
    if (!each_row(reader, runs, take_run, error))
        return false;
    GPtrArray *found = reader->reading->runs;
    g_ptr_array_sort(found, compare_runs);
    for (guint i = 0; i < found->len; i++)
        ((struct history_run *)g_ptr_array_index(found, i))->rank = i;
    return true;
}

static void take_reference(struct reader *reader, sqlite3_stmt *row)
{
    struct history_run *run = find(reader->runs, sqlite3_column_int64(row, 0));
    g_autofree char *name = column_word(row, 1);
    for (size_t i = 0; run != NULL && i < REFERENCES; i++)
        if (strcmp(name, reference_names[i]) == 0)
            run->references[i] = column_number(row, 2);
}

static bool read_references(struct reader *reader, GError **error)
{
    g_autoptr(sqlite3_stmt) references =
        database_prepare(reader->history, "SELECT run, name, value FROM reference", error);
    return references != NULL && each_row(reader, references, take_reference, error);
}

static bool is_wanted(const struct history_filter *filter, const struct history_series *series)
{
    const struct bench_case bench_case = {.id = series->case_id};
    return (filter->metrics == NULL || g_strv_contains(filter->metrics, series->metric)) &&
           case_matches(&bench_case, filter->patterns);
}

static void take_series(struct reader *reader, sqlite3_stmt *row)
{
    struct history_series *series = g_new0(struct history_series, 1);
    g_autofree char *better = column_text(row, 6);
    series->id = sqlite3_column_int64(row, 0);
    series->machine = column_word(row, 1);
    series->suite = column_word(row, 2);
    series->case_id = column_word(row, 3);
    series->metric = column_word(row, 4);
    series->unit = column_word(row, 5);
    series->better = better_parse(better);
    series->points = g_array_new(FALSE, FALSE, sizeof(struct history_point));
    if (is_wanted(reader->filter, series))
        g_ptr_array_add(reader->reading->series, series);
    else
        history_series_free(series);
}

static double finite_or_nan(double value)
{
    return isfinite(value) ? value : (double)NAN;
}

static bool read_points(struct reader *reader, struct history_series *series,
                        sqlite3_stmt *statement, GError **error)
{
    GError *wrong = NULL;
    bind_integer(statement, 1, series->id);
    while (database_step(reader->history, statement, &wrong)) {
        struct history_point point = {
            .run = find(reader->runs, sqlite3_column_int64(statement, 0)),
            .value = column_number(statement, 1),
            .low = finite_or_nan(column_number(statement, 2)),
            .high = finite_or_nan(column_number(statement, 3)),
        };
        if (point.run != NULL && isfinite(point.value))
            g_array_append_val(series->points, point);
    }
    if (wrong != NULL) {
        g_propagate_error(error, wrong);
        return false;
    }
    history_series_sort(series);
    return true;
}

static bool has_points(const void *series, G_GNUC_UNUSED const void *data)
{
    return ((const struct history_series *)series)->points->len > 0;
}

static bool read_series(struct reader *reader, GError **error)
{
    GPtrArray *found = reader->reading->series;
    g_autoptr(sqlite3_stmt) series =
        database_prepare(reader->history,
                         "SELECT series.id, identity, suite, case_id, metric, unit, better"
                         " FROM series JOIN machine ON machine.id = series.machine"
                         " WHERE ?1 IS NULL OR substr(machine.identity, 1, length(?1)) = ?1"
                         " ORDER BY suite, case_id, metric, identity",
                         error);
    g_autoptr(sqlite3_stmt) points =
        series == NULL ? NULL : database_prepare(reader->history, HISTORY_POINTS_QUERY, error);
    if (points == NULL)
        return false;
    bind_text(series, 1, reader->filter->machine);
    if (!each_row(reader, series, take_series, error))
        return false;
    for (guint i = 0; i < found->len; i++)
        if (!read_points(reader, g_ptr_array_index(found, i), points, error))
            return false;
    pointers_keep(found, has_points, NULL);
    if (!reader->filter->across_compilers)
        history_split_compilers(reader->reading);
    if (reader->filter->across_machines)
        history_join_machines(reader->reading);
    found = reader->reading->series;
    for (guint i = 0; i < found->len && reader->filter->last > 0; i++)
        history_series_keep_last(g_ptr_array_index(found, i), reader->filter->last);
    return true;
}

static GHashTable *new_table(void)
{
    return g_hash_table_new_full(hash_int64, g_int64_equal, g_free, NULL);
}

static struct history_reading *read_some(struct history *history,
                                         const struct history_filter *filter, bool with_series,
                                         GError **error)
{
    g_autoptr(HistoryReading) reading = history_reading_new();
    g_autoptr(GHashTable) commits = new_table();
    g_autoptr(GHashTable) runs = new_table();
    g_autoptr(GPtrArray) ancestors = g_ptr_array_new_with_free_func(placed_free);
    struct reader reader = {history, filter, reading, commits, runs, ancestors};
    // One transaction, so that all is of one moment; unless the caller has one.
    bool is_own = sqlite3_get_autocommit(history->sqlite) != 0;
    bool is_good = !is_own || database_execute(history, "BEGIN", error);
    is_good = is_good && read_machines(&reader, error) && read_commits(&reader, error) &&
              read_runs(&reader, error) &&
              (!(filter->with_references || filter->across_machines) ||
               read_references(&reader, error)) &&
              (!with_series || read_series(&reader, error));
    if (is_own)
        sqlite3_exec(history->sqlite, "ROLLBACK", NULL, NULL, NULL);
    is_good = is_good && database_is_unchanged(history, error);
    return is_good ? g_steal_pointer(&reading) : NULL;
}

struct history_reading *history_read(struct history *history, const struct history_filter *filter,
                                     GError **error)
{
    return read_some(history, filter, true, error);
}

struct history_reading *history_read_runs(struct history *history,
                                          const struct history_filter *filter, GError **error)
{
    return read_some(history, filter, false, error);
}
