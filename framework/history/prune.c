// SPDX-License-Identifier: MIT
#include "framework/history/prune.h"

#include "framework/base/hash.h"
#include "framework/history/database.h"

// Of each machine, how many commits there were so far, from the newest, and the last one of them.
struct counted {
    guint n;
    const struct history_commit *commit;
};

static bool is_new_commit(const struct counted *counted, const struct history_run *run)
{
    return run->commit == NULL || run->commit != counted->commit;
}

// Whether a run, the newest first, is beyond the newest `keep` commits of its machine.
static bool is_beyond(GHashTable *machines, const struct history_run *run, guint keep)
{
    struct counted *counted = g_hash_table_lookup(machines, run->machine);
    if (counted == NULL) {
        counted = g_new0(struct counted, 1);
        g_hash_table_insert(machines, run->machine, counted);
    }
    counted->n += is_new_commit(counted, run);
    counted->commit = run->commit;
    return counted->n > keep;
}

static bool remove_runs(struct history *history, const struct history_reading *reading, guint keep,
                        int64_t before, struct history_pruned *pruned, GError **error)
{
    g_autoptr(GHashTable) machines = g_hash_table_new_full(hash_text, g_str_equal, NULL, g_free);
    g_autoptr(sqlite3_stmt) statement =
        database_prepare(history, "DELETE FROM run WHERE id = ?", error);
    bool is_good = statement != NULL;
    for (guint i = reading->runs->len; is_good && i > 0; i--) {
        const struct history_run *run = g_ptr_array_index(reading->runs, i - 1);
        bool is_old =
            before == HISTORY_UNKNOWN || (run->started != HISTORY_UNKNOWN && run->started < before);
        if (!is_beyond(machines, run, keep) || !is_old)
            continue;
        bind_integer(statement, 1, run->id);
        is_good = database_finish(history, statement, error);
        pruned->runs++;
    }
    return is_good;
}

// How many rows a statement removes.
static bool remove_rows(const struct history *history, const char *sql, int64_t *n, GError **error)
{
    bool is_good = database_execute(history, sql, error);
    *n = is_good ? sqlite3_changes64(history->sqlite) : 0;
    return is_good;
}

// How commits are placed among those that are left: of those between one that is left and one of
// its ancestors that is left, too.
static const char spare_ancestry[] =
    "WITH RECURSIVE edge (child, parent) AS ("
    "  SELECT name, parent FROM ancestry"
    "  UNION SELECT revision.name, parent.name FROM parent JOIN revision"
    "    ON revision.id = parent.revision),"
    " below (name) AS ("
    "  SELECT name FROM revision"
    "  UNION SELECT edge.parent FROM below JOIN edge ON edge.child = below.name),"
    " above (name) AS ("
    "  SELECT name FROM revision"
    "  UNION SELECT edge.child FROM above JOIN edge ON edge.parent = above.name)"
    " DELETE FROM ancestry WHERE name NOT IN below OR parent NOT IN above";

bool history_remove_orphans(const struct history *history, struct history_pruned *pruned,
                            GError **error)
{
    return remove_rows(history,
                       "DELETE FROM series WHERE NOT EXISTS"
                       " (SELECT 1 FROM point WHERE series = series.id)",
                       &pruned->series, error) &&
           remove_rows(history,
                       "DELETE FROM revision WHERE NOT EXISTS"
                       " (SELECT 1 FROM run WHERE revision = revision.id)",
                       &pruned->commits, error) &&
           remove_rows(history,
                       "DELETE FROM machine WHERE NOT EXISTS"
                       " (SELECT 1 FROM run WHERE machine = machine.id)",
                       &pruned->machines, error) &&
           database_execute(history, spare_ancestry, error);
}

static bool prune(struct history *history, const struct history_filter *filter, guint keep,
                  int64_t before, struct history_pruned *pruned, GError **error)
{
    static const char count[] = "SELECT count(*) FROM point";
    g_autoptr(HistoryReading) reading = history_read_runs(history, filter, error);
    int64_t n_points = reading != NULL ? database_ask(history, count, error) : HISTORY_UNKNOWN;
    if (n_points == HISTORY_UNKNOWN ||
        !remove_runs(history, reading, keep, before, pruned, error) ||
        (pruned->runs > 0 && !history_remove_orphans(history, pruned, error)))
        return false;
    pruned->points = n_points - database_ask(history, count, error);
    pruned->left = (guint)database_ask(history, "SELECT count(*) FROM run", error);
    return true;
}

bool history_prune_runs(struct history *history, const struct history_filter *filter, guint keep,
                        int64_t before, bool is_dry, struct history_pruned *pruned, GError **error)
{
    *pruned = (struct history_pruned){0};
    if (!database_begin(history, error))
        return false;
    bool is_good = prune(history, filter, keep, before, pruned, error);
    bool is_kept = database_end(history, is_good && !is_dry, error);
    if (!is_kept)
        return is_good && is_dry;
    // Gives the room back. Where others use the file it waits for another time.
    if (pruned->runs > 0)
        sqlite3_exec(history->sqlite, "VACUUM", NULL, NULL, NULL);
    return true;
}
