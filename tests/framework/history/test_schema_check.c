// SPDX-License-Identifier: MIT
#include "framework/history/schema_check.h"

#include <criterion/criterion.h>
#include <string.h>
#include <unistd.h>

#include "framework/history/store.h"
#include "sample_history.h"

static struct sample_history sample;

static void set_up(void)
{
    sample_history_init(&sample);
}

static void tear_down(void)
{
    sample_history_clear(&sample);
}

TestSuite(schema_check, .init = set_up, .fini = tear_down);

static void assert_refused(enum history_access access)
{
    g_autoptr(GError) error = NULL;
    cr_assert_null(history_open(sample.path, access, &error));
    cr_expect(g_error_matches(error, HISTORY_ERROR, HISTORY_ERROR_FOREIGN), "%s", error->message);
    cr_expect(strstr(error->message, "not those that benchrun makes"), "%s", error->message);
}

// SQLite would compute what they say, for hours if need be.
Test(schema_check, refuses_tables_that_are_not_its_own, .timeout = 60)
{
    static const char generated[] =
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'low REAL', "
        "'low REAL AS (instr(zeroblob(4000000), zeroblob(2000000) || 1))') WHERE name = 'point'";
    static const char statistics[] =
        "CREATE TABLE other (tbl, idx, x); INSERT INTO other VALUES ('point', 0, 0); PRAGMA "
        "writable_schema = ON; UPDATE sqlite_schema SET name = 'sqlite_stat1', tbl_name = "
        "'sqlite_stat1', sql = 'CREATE TABLE sqlite_stat1 (tbl, idx, x, stat AS "
        "(instr(zeroblob(4000000), zeroblob(2000000) || 1)))' WHERE name = 'other'";
    static const char *const changes[] = {
        "CREATE TABLE other (x)",
        "CREATE INDEX other ON point (value + 1)",
        "DROP INDEX point_by_run",
        generated,
        statistics,
    };
    for (size_t i = 0; i < G_N_ELEMENTS(changes); i++) {
        sample_run_add(sample.path, &(struct sample_run){"r1", .time_ns = 50});
        sample_history_change(&sample, changes[i]);
        assert_refused(HISTORY_READS);
        assert_refused(HISTORY_WRITES);
        cr_assert_eq(unlink(sample.path), 0);
    }
}

Test(schema_check, reads_a_file_with_views_and_statistics)
{
    sample_run_add(sample.path, &(struct sample_run){"r1", .time_ns = 50});
    sample_history_change(&sample, "CREATE VIEW mine AS SELECT * FROM point; ANALYZE");
    g_autoptr(GError) error = NULL;
    g_autoptr(History) history = history_open(sample.path, HISTORY_READS, &error);
    cr_assert_not_null(history, "%s", error->message);
    cr_expect_eq(database_ask(history, "SELECT count(*) FROM mine", NULL), HISTORY_UNKNOWN,
                 "views are off");
    cr_expect_gt(database_ask(history, "SELECT count(*) FROM point", NULL), 0);
}
