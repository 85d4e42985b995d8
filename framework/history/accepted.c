// SPDX-License-Identifier: MIT
#include "framework/history/accepted.h"

#include "framework/base/hash.h"
#include "framework/history/database.h"

// No id of a commit has a line break in it.
static char *key_of(const char *case_id, const char *commit)
{
    return g_strconcat(commit, "\n", case_id, NULL);
}

bool history_accept(struct history *history, const char *case_id, const char *commit,
                    GError **error)
{
    if (!database_begin(history, error))
        return false;
    g_autoptr(sqlite3_stmt) statement = database_prepare(
        history, "INSERT OR IGNORE INTO accepted (case_id, revision, time) VALUES (?, ?, ?)",
        error);
    if (statement != NULL) {
        bind_text(statement, 1, case_id);
        bind_text(statement, 2, commit);
        bind_integer(statement, 3, g_get_real_time() / G_USEC_PER_SEC);
    }
    bool is_good = statement != NULL && database_finish(history, statement, error);
    return database_end(history, is_good, error);
}

GHashTable *history_read_accepted(struct history *history, GError **error)
{
    GError *wrong = NULL;
    g_autoptr(sqlite3_stmt) statement =
        database_prepare(history, "SELECT case_id, revision FROM accepted", error);
    if (statement == NULL)
        return NULL;
    g_autoptr(GHashTable) accepted = g_hash_table_new_full(hash_text, g_str_equal, g_free, NULL);
    while (database_step(history, statement, &wrong)) {
        g_autofree char *case_id = column_text(statement, 0);
        g_autofree char *commit = column_text(statement, 1);
        g_hash_table_add(accepted, key_of(case_id, commit));
    }
    if (wrong == NULL)
        return g_steal_pointer(&accepted);
    g_propagate_error(error, wrong);
    return NULL;
}

bool accepted_has(GHashTable *accepted, const char *case_id, const char *commit)
{
    g_autofree char *key = key_of(case_id, commit);
    return g_hash_table_contains(accepted, key);
}
