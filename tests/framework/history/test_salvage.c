// SPDX-License-Identifier: MIT
#include "framework/history/salvage.h"

#include <criterion/criterion.h>
#include <string.h>

#include "framework/history/database.h"
#include "framework/history/verify.h"
#include "sample_history.h"

enum { RUNS = 30, CASES = 8, PAGE = 4096 };

static struct sample_history sample;

static void set_up(void)
{
    sample_history_init(&sample);
    for (int i = 0; i < RUNS * CASES; i++) {
        g_autofree char *name = g_strdup_printf("r%d", i);
        g_autofree char *commit = g_strdup_printf("c%d", i / CASES);
        g_autofree char *case_id = g_strdup_printf("sum/case%d", i % CASES);
        sample_run_add(sample.path, &(struct sample_run){name, .commit = commit, .time_s = 1 + i,
                                                         .case_id = case_id, .time_ns = 100 + i,
                                                         .count = 1000 + i, .scale = 1});
    }
}

static void tear_down(void)
{
    sample_history_clear(&sample);
}

TestSuite(salvage, .init = set_up, .fini = tear_down);

static char *read_file(gsize *length)
{
    char *content = NULL;
    g_autoptr(History) history = history_open(sample.path, HISTORY_WRITES, NULL);
    cr_assert(database_execute(history, "PRAGMA wal_checkpoint(TRUNCATE)", NULL));
    cr_assert(g_file_get_contents(sample.path, &content, length, NULL));
    return content;
}

static struct history *salvage(bool *is_whole)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(History) damaged = history_open(sample.path, HISTORY_READS, &error);
    struct history *copy = damaged != NULL ? history_salvage(damaged, is_whole, &error) : NULL;
    if (copy == NULL)
        cr_expect(g_error_matches(error, HISTORY_ERROR, HISTORY_ERROR_BROKEN), "%s",
                  error->message);
    return copy;
}

// All that it holds is right: a value, its case and its commit follow from the run's name.
static int64_t count_right(const struct history *history)
{
    static const char wrong[] =
        "SELECT count(*) FROM point JOIN run ON run.id = run JOIN series ON series.id = series"
        " JOIN revision ON revision.id = run.revision WHERE value <> substr(run.name, 2) +"
        " iif(metric = 'time', 100, 1000) OR case_id <> 'sum/case' || (substr(run.name, 2) % 8)"
        " OR revision.name <> 'c' || (substr(run.name, 2) / 8)";
    struct history_check check;
    cr_assert(history_verify((struct history *)history, &check, NULL));
    cr_expect_eq(check.points, database_ask(history, "SELECT count(*) FROM point", NULL));
    int64_t n_points = check.points;
    history_check_clear(&check);
    cr_expect_eq(database_ask(history, wrong, NULL), 0);
    return n_points;
}

Test(salvage, takes_all_of_a_file_that_is_not_damaged)
{
    bool is_whole = false;
    g_autoptr(History) copy = salvage(&is_whole);
    cr_expect(is_whole);
    cr_expect_eq(count_right(copy), 2 * RUNS * CASES);
    cr_expect_eq(database_ask(copy, "SELECT count(*) FROM reference", NULL), RUNS * CASES * 8);
}

Test(salvage, loses_only_what_is_on_a_page_that_is_damaged, .timeout = 120)
{
    gsize length = 0;
    g_autofree char *content = read_file(&length);
    int n_pages = (int)(length / PAGE), n_lost = 0, n_unread = 0, n_most = 0;
    for (int page = 1; page < n_pages; page++) {
        bool is_whole = false;
        g_autofree char *damaged = g_memdup2(content, length);
        memset(damaged + (gsize)page * PAGE, 0xff, PAGE);
        cr_assert(g_file_set_contents(sample.path, damaged, (gssize)length, NULL));
        g_autoptr(History) copy = salvage(&is_whole);
        if (copy == NULL) {
            n_unread++;
            continue;
        }
        int lost = 2 * RUNS * CASES - (int)count_right(copy);
        cr_expect(lost == 0 || !is_whole, "page %d", page);
        n_lost += lost > 0;
        n_most += lost >= RUNS * CASES;
    }
    // All rows of a table hang on its first page.
    cr_expect_leq(n_unread + n_most, 3);
    cr_expect_gt(n_lost, n_most);
    cr_expect_lt(n_lost, n_pages / 2);
}
