// SPDX-License-Identifier: MIT
#include "framework/history/series.h"

#include <criterion/criterion.h>

#include "framework/history/database.h"
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

TestSuite(series, .init = set_up, .fini = tear_down);

static struct history_reading *read_with(const struct history_filter *filter)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(History) history = history_open(sample.path, HISTORY_READS, &error);
    cr_assert_not_null(history, "%s", error->message);
    struct history_reading *reading = history_read(history, filter, &error);
    cr_assert_not_null(reading, "%s", error->message);
    return reading;
}

// The runs of a series in order, as `NAME NAME`.
static char *names_of(const struct history_series *series)
{
    GString *names = g_string_new(NULL);
    for (guint i = 0; i < series->points->len; i++)
        g_string_append_printf(names, "%s%s", i > 0 ? " " : "",
                               g_array_index(series->points, struct history_point, i).run->name);
    return g_string_free(names, FALSE);
}

static void assert_runs(const struct history_filter *filter, const char *expected)
{
    g_autoptr(HistoryReading) reading = read_with(filter);
    cr_assert_eq(reading->series->len, 1, "%u", reading->series->len);
    g_autofree char *names = names_of(g_ptr_array_index(reading->series, 0));
    cr_expect_str_eq(names, expected);
}

static void add(const struct sample_run *run)
{
    sample_run_add(sample.path, run);
}

Test(series, are_in_the_order_of_their_commits)
{
    const struct history_filter everything = {0};
    add(&(struct sample_run){"third", "2026-01-01T00:00:03Z", "c3", "c2", 300, .time_ns = 1000});
    add(&(struct sample_run){"first", "2026-01-01T00:00:02Z", "c1", "c0", 100, .time_ns = 2000});
    add(&(struct sample_run){"second", "2026-01-01T00:00:01Z", "c2", "c1", 50, .time_ns = 3000});
    assert_runs(&everything, "first second third");
}

Test(series, have_the_runs_of_one_commit_side_by_side)
{
    const struct history_filter everything = {0};
    add(&(struct sample_run){"b", "2026-01-01T00:00:05Z", "c1", "", 100, .time_ns = 1000});
    add(&(struct sample_run){"c", "2026-01-01T00:00:03Z", "c2", "c1", 100, .time_ns = 2000});
    add(&(struct sample_run){"a", "2026-01-01T00:00:01Z", "c1", "", 100, .time_ns = 3000});
    assert_runs(&everything, "a b c");
}

Test(series, put_a_run_without_a_commit_where_it_was_started)
{
    const struct history_filter everything = {0};
    add(&(struct sample_run){"late", "1970-01-01T00:04:10Z", .time_ns = 1000});
    add(&(struct sample_run){"new", NULL, "c2", "c1", 300, .time_ns = 2000});
    add(&(struct sample_run){"old", NULL, "c1", "", 200, .time_ns = 3000});
    add(&(struct sample_run){"early", "1970-01-01T00:01:00Z", .time_ns = 4000});
    assert_runs(&everything, "early old late new");
}

Test(series, place_a_commit_of_unknown_time_by_its_first_run)
{
    const struct history_filter everything = {0};
    add(&(struct sample_run){"b", "1970-01-01T00:04:10Z", "x", .time_ns = 1000});
    add(&(struct sample_run){"c", NULL, "c2", "", 300, .time_ns = 2000});
    add(&(struct sample_run){"a", NULL, "c1", "", 200, .time_ns = 3000});
    assert_runs(&everything, "a b c");
}

Test(series, are_those_that_the_filter_wants)
{
    add(&(struct sample_run){"a", NULL, "c1", "", 1, "sum/plain", "m1", 1000, .count = 5});
    add(&(struct sample_run){"b", NULL, "c2", "c1", 2, "sum/lanes", "m1", 1000, .count = 5});
    add(&(struct sample_run){"c", NULL, "c2", "c1", 2, "sum/plain", "m2", .time_ns = 1000});
    const char *const plain[] = {"plain", NULL};
    const char *const counts[] = {"instructions", NULL};
    const char *const none[] = {"cycles", NULL};
    const struct {
        struct history_filter filter;
        guint n;
    } rows[] = {
        {{0}, 5},
        {{.patterns = plain}, 3},
        {{.metrics = counts}, 2},
        {{.machine = "m2"}, 1},
        {{.machine = "m"}, 5},
        {{.machine = "m1", .patterns = plain, .metrics = counts}, 1},
        {{.metrics = none}, 0},
        {{.compiler = "gcc 12"}, 5},
        {{.compiler = "clang"}, 0},
        {{.branch = "main"}, 0},
        {{.machine = "' OR 1 --"}, 0},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(HistoryReading) reading = read_with(&rows[i].filter);
        cr_expect_eq(reading->series->len, rows[i].n, "row %zu: %u", i, reading->series->len);
    }
}

Test(series, have_the_newest_commits_with_all_their_runs)
{
    add(&(struct sample_run){"a", "2026-01-01T00:00:01Z", "c1", "", 1, .time_ns = 1000});
    add(&(struct sample_run){"b", "2026-01-01T00:00:02Z", "c2", "c1", 2, .time_ns = 1000});
    add(&(struct sample_run){"c", "2026-01-01T00:00:03Z", "c2", "c1", 2, .time_ns = 1000});
    add(&(struct sample_run){"d", "2026-01-01T00:00:04Z", "c3", "c2", 3, .time_ns = 1000});
    assert_runs(&(struct history_filter){.last = 1}, "d");
    assert_runs(&(struct history_filter){.last = 2}, "b c d");
    assert_runs(&(struct history_filter){.last = 9}, "a b c d");
}

// A million rows are read by the key of their series: with neither a look at others nor a sort.
// Removing a run finds its points by an index.
Test(series, are_found_by_their_key)
{
    g_autoptr(GError) error = NULL;
    add(&(struct sample_run){"a", .time_ns = 1000});
    g_autoptr(History) history = history_open(sample.path, HISTORY_READS, NULL);
    const char *const rows[][2] = {
        {HISTORY_POINTS_QUERY, "SEARCH point USING PRIMARY KEY (series=?)"},
        {"DELETE FROM run WHERE id = ?", "SEARCH run USING INTEGER PRIMARY KEY (rowid=?); "
                                         "SEARCH piece USING PRIMARY KEY (run=?); "
                                         "SEARCH duration USING PRIMARY KEY (run=?); "
                                         "SEARCH reference USING PRIMARY KEY (run=?); "
                                         "SEARCH point USING COVERING INDEX point_by_run (run=?)"},
        {"SELECT 1 FROM run WHERE revision = ?",
         "SEARCH run USING COVERING INDEX run_by_revision (revision=?)"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *sql = g_strconcat("EXPLAIN QUERY PLAN ", rows[i][0], NULL);
        g_autoptr(sqlite3_stmt) plan = database_prepare(history, sql, &error);
        cr_assert_not_null(plan, "%s", error->message);
        g_autoptr(GString) steps = g_string_new(NULL);
        while (database_step(history, plan, NULL))
            g_string_append_printf(steps, "%s%s", steps->len > 0 ? "; " : "",
                                   (const char *)sqlite3_column_text(plan, 3));
        cr_expect_str_eq(steps->str, rows[i][1], "%s", steps->str);
    }
}
