// SPDX-License-Identifier: MIT
#include "framework/history/prune.h"

#include <criterion/criterion.h>

#include "framework/history/database.h"
#include "framework/history/verify.h"
#include "sample_history.h"

static struct sample_history sample;

static void set_up(void)
{
    sample_history_init(&sample);
    // Two machines; of the first, two runs of the newest commit.
    const struct sample_run runs[] = {
        {"a1", "2026-01-01T00:00:00Z", "c1", "", 1, NULL, "m1", 1000, 5, 1, 0, NULL},
        {"a2", "2026-01-02T00:00:00Z", "c2", "c1", 2, NULL, "m1", 1000, 5, 1, 0, NULL},
        {"a3", "2026-01-03T00:00:00Z", "c3", "c2", 3, NULL, "m1", 1000, 0, 1, 0, NULL},
        {"a4", "2026-01-04T00:00:00Z", "c3", "c2", 3, NULL, "m1", 1000, 0, 1, 0, NULL},
        {"b1", "2026-01-05T00:00:00Z", "c1", "", 1, NULL, "m2", 1000, 0, 1, 0, NULL},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(runs); i++)
        sample_run_add(sample.path, &runs[i]);
}

static void tear_down(void)
{
    sample_history_clear(&sample);
}

TestSuite(prune, .init = set_up, .fini = tear_down);

static struct history_pruned prune(const struct history_filter *filter, guint keep, int64_t before)
{
    g_autoptr(GError) error = NULL;
    struct history_pruned pruned;
    struct history_check check;
    g_autoptr(History) history = history_open(sample.path, HISTORY_WRITES, &error);
    cr_assert_not_null(history, "%s", error->message);
    cr_assert(history_prune_runs(history, filter, keep, before, false, &pruned, &error), "%s",
              error->message);
    cr_assert(history_verify(history, &check, &error), "%s", error->message);
    cr_expect_eq(check.problems->len, 0);
    cr_expect_eq(check.runs, pruned.left);
    cr_expect_eq(database_ask(history, "SELECT count(*) FROM reference", NULL),
                 REFERENCES * (int64_t)pruned.left);
    history_check_clear(&check);
    return pruned;
}

static char *names_left(void)
{
    const struct history_filter everything = {0};
    g_autoptr(GString) names = g_string_new(NULL);
    g_autoptr(History) history = history_open(sample.path, HISTORY_READS, NULL);
    g_autoptr(HistoryReading) reading = history_read_runs(history, &everything, NULL);
    for (guint i = 0; i < reading->runs->len; i++)
        g_string_append_printf(names, "%s ",
                               ((struct history_run *)g_ptr_array_index(reading->runs, i))->name);
    return g_strdup(names->str);
}

static void expect_left(const char *expected)
{
    g_autofree char *left = names_left();
    cr_expect_str_eq(left, expected);
}

Test(prune, keeps_the_newest_commits_of_each_machine_with_all_their_runs)
{
    const struct history_filter everything = {0};
    struct history_pruned pruned = prune(&everything, 1, HISTORY_UNKNOWN);
    cr_expect_eq(pruned.runs, 2);
    cr_expect_eq(pruned.points, 4);
    cr_expect_eq(pruned.series, 1, "nobody counts instructions any more");
    cr_expect_eq(pruned.commits, 1, "the other machine has the first one");
    cr_expect_eq(pruned.machines, 0);
    expect_left("b1 a3 a4 ");
}

Test(prune, removes_what_was_started_before)
{
    const struct history_filter everything = {0};
    struct history_pruned pruned = prune(&everything, 0, 1767398400 /* 2026-01-03 */);
    cr_expect_eq(pruned.runs, 2);
    expect_left("b1 a3 a4 ");
}

Test(prune, leaves_what_the_filter_does_not_want)
{
    const struct history_filter first = {.machine = "m1"};
    struct history_pruned pruned = prune(&first, 0, G_MAXINT64);
    cr_expect_eq(pruned.runs, 4);
    cr_expect_eq(pruned.machines, 1);
    expect_left("b1 ");
}

static void expect_ancestry(int64_t n)
{
    g_autoptr(History) history = history_open(sample.path, HISTORY_READS, NULL);
    cr_expect_eq(database_ask(history, "SELECT count(*) FROM ancestry", NULL), n);
}

// c3 - x2 - c2 - x1 - c1 - x0 - y0, of which those with a c were measured.
Test(prune, forgets_ancestors_that_place_no_commit_any_more)
{
    char *const lines[] = {(char *)"c3 x2",
                           (char *)"x2 c2",
                           (char *)"c2 x1",
                           (char *)"x1 c1",
                           (char *)"c1 x0",
                           (char *)"x0 y0",
                           NULL};
    const struct history_filter everything = {0};
    const struct history_filter second = {.machine = "m2"};
    g_autoptr(History) history = history_open(sample.path, HISTORY_WRITES, NULL);
    cr_assert(history_add_ancestry(history, lines, NULL));
    g_clear_pointer(&history, history_close);
    prune(&everything, 9, HISTORY_UNKNOWN);
    expect_ancestry(6); // nothing was removed
    prune(&everything, 1, HISTORY_UNKNOWN);
    expect_ancestry(4); // c1 and c3 are left
    expect_left("b1 a3 a4 ");
    prune(&second, 0, G_MAXINT64);
    expect_ancestry(0);
    expect_left("a3 a4 ");
}
