// SPDX-License-Identifier: MIT
#include "framework/history/join.h"

#include <criterion/criterion.h>

#include "framework/history/verify.h"
#include "framework/history/writer.h"
#include "sample_history.h"

static struct sample_history samples[2];

static void set_up(void)
{
    for (int i = 0; i < 2; i++)
        sample_history_init(&samples[i]);
}

static void tear_down(void)
{
    for (int i = 0; i < 2; i++)
        sample_history_clear(&samples[i]);
}

TestSuite(join, .init = set_up, .fini = tear_down);

static struct history_added join(void)
{
    g_autoptr(GError) error = NULL;
    struct history_added added = {0};
    struct history_check check;
    g_autoptr(History) into = history_open(samples[0].path, HISTORY_WRITES, &error);
    g_autoptr(History) from = history_open(samples[1].path, HISTORY_READS, &error);
    cr_assert(history_join(into, from, &added, &error), "%s", error->message);
    cr_assert(history_verify(into, &check, &error), "%s", error->message);
    cr_expect_eq(check.problems->len, 0);
    history_check_clear(&check);
    return added;
}

static void accept(const char *path, const char *case_id)
{
    g_autoptr(History) history = history_open(path, HISTORY_WRITES, NULL);
    g_autoptr(Writer) writer = writer_new(history, NULL);
    cr_assert(writer_put_accepted(writer, case_id, "c1", 1, NULL));
}

Test(join, adds_runs_that_are_new_with_all_that_belongs_to_them)
{
    const struct history_filter everything = {0};
    struct sample_run run = {"a", "2026-01-01T00:00:00Z", "c1", "c0", 1, NULL, "m1", 1000, 5, 1, 0,
                             NULL};
    sample_run_add(samples[0].path, &run);
    sample_run_add(samples[1].path, &run);
    sample_run_add(samples[1].path, &(struct sample_run){"b", NULL, "c2", "c1 c0", 2, "sum/lanes",
                                                         "m2", 2000, 0, 2, 0, NULL});
    accept(samples[0].path, "sum/plain");
    accept(samples[1].path, "sum/plain");
    accept(samples[1].path, "sum/lanes");
    struct history_added added = join();
    cr_expect_eq(added.runs, 1);
    cr_expect_eq(added.known, 1);
    cr_expect_eq(added.points, 1);
    g_autoptr(History) history = history_open(samples[0].path, HISTORY_READS, NULL);
    cr_expect_eq(database_ask(history, "SELECT count(*) FROM accepted", NULL), 2);
    cr_expect_eq(database_ask(history, "SELECT count(*) FROM reference", NULL), 2 * REFERENCES);
    cr_expect_eq(database_ask(history, "SELECT count(*) FROM duration", NULL), 2);
    g_autoptr(HistoryReading) reading = history_read(history, &everything, NULL);
    cr_assert_eq(reading->series->len, 3);
    const struct history_series *series = g_ptr_array_index(reading->series, 0);
    cr_expect_str_eq(series->case_id, "sum/lanes");
    const struct history_point *point = &g_array_index(series->points, struct history_point, 0);
    cr_expect_float_eq(point->value, 2000, 1e-6);
    cr_expect(point->low < 2000 && point->high > 2000);
    cr_expect_str_eq(point->run->machine, "m2");
    cr_expect_str_eq(point->run->commit->name, "c2");
    cr_expect_str_eq(point->run->commit->parents[1], "c0");
    cr_expect_eq(join().runs, 0);
}

Test(join, into_an_empty_history_copies_it)
{
    for (int i = 0; i < 5; i++) {
        g_autofree char *name = g_strdup_printf("r%d", i);
        sample_run_add(samples[1].path,
                       &(struct sample_run){name, NULL, name, "", i + 1, .time_ns = 1000});
    }
    struct history_added added = join();
    cr_expect_eq(added.runs, 5);
    cr_expect_eq(added.points, 5);
}

Test(join, keeps_of_the_same_run_the_one_with_more)
{
    struct sample_run run = {"a", "2026-01-01T00:00:00Z", "c1", "c0", 1, .time_ns = 1000};
    sample_run_add(samples[0].path, &run);
    run.time_ns = 1001;
    run.count = 5;
    sample_run_add(samples[1].path, &run);
    struct history_added more = join();
    cr_expect_eq(more.runs, 1);
    cr_expect_eq(more.replaced, 1);
    g_autoptr(History) history = history_open(samples[0].path, HISTORY_READS, NULL);
    cr_expect_eq(database_ask(history, "SELECT count(*) FROM point", NULL), 2);
    g_clear_pointer(&history, history_close);
    run.count = 0;
    run.time_ns = 2000;
    sample_history_clear(&samples[1]);
    sample_history_init(&samples[1]);
    sample_run_add(samples[1].path, &run);
    struct history_added less = join();
    cr_expect_eq(less.runs, 0);
    cr_expect_eq(less.known, 1);
}
