// SPDX-License-Identifier: MIT
#include "framework/history/salvage.h"

#include "framework/history/database.h"
#include "framework/history/schema.h"

// How many keys in a row that cannot be read end a table: a page that leads to others may hide
// many.
enum { MOST_HIDDEN = 100 * 1000 };

// Read by the first column of the key, or as they lie. Names of machines and commits are in an
// index, too.
static const struct table {
    const char *name;
    const char *key;     // NULL: no number, by which one can go on
    const char *indexed; // a column; NULL: all, of the table itself
} tables[] = {
    {"machine", "id", NULL},    {"machine", NULL, "identity"}, {"revision", "id", NULL},
    {"revision", NULL, "name"}, {"parent", "revision", NULL},  {"run", "id", NULL},
    {"series", "id", NULL},     {"point", "series", NULL},     {"reference", "run", NULL},
    {"duration", "run", NULL},  {"piece", "run", NULL},        {"accepted", NULL, NULL},
    {"ancestry", NULL, NULL},
};

// Rows whose run, or what it needs, could not be read, and runs of which nothing is left.
static const char incomplete[] =
    "DELETE FROM run WHERE machine NOT IN (SELECT id FROM machine)"
    " OR revision NOT IN (SELECT id FROM revision);"
    "DELETE FROM series WHERE machine NOT IN (SELECT id FROM machine);"
    "DELETE FROM point WHERE run NOT IN (SELECT id FROM run)"
    " OR series NOT IN (SELECT id FROM series);"
    "DELETE FROM run WHERE id NOT IN (SELECT run FROM point);"
    "DELETE FROM parent WHERE revision NOT IN (SELECT id FROM revision);"
    "DELETE FROM reference WHERE run NOT IN (SELECT id FROM run);"
    "DELETE FROM duration WHERE run NOT IN (SELECT id FROM run);"
    "DELETE FROM piece WHERE run NOT IN (SELECT id FROM run)";

// A run that may have lost values is no longer the same as that of its result file, but one of
// which less is there (same_run.h): adding the file again replaces it.
static const char lessened[] = "UPDATE run SET identity = identity || ' in part';"
                               "INSERT INTO piece SELECT id, name FROM run"
                               " WHERE id NOT IN (SELECT run FROM piece)";

struct salvage {
    const struct history *from, *into;
    const struct table *table;
    sqlite3_stmt *put;
    bool is_whole;
};

// All rows, or those of a key; `compare` and `order` are words of SQL.
static sqlite3_stmt *prepare_reading(const struct salvage *salvage, const char *compare,
                                     const char *order, GError **error)
{
    const struct table *table = salvage->table;
    const char *name = table->name;
    g_autofree char *sql =
        table->key != NULL ? g_strdup_printf("SELECT * FROM %s WHERE %s %s ? ORDER BY 1 %s, 2 %s",
                                             name, table->key, compare, order, order)
        : table->indexed != NULL
            ? g_strdup_printf("SELECT id, %s FROM %s INDEXED BY sqlite_autoindex_%s_1"
                              " ORDER BY 2 %s",
                              table->indexed, name, name, order)
            : g_strdup_printf("SELECT * FROM %s ORDER BY 1 %s, 2 %s", name, order, order);
    return database_prepare(salvage->from, sql, error);
}

static sqlite3_stmt *prepare_writing(const struct salvage *salvage, int n_columns, GError **error)
{
    const struct table *table = salvage->table;
    g_autoptr(GString) sql = g_string_new(NULL);
    g_string_printf(sql, "INSERT OR IGNORE INTO %s ", table->name);
    if (table->indexed != NULL)
        g_string_append_printf(sql, "(id, %s) ", table->indexed);
    g_string_append(sql, "VALUES (?");
    for (int i = 1; i < n_columns; i++)
        g_string_append(sql, ", ?");
    g_string_append_c(sql, ')');
    return database_prepare(salvage->into, sql->str, error);
}

static void put_row(struct salvage *salvage, sqlite3_stmt *row)
{
    for (int i = 0; i < sqlite3_column_count(row); i++)
        sqlite3_bind_value(salvage->put, i + 1, sqlite3_column_value(row, i));
    // A row that does not fit into its table is one of a damaged page.
    salvage->is_whole &= database_finish(salvage->into, salvage->put, NULL);
}

// Takes rows to the last, or to one that cannot be read; `last` is set to the key of each.
static bool take_rows(struct salvage *salvage, sqlite3_stmt *rows, int64_t key, int64_t *last)
{
    GError *wrong = NULL;
    if (salvage->table->key != NULL)
        bind_integer(rows, 1, key);
    while (database_step(salvage->from, rows, &wrong)) {
        *last = column_integer(rows, 0);
        put_row(salvage, rows);
    }
    if (wrong == NULL)
        return true;
    salvage->is_whole = false;
    g_error_free(wrong);
    return false;
}

// From one key that can be read to the next, and from behind within a key that can be read in part.
static void take_by_number(struct salvage *salvage, sqlite3_stmt *forward, sqlite3_stmt *backward)
{
    int64_t last = 0;
    for (int64_t key = 0, n_hidden = 0; n_hidden < MOST_HIDDEN; key = last + 1) {
        last = key;
        if (take_rows(salvage, forward, key, &last))
            break;
        n_hidden = last > key ? 0 : n_hidden + 1;
        take_rows(salvage, backward, last, &last);
    }
}

static bool take_table(struct salvage *salvage, const struct table *table, GError **error)
{
    int64_t last = 0;
    salvage->table = table;
    g_autoptr(sqlite3_stmt) forward = prepare_reading(salvage, ">=", "ASC", error);
    g_autoptr(sqlite3_stmt) backward =
        forward != NULL ? prepare_reading(salvage, "=", "DESC", error) : NULL;
    g_autoptr(sqlite3_stmt) put =
        backward != NULL ? prepare_writing(salvage, sqlite3_column_count(forward), error) : NULL;
    salvage->put = put;
    if (put == NULL)
        return false;
    if (table->key != NULL)
        take_by_number(salvage, forward, backward);
    else if (!take_rows(salvage, forward, 0, &last))
        take_rows(salvage, backward, 0, &last);
    return true;
}

// In a file that SQLite removes by itself.
static struct history *new_copy(const struct history *of, GError **error)
{
    g_autoptr(History) copy = g_new0(struct history, 1);
    copy->path = g_strdup(of->path);
    copy->real = g_strdup(of->real);
    copy->is_writable = true;
    if (sqlite3_open("", &copy->sqlite) != SQLITE_OK) {
        database_fail(copy, error);
        return NULL;
    }
    bool is_good = true;
    for (size_t i = 0; is_good && schema_steps[i] != NULL; i++)
        is_good = database_execute(copy, schema_steps[i], error);
    return is_good ? g_steal_pointer(&copy) : NULL;
}

struct history *history_salvage(const struct history *damaged, bool *is_whole, GError **error)
{
    g_autoptr(History) copy = new_copy(damaged, error);
    struct salvage salvage = {.from = damaged, .into = copy, .is_whole = true};
    if (copy == NULL || !database_begin(copy, error))
        return NULL;
    bool is_good = database_execute(damaged, "BEGIN", error);
    for (size_t i = 0; is_good && i < G_N_ELEMENTS(tables); i++)
        is_good = take_table(&salvage, &tables[i], error);
    sqlite3_exec(damaged->sqlite, "ROLLBACK", NULL, NULL, NULL);
    int64_t n_before = sqlite3_total_changes64(copy->sqlite);
    is_good = is_good && database_is_unchanged(damaged, error) &&
              database_execute(copy, incomplete, error);
    *is_whole = salvage.is_whole && sqlite3_total_changes64(copy->sqlite) == n_before;
    is_good = is_good && (*is_whole || database_execute(copy, lessened, error));
    return database_end(copy, is_good, error) ? g_steal_pointer(&copy) : NULL;
}
