// SPDX-License-Identifier: MIT
#include "framework/history/verify.h"

#include "framework/history/database.h"

enum { MOST_PROBLEMS = 20 };

void history_check_clear(struct history_check *check)
{
    g_clear_pointer(&check->problems, g_ptr_array_unref);
}

// SQLite says several things in one row.
static void add_lines(GPtrArray *problems, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text != NULL ? text : "", "\n", -1);
    for (char **line = lines; *line != NULL; line++)
        if (**line != '\0')
            g_ptr_array_add(problems, g_strdup(*line));
}

// Adds a row's words to the problems.
static bool list_rows(struct history *history, const char *sql, GPtrArray *problems, GError **error)
{
    GError *wrong = NULL;
    g_autoptr(sqlite3_stmt) rows = database_prepare(history, sql, error);
    if (rows == NULL)
        return false;
    while (problems->len < MOST_PROBLEMS && database_step(history, rows, &wrong))
        add_lines(problems, (const char *)sqlite3_column_text(rows, 0));
    if (wrong != NULL)
        g_propagate_error(error, wrong);
    return wrong == NULL;
}

static const char *const checks[] = {
    "SELECT integrity_check FROM pragma_integrity_check(20) WHERE integrity_check <> 'ok'",
    "SELECT 'table ' || \"table\" || ', row ' || ifnull(rowid, '?') || ': its ' || parent ||"
    " ' is missing' FROM pragma_foreign_key_check",
    "SELECT 'series ' || id || ' (' || case_id || ', ' || metric || ') has no points' FROM series"
    " WHERE NOT EXISTS (SELECT 1 FROM point WHERE series = series.id)",
    "SELECT 'run ' || name || ' has no points' FROM run"
    " WHERE NOT EXISTS (SELECT 1 FROM point WHERE run = run.id)",
    "SELECT 'commit ' || name || ' has no run' FROM revision"
    " WHERE NOT EXISTS (SELECT 1 FROM run WHERE revision = revision.id)",
    "SELECT 'machine ' || identity || ' has no run' FROM machine"
    " WHERE NOT EXISTS (SELECT 1 FROM run WHERE machine = machine.id)",
};

static bool count(struct history *history, struct history_check *check, GError **error)
{
    const struct {
        const char *sql;
        int64_t *n;
    } rows[] = {
        {"SELECT count(*) FROM run", &check->runs},
        {"SELECT count(*) FROM revision", &check->commits},
        {"SELECT count(*) FROM machine", &check->machines},
        {"SELECT count(*) FROM series", &check->series},
        {"SELECT count(*) FROM point", &check->points},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        *rows[i].n = database_ask(history, rows[i].sql, error);
        if (*rows[i].n == HISTORY_UNKNOWN)
            return false;
    }
    return true;
}

bool history_verify(struct history *history, struct history_check *check, GError **error)
{
    GError *wrong = NULL;
    *check = (struct history_check){.problems = g_ptr_array_new_with_free_func(g_free)};
    for (size_t i = 0; i < G_N_ELEMENTS(checks) && wrong == NULL; i++)
        list_rows(history, checks[i], check->problems, &wrong);
    if (wrong == NULL)
        count(history, check, &wrong);
    // What SQLite found first says more than that it could not go on.
    if (wrong != NULL && check->problems->len > 0)
        g_clear_error(&wrong);
    if (wrong != NULL)
        g_propagate_error(error, wrong);
    return wrong == NULL && database_is_unchanged(history, error);
}
