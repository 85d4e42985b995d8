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

static void accepted_free(void *data)
{
    struct accepted *accepted = data;
    g_free(accepted->case_id);
    g_free(accepted->commit);
    g_free(accepted);
}

GPtrArray *history_list_accepted(struct history *history, GError **error)
{
    GError *wrong = NULL;
    g_autoptr(sqlite3_stmt) statement = database_prepare(
        history, "SELECT case_id, revision, time FROM accepted ORDER BY case_id, time", error);
    if (statement == NULL)
        return NULL;
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(accepted_free);
    while (database_step(history, statement, &wrong)) {
        struct accepted *accepted = g_new(struct accepted, 1);
        *accepted = (struct accepted){column_word(statement, 0), column_word(statement, 1),
                                      column_integer(statement, 2)};
        g_ptr_array_add(list, accepted);
    }
    if (wrong == NULL)
        return g_steal_pointer(&list);
    g_propagate_error(error, wrong);
    return NULL;
}

GHashTable *history_read_accepted(struct history *history, GError **error)
{
    g_autoptr(GPtrArray) list = history_list_accepted(history, error);
    if (list == NULL)
        return NULL;
    GHashTable *table = g_hash_table_new_full(hash_text, g_str_equal, g_free, NULL);
    for (guint i = 0; i < list->len; i++) {
        const struct accepted *accepted = g_ptr_array_index(list, i);
        accepted_add(table, accepted->case_id, accepted->commit);
    }
    return table;
}

bool history_unaccept(struct history *history, const struct accepted *accepted, GError **error)
{
    g_autoptr(sqlite3_stmt) statement =
        database_prepare(history, "DELETE FROM accepted WHERE case_id = ? AND revision = ?", error);
    if (statement == NULL)
        return false;
    bind_text(statement, 1, accepted->case_id);
    bind_text(statement, 2, accepted->commit);
    return database_finish(history, statement, error);
}

void accepted_add(GHashTable *accepted, const char *case_id, const char *commit)
{
    g_hash_table_add(accepted, key_of(case_id, commit));
}

bool accepted_has(GHashTable *accepted, const char *case_id, const char *commit)
{
    g_autofree char *key = key_of(case_id, commit);
    return g_hash_table_contains(accepted, key);
}
