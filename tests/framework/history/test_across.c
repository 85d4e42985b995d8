// SPDX-License-Identifier: MIT
// Made-up machines, whose references and times are known.
#include "framework/history/across.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "framework/history/database.h"
#include "sample_history.h"

static struct sample_history sample;
static guint n_runs;

static void set_up(void)
{
    sample_history_init(&sample);
    n_runs = 0;
}

static void tear_down(void)
{
    sample_history_clear(&sample);
}

TestSuite(across, .init = set_up, .fini = tear_down);

// A machine, by what it takes longer than others for all, and for what waits for the L2.
struct made {
    const char *name;
    double scale, l2_scale;
};

static const struct made machines[] = {{"m1", 1, 1}, {"m2", 2, 1.5}, {"m3", 1.25, 0.5}};

// Commit `n` measured on a machine.
static void add(const struct made *machine, int n, double time_ns)
{
    g_autofree char *run = g_strdup_printf("r%u", n_runs++);
    g_autofree char *commit = g_strdup_printf("c%d", n);
    g_autofree char *parent = g_strdup_printf("c%d", n - 1);
    sample_run_add(sample.path, &(struct sample_run){
                                    .id = run,
                                    .commit = commit,
                                    .parents = parent,
                                    .time_s = 1000 + n,
                                    .machine = machine->name,
                                    .time_ns = time_ns,
                                    .scale = machine->scale,
                                    .l2_scale = machine->l2_scale,
                                });
}

static struct history_reading *read_series(const struct history_filter *filter)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(History) history = history_open(sample.path, HISTORY_READS, &error);
    struct history_reading *reading = history_read(history, filter, &error);
    cr_assert_not_null(reading, "%s", error ? error->message : "");
    return reading;
}

static struct history_reading *read_across(void)
{
    const struct history_filter across = {.across_machines = true};
    return read_series(&across);
}

static void change(const char *sql)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(History) history = history_open(sample.path, HISTORY_WRITES, NULL);
    cr_assert(database_execute(history, sql, &error), "%s", error->message);
}

static const struct history_series *only_series(const struct history_reading *reading)
{
    cr_assert_eq(reading->series->len, 1);
    return g_ptr_array_index(reading->series, 0);
}

static const struct history_point *point_at(const struct history_series *series, guint i)
{
    return &g_array_index(series->points, struct history_point, i);
}

// The machines in turn measure a case that waits for the L2, in which the fifth of eleven commits
// changed something. The last is on m3.
static void add_rotating(void)
{
    for (int n = 0; n <= 11; n++) {
        const struct made *machine = &machines[n % 3];
        add(machine, n, (n < 5 ? 100 : 150) * machine->scale * machine->l2_scale);
    }
}

Test(across, joins_times_by_the_reference_that_a_case_follows)
{
    add_rotating();
    g_autoptr(HistoryReading) reading = read_across();
    const struct history_series *series = only_series(reading);
    cr_expect_str_eq(series->machine, "x86_64 machines");
    cr_expect_eq(series->normalised.n_machines, 3);
    cr_expect_str_eq(series->normalised.reference, "l2");
    cr_expect_str_eq(series->normalised.machine, "m3");
    cr_expect(series->normalised.is_tested);
    cr_assert_eq(series->points->len, 12);
    for (guint i = 0; i < 12; i++) {
        cr_expect_float_eq(point_at(series, i)->value, (i < 5 ? 100 : 150) * 1.25 * 0.5, 1e-6);
        cr_expect_str_eq(point_at(series, i)->run->machine, machines[i % 3].name);
    }
    cr_expect_eq(reading->notes->len, 0);
}

// The step is in one of the four times that a machine came after another, so its median is not.
Test(across, has_no_change_of_the_code_in_the_error)
{
    add_rotating();
    g_autoptr(HistoryReading) reading = read_across();
    const struct history_series *series = only_series(reading);
    cr_expect_lt(series->normalised.error, 1e-6);
}

Test(across, adds_the_error_to_the_intervals_in_quadrature)
{
    const struct history_filter apart = {0};
    const double factors[] = {1, 1.02, 0.99}; // that no reference knows of
    for (int n = 0; n < 9; n++)
        add(&machines[n % 3], n, 100 * machines[n % 3].scale * factors[n % 3]);
    g_autoptr(HistoryReading) before = read_series(&apart);
    g_autoptr(HistoryReading) reading = read_across();
    const struct history_series *series = only_series(reading);
    double error = series->normalised.error;
    cr_expect(error > 0.01 && error < 0.2, "%g", error);
    const struct history_series *own = g_ptr_array_index(before->series, 0); // of m1
    const struct history_point *was = point_at(own, 0);
    const struct history_point *is = point_at(series, 0);
    cr_expect_float_eq(log(is->high / is->value), hypot(log(was->high / was->value), error), 1e-9);
    cr_expect_float_eq(log(is->value / is->low), hypot(log(was->value / was->low), error), 1e-9);
}

Test(across, is_only_where_it_is_asked_for)
{
    const struct history_filter apart = {.with_references = true};
    add_rotating();
    g_autoptr(HistoryReading) reading = read_series(&apart);
    cr_assert_eq(reading->series->len, 3);
    for (guint i = 0; i < 3; i++) {
        const struct history_series *series = g_ptr_array_index(reading->series, i);
        cr_expect_eq(series->normalised.n_machines, 0);
    }
}

Test(across, of_two_machines_says_that_it_is_not_tested)
{
    for (int n = 0; n < 6; n++)
        add(&machines[n % 2], n, 100 * machines[n % 2].scale * machines[n % 2].l2_scale);
    g_autoptr(HistoryReading) reading = read_across();
    const struct history_series *series = only_series(reading);
    cr_expect_not(series->normalised.is_tested);
    cr_expect_null(series->normalised.reference);
    // The mean of the logs has an eighth of what l2 has, and the rest is left.
    cr_expect_float_eq(series->normalised.error, log(1.5) * 7 / 8, 1e-6);
}

Test(across, leaves_out_machines_without_references_and_says_so)
{
    const struct made without = {"m9", 0, 0};
    add_rotating();
    add(&without, 12, 77);
    g_autoptr(HistoryReading) reading = read_across();
    cr_expect_eq(only_series(reading)->points->len, 12);
    cr_assert_eq(reading->notes->len, 1);
    cr_expect_str_eq((const char *)g_ptr_array_index(reading->notes, 0),
                     "left out: 1 machine without references, which 'run --references' measures "
                     "(m9)");
}

Test(across, leaves_what_one_machine_measured)
{
    const struct made without = {"m9", 0, 0};
    add(&without, 0, 77);
    g_autoptr(HistoryReading) reading = read_across();
    const struct history_series *series = only_series(reading);
    cr_expect_eq(series->normalised.n_machines, 0);
    cr_expect_str_eq(series->machine, "m9");
    cr_expect_eq(reading->notes->len, 0);
}

Test(across, keeps_architectures_and_other_metrics_apart)
{
    add_rotating();
    for (int i = 0; i < 2; i++)
        sample_run_add(sample.path, &(struct sample_run){.id = i == 0 ? "arm" : "x86",
                                                         .machine = i == 0 ? "a1" : "m1",
                                                         .arch = i == 0 ? "aarch64" : NULL,
                                                         .time_ns = 1000,
                                                         .count = 5,
                                                         .scale = 1,
                                                         .l2_scale = 1});
    g_autoptr(HistoryReading) reading = read_across();
    cr_assert_eq(reading->series->len, 4);
    static const char *const expected[] = {"instructions a1", "instructions m1", "time a1",
                                           "time x86_64 machines"};
    for (guint i = 0; i < 4; i++) {
        const struct history_series *series = g_ptr_array_index(reading->series, i);
        g_autofree char *found = g_strdup_printf("%s %s", series->metric, series->machine);
        cr_expect_str_eq(found, expected[i]);
    }
    cr_assert_eq(reading->notes->len, 1);
    cr_expect_not_null(strstr(g_ptr_array_index(reading->notes, 0), "only times are joined"));
}

Test(across, takes_the_newest_commits_of_what_was_joined)
{
    const struct history_filter last = {.across_machines = true, .last = 4};
    add_rotating();
    g_autoptr(HistoryReading) reading = read_series(&last);
    const struct history_series *series = only_series(reading);
    cr_assert_eq(series->points->len, 4);
    cr_expect_str_eq(point_at(series, 0)->run->commit->name, "c8");
    cr_expect_str_eq(series->normalised.reference, "l2", "all of them count for the choice");
}

// What a file may hold that is not ours: every number that is left is one.
Test(across, survives_hostile_numbers)
{
    static const char *const changes[] = {
        "UPDATE reference SET value = 1e308 WHERE run % 2 = 0",
        "UPDATE reference SET value = 5e-324",
        "UPDATE reference SET value = 0 WHERE name = 'l2'",
        "UPDATE reference SET value = -1 WHERE run = 1",
        "UPDATE reference SET value = 9e999",
        "UPDATE reference SET name = 'other' WHERE name = 'l1'",
        "UPDATE point SET value = 1.7e308 WHERE run = 2",
        "UPDATE point SET value = 5e-324 WHERE run = 3",
        "UPDATE point SET value = -1, low = -2, high = 0",
        "UPDATE point SET low = high + 1, high = 0",
        "UPDATE point SET low = 0, high = 1e308 WHERE run = 1",
        "UPDATE machine SET about = '{\"arch\": 7}'",
        "UPDATE machine SET about = 'x86' WHERE id = 1",
        "UPDATE run SET machine = 1",
    };
    gsize length = 0;
    g_autofree char *file = NULL;
    add_rotating();
    cr_assert(g_file_get_contents(sample.path, &file, &length, NULL));
    for (size_t i = 0; i < G_N_ELEMENTS(changes); i++) {
        cr_assert(g_file_set_contents(sample.path, file, (gssize)length, NULL));
        change(changes[i]);
        g_autoptr(HistoryReading) reading = read_across();
        for (guint s = 0; s < reading->series->len; s++) {
            const struct history_series *series = g_ptr_array_index(reading->series, s);
            cr_expect_gt(series->points->len, 0);
            for (guint p = 0; p < series->points->len; p++)
                cr_expect(isfinite(point_at(series, p)->value), "%s", changes[i]);
        }
    }
}
