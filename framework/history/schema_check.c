// SPDX-License-Identifier: MIT
#include "framework/history/schema_check.h"

#include <string.h>

#include "framework/history/schema.h"

enum { LONGEST = 16 << 20, USUAL_DEPTH = 1000 };
enum { LONGEST_UNCHECKED = 16 << 10, DEEPEST_UNCHECKED = 50, UNCHECKED_MS = 2000 };

static int is_late(void *data)
{
    const struct history *history = data;
    return g_get_monotonic_time() > history->deadline_us;
}

void schema_distrust(struct history *history)
{
    enum { OPERATIONS = 1000 };
    sqlite3_limit(history->sqlite, SQLITE_LIMIT_LENGTH, LONGEST_UNCHECKED);
    sqlite3_limit(history->sqlite, SQLITE_LIMIT_EXPR_DEPTH, DEEPEST_UNCHECKED);
    history->deadline_us = g_get_monotonic_time() + UNCHECKED_MS * INT64_C(1000);
    sqlite3_progress_handler(history->sqlite, OPERATIONS, is_late, history);
}

static void trust(const struct history *history)
{
    sqlite3_limit(history->sqlite, SQLITE_LIMIT_LENGTH, LONGEST);
    sqlite3_limit(history->sqlite, SQLITE_LIMIT_EXPR_DEPTH, USUAL_DEPTH);
    sqlite3_progress_handler(history->sqlite, 0, NULL, NULL);
}

// The definitions in a database; NULL and an error.
static GPtrArray *read_definitions(const struct history *history, GError **error)
{
    static const char query[] = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL";
    g_autoptr(GPtrArray) definitions = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(sqlite3_stmt) statement = database_prepare(history, query, error);
    GError *wrong = NULL;
    if (statement == NULL)
        return NULL;
    while (database_step(history, statement, &wrong))
        g_ptr_array_add(definitions, column_text(statement, 0));
    if (wrong == NULL)
        return g_steal_pointer(&definitions);
    g_propagate_error(error, wrong);
    return NULL;
}

// Those that benchrun makes, each of which must be there.
static GHashTable *make_expected(const struct history *history, int64_t version, GError **error)
{
    struct history model = {.path = history->path};
    bool is_good = sqlite3_open(":memory:", &model.sqlite) == SQLITE_OK;
    for (int64_t i = 0; is_good && i < version; i++)
        is_good = database_execute(&model, schema_steps[i], error);
    g_autoptr(GPtrArray) definitions = is_good ? read_definitions(&model, error) : NULL;
    sqlite3_close(model.sqlite);
    GHashTable *expected =
        definitions != NULL ? g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL) : NULL;
    for (guint i = 0; definitions != NULL && i < definitions->len; i++)
        g_hash_table_add(expected, g_strdup(g_ptr_array_index(definitions, i)));
    return expected;
}

static bool is_harmless(const char *definition)
{
    static const char *const statistics[] = {
        "CREATE TABLE sqlite_stat1(tbl,idx,stat)",
        "CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)",
        NULL,
    };
    return g_ascii_strncasecmp(definition, "CREATE VIEW ", strlen("CREATE VIEW ")) == 0 ||
           g_ascii_strncasecmp(definition, "CREATE TRIGGER ", strlen("CREATE TRIGGER ")) == 0 ||
           g_strv_contains(statistics, definition);
}

bool schema_check(struct history *history, int64_t version, GError **error)
{
    g_autoptr(GHashTable) expected = make_expected(history, version, error);
    g_autoptr(GPtrArray) found = expected != NULL ? read_definitions(history, error) : NULL;
    bool is_good = found != NULL;
    for (guint i = 0; is_good && i < found->len; i++) {
        const char *definition = g_ptr_array_index(found, i);
        is_good = g_hash_table_remove(expected, definition) || is_harmless(definition);
    }
    is_good = is_good && g_hash_table_size(expected) == 0;
    if (is_good)
        trust(history);
    else if (found != NULL)
        g_set_error(error, HISTORY_ERROR, HISTORY_ERROR_FOREIGN,
                    "the tables of the history '%s' are not those that benchrun makes, so nothing "
                    "in it is read: put a copy of it back, or name another file",
                    history->path);
    return is_good;
}
