// SPDX-License-Identifier: MIT
#include "framework/compare/metric_changes.h"

#include <criterion/criterion.h>
#include <math.h>

#include "tests/framework/stats/random_normal.h"

static struct result *make_result(const char *name, double value, bool is_exact)
{
    struct bench_case *bench_case = g_new0(struct bench_case, 1);
    bench_case->group = g_strdup("g");
    bench_case->name = g_strdup("n");
    bench_case->suite = g_strdup("s");
    case_name(bench_case);
    struct result *result = result_new(bench_case);
    result_set_metric(result, name, "memory", value)->is_exact = is_exact;
    return result;
}

// Of a metric of that name, with these values in base and head.
static enum verdict judge_by(struct thresholds thresholds, const char *name, double base,
                             double head)
{
    g_autoptr(Result) of_base = make_result(name, base, true);
    g_autoptr(Result) of_head = make_result(name, head, true);
    struct comparison *comparison = comparison_new("g/n", "g/n");
    g_autoptr(GPtrArray) comparisons = g_ptr_array_new();
    g_ptr_array_add(comparisons, comparison);
    metric_changes_collect(of_base, of_head, &thresholds, comparison);
    metric_changes_decide(comparisons, thresholds.alpha, 0);
    const struct metric_change *change = comparison_find_metric(comparison, name);
    enum verdict verdict = change != NULL ? change->verdict : VERDICT_PLACEMENT;
    comparison_free(comparison);
    return verdict;
}

static enum verdict judge(const char *name, double base, double head)
{
    return judge_by(thresholds_default(), name, base, head);
}

Test(metric_changes, are_calls_of_exact_metrics_however_small)
{
    cr_expect_eq(judge("allocations", 1000, 1001), VERDICT_SLOWER);
    cr_expect_eq(judge("allocations", 1001, 1000), VERDICT_FASTER);
    cr_expect_eq(judge("allocations", 3, 3), VERDICT_SAME);
    cr_expect_eq(judge("allocations", 0, 1), VERDICT_SLOWER, "from none to one");
    cr_expect_eq(judge("allocations", 1, 0), VERDICT_FASTER);
    cr_expect_eq(judge("allocations", 0, 0), VERDICT_SAME);
}

Test(metric_changes, of_instructions_have_a_margin)
{
    cr_expect_eq(judge("instructions", 1000, 1009), VERDICT_SAME);
    cr_expect_eq(judge("instructions", 1000, 1011), VERDICT_SLOWER);
    cr_expect_eq(judge("instructions", 1000, 989), VERDICT_FASTER);
}

Test(metric_changes, of_any_metric_can_have_a_margin)
{
    struct thresholds thresholds = thresholds_default();
    cr_assert(thresholds_set_margin(&thresholds, "allocations", 0.1));
    cr_assert(thresholds_set_margin(&thresholds, "instructions", 0.5));
    cr_expect_eq(judge_by(thresholds, "allocations", 10, 11), VERDICT_SAME);
    cr_expect_eq(judge_by(thresholds, "allocations", 10, 12), VERDICT_SLOWER);
    cr_expect_eq(judge_by(thresholds, "instructions", 1000, 1400), VERDICT_SAME);
    cr_expect_eq(judge_by(thresholds, "peak_heap", 1000, 1001), VERDICT_SLOWER);
}

Test(metric_changes, have_room_for_some_margins)
{
    struct thresholds thresholds = thresholds_default();
    while (thresholds.n_metrics < MOST_METRIC_MARGINS) {
        g_autofree char *name = g_strdup_printf("metric%u", thresholds.n_metrics);
        cr_assert(thresholds_set_margin(&thresholds, g_intern_string(name), 1));
    }
    cr_expect(thresholds_set_margin(&thresholds, "metric7", 2), "it is there");
    cr_expect_eq(thresholds_find_margin(&thresholds, "metric7"), 2);
    cr_expect_not(thresholds_set_margin(&thresholds, "one more", 1));
    cr_expect(isnan(thresholds_find_margin(&thresholds, "one more")));
}

Test(metric_changes, are_not_judged_without_a_direction)
{
    cr_expect_eq(judge("hits", 1, 2), VERDICT_PLACEMENT, "nobody knows whether more is better");
}

static void set_processes(struct result *result, const char *name, const double *values, guint n)
{
    struct metric *metric = result_find_metric(result, name);
    metric->is_paired = true;
    metric->is_exact = values[0] == round(values[0]);
    for (guint i = 0; i < n; i++)
        metric->is_exact = metric->is_exact && values[i] == values[0];
    g_array_append_vals(metric->per_process, values, n);
    metric->value = NAN;
    metric_conclude(metric);
}

static struct metric_change judge_processes(const char *name, const double *of_base,
                                            const double *of_head, guint n)
{
    struct thresholds thresholds = thresholds_default();
    g_autoptr(Result) base = make_result(name, NAN, false);
    g_autoptr(Result) head = make_result(name, NAN, false);
    set_processes(base, name, of_base, n);
    set_processes(head, name, of_head, n);
    struct comparison *comparison = comparison_new("g/n", "g/n");
    g_autoptr(GPtrArray) comparisons = g_ptr_array_new();
    g_ptr_array_add(comparisons, comparison);
    metric_changes_collect(base, head, &thresholds, comparison);
    metric_changes_decide(comparisons, thresholds.alpha, 0);
    cr_assert_eq(comparison->metrics->len, 1);
    struct metric_change change = *(struct metric_change *)comparison->metrics->pdata[0];
    comparison_free(comparison);
    return change; // without its name and restarts
}

static struct metric_change judge_sampled(const double *of_base, const double *of_head, guint n)
{
    return judge_processes("page_faults", of_base, of_head, n);
}

// Twelve processes each: what `of_base` has, and times `factor`.
static struct metric_change sampled(const double of_base[12], double factor)
{
    double of_head[12];
    for (unsigned i = 0; i < 12; i++)
        of_head[i] = of_base[i] * factor * (i % 2 == 0 ? 1.001 : 0.999);
    return judge_sampled(of_base, of_head, 12);
}

Test(metric_changes, of_samples_are_decided_by_their_ranks)
{
    const double base[12] = {10, 20, 15, 11, 30, 12, 18, 25, 14, 16, 22, 13};
    struct metric_change more = sampled(base, 1.05);
    cr_expect_eq(more.verdict, VERDICT_SLOWER);
    cr_expect(fabs(more.ratio - 1.05) < 0.002, "%g", more.ratio);
    cr_expect(more.interval[0] < 1.05 && more.interval[1] > 1.05);
    cr_expect_eq(sampled(base, 0.95).verdict, VERDICT_FASTER);
    cr_expect_eq(sampled(base, 1).verdict, VERDICT_SAME);
    const double none[12] = {0};
    cr_expect_eq(sampled(none, 1).verdict, VERDICT_SAME);
}

// Counts that differ from process to process by `spread`, the same in both builds but for `factor`.
static unsigned count_calls(unsigned n_processes, double spread, double factor)
{
    struct random random = {n_processes};
    double base[32], head[32];
    unsigned calls = 0;
    for (unsigned run = 0; run < 1000; run++) {
        for (unsigned i = 0; i < n_processes; i++) {
            base[i] = 1000 * exp(spread * random_normal(&random));
            head[i] = 1000 * factor * exp(spread * random_normal(&random));
        }
        calls += verdict_is_change(judge_sampled(base, head, n_processes).verdict);
    }
    return calls;
}

// 1 % of 1,000, and four standard deviations more.
Test(metric_changes, of_samples_are_called_by_chance_as_seldom_as_promised)
{
    cr_expect_leq(count_calls(10, 0.05, 1), 23u);
    cr_expect_leq(count_calls(20, 0.05, 1), 23u);
    cr_expect_leq(count_calls(20, 0.5, 1), 23u);
    cr_expect_geq(count_calls(20, 0.02, 1.05), 950u, "and what is there is found");
}

enum { WAYS = 4, EXACT };

// What a body allocates per iteration in a process of 1,000 iterations, in four ways to vary.
static double count_allocations(struct random *random, unsigned way)
{
    unsigned n = 0;
    switch (way) {
    case 0: // now and then one more
        for (unsigned i = 0; i < 1000; i++)
            n += random_unit(random) < 0.3;
        return 2 + n / 1000.0;
    case 1: // seldom, so that most processes have none
        return random_unit(random) < 0.1 ? 2.001 : 2;
    case 2: // a constant of each process
        return 2 + (double)random_below(random, 2);
    default: // heavy tails
        return 2 + exp(2 * random_normal(random));
    }
}

static unsigned count_tally_calls(unsigned way_of_base, unsigned way_of_head)
{
    enum { PROCESSES = 10 };
    struct random random = {1 + way_of_base};
    unsigned calls = 0;
    for (unsigned run = 0; run < 2000; run++) {
        double base[PROCESSES], head[PROCESSES];
        for (unsigned i = 0; i < PROCESSES; i++) {
            base[i] = way_of_base == EXACT ? 2 : count_allocations(&random, way_of_base);
            head[i] = way_of_head == EXACT ? 2 : count_allocations(&random, way_of_head);
        }
        enum verdict verdict = judge_processes("allocations", base, head, PROCESSES).verdict;
        calls += verdict_is_change(verdict);
    }
    return calls;
}

// The signed ranks alone would call 1 % of them.
Test(metric_changes, of_allocations_are_never_called_by_chance)
{
    for (unsigned way = 0; way < WAYS; way++)
        cr_expect_eq(count_tally_calls(way, way), 0u, "way %u", way);
}

Test(metric_changes, of_allocations_that_begin_or_cease_to_vary_are_found)
{
    cr_expect_eq(count_tally_calls(EXACT, 0), 2000u);
    cr_expect_eq(count_tally_calls(0, EXACT), 2000u);
    cr_expect_eq(count_tally_calls(EXACT, 3), 2000u);
    cr_expect_eq(count_tally_calls(EXACT, 1), 0u, "it seldom shows");
}

Test(metric_changes, of_allocations_say_which_side_varies_and_which_is_more)
{
    const double exact[10] = {2, 2, 2, 2, 2, 2, 2, 2, 2, 2};
    const double more[10] = {2.3, 2.31, 2.29, 2.3, 2.28, 2.3, 2.32, 2.3, 2.3, 2.31};
    const double about[10] = {1.9, 2.1, 2, 2.05, 1.95, 2.1, 1.9, 2, 2.2, 1.8};
    struct metric_change change = judge_processes("allocations", exact, more, 10);
    cr_expect_eq(change.verdict, VERDICT_SLOWER);
    cr_expect(!change.varies[SIDE_BASE] && change.varies[SIDE_HEAD]);
    change = judge_processes("allocations", more, exact, 10);
    cr_expect_eq(change.verdict, VERDICT_FASTER);
    cr_expect(change.varies[SIDE_BASE] && !change.varies[SIDE_HEAD]);
    change = judge_processes("leaked_bytes", exact, about, 10);
    cr_expect_not(verdict_is_change(change.verdict), "no more than before");
    change = judge_processes("page_faults", exact, more, 10);
    cr_expect_not(change.varies[SIDE_HEAD], "not of what always varies");
}
