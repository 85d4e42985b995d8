// SPDX-License-Identifier: MIT
#include "framework/history/same_run.h"

#include "framework/history/database.h"
#include "framework/history/prune.h"

static const char others[] = "SELECT DISTINCT other.id,"
                             " (SELECT count(*) FROM point WHERE run = other.id),"
                             " (SELECT count(*) FROM point WHERE run = own.id)"
                             " FROM run AS own JOIN piece ON piece.run = own.id"
                             " JOIN piece AS shared ON shared.name = piece.name"
                             " JOIN run AS other ON other.id = shared.run"
                             " WHERE own.id = ? AND other.id <> own.id"
                             " AND other.machine = own.machine AND other.side = own.side";

static bool remove_run(const struct history *history, int64_t run, GError **error)
{
    g_autoptr(sqlite3_stmt) statement =
        database_prepare(history, "DELETE FROM run WHERE id = ?", error);
    if (statement == NULL)
        return false;
    bind_integer(statement, 1, run);
    return database_finish(history, statement, error);
}

// Their ids, and whether one of them has more.
static GArray *list_others(const struct history *history, int64_t run, bool *is_less,
                           GError **error)
{
    GError *wrong = NULL;
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_autoptr(sqlite3_stmt) rows = database_prepare(history, others, error);
    if (rows == NULL)
        return NULL;
    bind_integer(rows, 1, run);
    while (database_step(history, rows, &wrong)) {
        int64_t id = column_integer(rows, 0);
        *is_less |= column_integer(rows, 1) > column_integer(rows, 2);
        g_array_append_val(ids, id);
    }
    if (wrong == NULL)
        return g_steal_pointer(&ids);
    g_propagate_error(error, wrong);
    return NULL;
}

bool same_run_settle(const struct history *history, int64_t run, enum same_run *out, GError **error)
{
    bool is_less = false;
    struct history_pruned pruned = {0};
    g_autoptr(GArray) ids = list_others(history, run, &is_less, error);
    if (ids == NULL)
        return false;
    *out = ids->len == 0 ? SAME_RUN_NONE : is_less ? SAME_RUN_LESS : SAME_RUN_REPLACED;
    if (ids->len == 0)
        return true;
    bool is_good = !is_less || remove_run(history, run, error);
    for (guint i = 0; i < ids->len && is_good && !is_less; i++)
        is_good = remove_run(history, g_array_index(ids, int64_t, i), error);
    return is_good && history_remove_orphans(history, &pruned, error);
}
