// SPDX-License-Identifier: MIT
#include "framework/history/durations.h"

#include "framework/base/hash.h"
#include "framework/history/database.h"

GHashTable *history_durations(struct history *history, GError **error)
{
    GError *wrong = NULL;
    g_autoptr(sqlite3_stmt) rows =
        database_prepare(history, "SELECT case_id, took_s FROM duration ORDER BY run", error);
    if (rows == NULL)
        return NULL;
    g_autoptr(GHashTable) durations = g_hash_table_new_full(hash_text, g_str_equal, g_free, g_free);
    while (database_step(history, rows, &wrong)) {
        double took_s = sqlite3_column_double(rows, 1);
        g_hash_table_insert(durations, g_strdup((const char *)sqlite3_column_text(rows, 0)),
                            g_memdup2(&took_s, sizeof took_s));
    }
    if (wrong != NULL) {
        g_propagate_error(error, wrong);
        return NULL;
    }
    return g_steal_pointer(&durations);
}
