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
    metric_changes_decide(comparisons, thresholds.alpha);
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
    g_array_append_vals(metric->per_process, values, n);
    metric->value = NAN;
    metric_conclude(metric);
}

static struct metric_change judge_sampled(const double *of_base, const double *of_head, guint n)
{
    struct thresholds thresholds = thresholds_default();
    g_autoptr(Result) base = make_result("page_faults", NAN, false);
    g_autoptr(Result) head = make_result("page_faults", NAN, false);
    set_processes(base, "page_faults", of_base, n);
    set_processes(head, "page_faults", of_head, n);
    struct comparison *comparison = comparison_new("g/n", "g/n");
    g_autoptr(GPtrArray) comparisons = g_ptr_array_new();
    g_ptr_array_add(comparisons, comparison);
    metric_changes_collect(base, head, &thresholds, comparison);
    metric_changes_decide(comparisons, thresholds.alpha);
    cr_assert_eq(comparison->metrics->len, 1);
    struct metric_change change = *(struct metric_change *)comparison->metrics->pdata[0];
    comparison_free(comparison);
    return change; // without its name and restarts
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
