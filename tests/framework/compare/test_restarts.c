// SPDX-License-Identifier: MIT
#include "framework/compare/restarts.h"

#include <criterion/criterion.h>

#include "framework/base/array.h"
#include "framework/compare/compare.h"
#include "framework/compare/decision.h"
#include "framework/result/summary.h"
#include "framework/stats/random.h"

static struct result *new_result(void)
{
    struct bench_case bench_case = {
        .suite = (char *)"s", .group = (char *)"g", .name = (char *)"n", .threads = 1};
    struct bench_case *copy = case_copy(&bench_case);
    case_name(copy);
    return result_new(copy);
}

static struct process *add_process(struct result *result, unsigned layout)
{
    struct process *process = process_new();
    process->layout = layout;
    process->floor_ns = 0.3;
    g_ptr_array_add(result->processes, process);
    return process;
}

static void add_sample(struct process *process, double ns)
{
    struct sample sample = {
        .iterations = 1000000, .elapsed_ns = (uint64_t)(1e6 * ns), SAMPLE_UNCOUNTED};
    g_array_append_val(process->samples, sample);
}

// The decided comparison of two results, which it frees.
static struct comparison *compare(struct result *base, struct result *head)
{
    struct thresholds thresholds = thresholds_default();
    summary_compute(base);
    summary_compute(head);
    struct comparison *comparison = compare_pair(base, head, &thresholds);
    cr_assert_not_null(comparison);
    g_autoptr(GPtrArray) alone = g_ptr_array_new();
    g_ptr_array_add(alone, comparison);
    decision_make(alone, thresholds.alpha, 0);
    result_free(base);
    result_free(head);
    return comparison;
}

static void expect_agreement(const struct comparison *comparison)
{
    const double *times_ns = comparison->times_ns;
    cr_expect_float_eq(times_ns[SIDE_HEAD] / times_ns[SIDE_BASE], comparison->ratio, 1e-12);
}

// Base always 2.738 ns; head 2.709 ns in 40 % of the samples, else 2.805: its fastest samples are
// faster, its median and its mean are slower. Block minima called this `faster, -1 %`.
Test(restarts, of_two_speeds_in_a_process_show_the_typical_ratio)
{
    struct random random = {3};
    struct result *base = new_result();
    struct result *head = new_result();
    for (unsigned p = 0; p < 35; p++) {
        struct process *of_base = add_process(base, 0);
        struct process *of_head = add_process(head, 0);
        for (unsigned i = 0; i < 100; i++) {
            add_sample(of_base, 2.738 + 0.003 * random_unit(&random));
            add_sample(of_head, (random_below(&random, 10) < 4 ? 2.709 : 2.805) +
                                    0.003 * random_unit(&random));
        }
    }
    struct comparison *comparison = compare(base, head);
    cr_expect_eq(comparison->verdict, VERDICT_SLOWER);
    cr_expect(comparison->ratio > 1.01 && comparison->ratio < 1.025, "%g", comparison->ratio);
    expect_agreement(comparison);
    cr_expect(comparison->times_ns[SIDE_BASE] > 2.73 && comparison->times_ns[SIDE_BASE] < 2.745);
    comparison_free(comparison);
}

// Each process has one of two speeds, 2.4 % apart, whatever its build: medians of all samples, or
// of the processes, lie in one speed or the other.
Test(restarts, of_two_speeds_of_processes_show_no_change)
{
    for (uint64_t seed = 0; seed < 20; seed++) {
        struct random random = {seed};
        struct result *results[] = {new_result(), new_result()};
        for (unsigned p = 0; p < 35; p++)
            for (unsigned side = 0; side < 2; side++) {
                struct process *process = add_process(results[side], 0);
                double speed_ns = random_below(&random, 2) > 0 ? 140.7 : 137.1;
                for (unsigned i = 0; i < 20; i++)
                    add_sample(process, speed_ns * (1 + 1e-4 * random_unit(&random)));
            }
        struct comparison *comparison = compare(results[SIDE_BASE], results[SIDE_HEAD]);
        cr_expect(comparison->verdict == VERDICT_SAME || comparison->verdict == VERDICT_UNCLEAR);
        expect_agreement(comparison);
        comparison_free(comparison);
    }
}

Test(restarts, leave_medians_where_no_round_counts)
{
    struct result *base = new_result();
    struct result *head = new_result();
    for (unsigned p = 0; p < 10; p++) {
        add_sample(add_process(base, 0), 100);
        struct process *process = add_process(head, 0);
        add_sample(process, 150);
        g_array_index(process->samples, struct sample, 0).causes = CAUSE_PREEMPTED;
    }
    struct comparison *comparison = compare(base, head);
    cr_expect_eq(comparison->changes->len, 0);
    cr_expect_eq(comparison->verdict, VERDICT_UNCLEAR);
    cr_expect_float_eq(comparison->ratio, 1.5, 1e-12);
    cr_expect_float_eq(comparison->times_ns[SIDE_HEAD], 150, 1e-12);
    comparison_free(comparison);
}

// A body of some 30 ms that shares its CPU: each sample was preempted for as long as it ran, or
// twice as long. `cause` is what the worker's counts made of that.
static struct comparison *compare_beside_another(double base_ms, double head_ms, enum cause cause)
{
    struct random random = {5};
    double typical_ms[] = {base_ms, head_ms};
    struct result *results[] = {new_result(), new_result()};
    for (unsigned p = 0; p < 12; p++)
        for (unsigned side = 0; side < 2; side++) {
            double cpu_ns = 1e6 * typical_ms[side] * (1 + 0.005 * random_unit(&random));
            struct sample sample = {
                .iterations = 1,
                .elapsed_ns = (uint64_t)(cpu_ns * (2 + random_unit(&random))),
                .causes = cause,
                SAMPLE_UNCOUNTED,
            };
            sample.cpu_ns = cpu_ns;
            struct process *process = add_process(results[side], 0);
            g_array_append_val(process->samples, sample);
        }
    return compare(results[SIDE_BASE], results[SIDE_HEAD]);
}

static void expect_beside_another(double base_ms, double head_ms, enum cause cause,
                                  enum verdict verdict)
{
    struct comparison *comparison = compare_beside_another(base_ms, head_ms, cause);
    cr_expect_eq(comparison->verdict, verdict, "%g and %g ms: %s", base_ms, head_ms,
                 verdict_word(comparison->verdict));
    if (cause == CAUSE_PAUSED) {
        expect_agreement(comparison);
        cr_expect_float_eq(comparison->ratio, head_ms / base_ms, 0.01 * head_ms / base_ms);
    }
    comparison_free(comparison);
}

Test(restarts, of_long_bodies_compare_cpu_time_where_others_took_the_cpu)
{
    expect_beside_another(30, 30, CAUSE_PAUSED, VERDICT_SAME);
    expect_beside_another(30, 31.5, CAUSE_PAUSED, VERDICT_SLOWER);
    expect_beside_another(30, 0.1, CAUSE_PAUSED, VERDICT_FASTER);
    expect_beside_another(30, 31.5, CAUSE_PREEMPTED, VERDICT_UNCLEAR);
}

// Eight restarts in each of two layouts are two values, which decide nothing: the middle half of
// what the restarts of a layout show.
Test(restarts, of_one_layout_count_as_one)
{
    struct result *base = new_result();
    struct result *head = new_result();
    for (unsigned p = 0; p < 16; p++) {
        double ns = p % 2 == 0 ? 110 : 130;
        add_sample(add_process(base, p % 2), 100);
        add_sample(add_process(head, p % 2), p >= 12 ? 3 * ns : ns); // two of eight are disturbed
    }
    struct comparison *comparison = compare(base, head);
    cr_assert_eq(comparison->changes->len, 2);
    cr_expect_float_eq(g_array_index(comparison->changes, double, 0), log(1.1), 1e-12);
    cr_expect_float_eq(g_array_index(comparison->changes, double, 1), log(1.3), 1e-12);
    cr_expect_eq(comparison->rounds, 16);
    cr_expect_eq(comparison->verdict, VERDICT_UNCLEAR);
    cr_expect_not(comparison->is_known, "two layouts have an interval");
    cr_expect_str_eq(comparison->note, "fewer than 11 layouts");
    expect_agreement(comparison);
    comparison_free(comparison);
}

// Both sides in `n` layouts, of which half are slow by 15 % in every 16 in a row; head by `change`
// more. The machine is slower by up to `drift` from one restart to the next, for both sides alike.
static struct comparison *compare_layouts(unsigned n, double change, double drift, uint64_t seed)
{
    enum { PHASES = 16 };
    struct random random = {seed};
    struct result *base = new_result();
    struct result *head = new_result();
    size_t phases[2][PHASES];
    for (unsigned layout = 0; layout < n; layout++) {
        double slowness = 1 + drift * random_unit(&random);
        for (int side = 0; side < 2; side++) {
            if (layout % PHASES == 0)
                random_order(&random, phases[side], PHASES);
            double ns = slowness * (phases[side][layout % PHASES] < PHASES / 2 ? 115 : 100);
            double noise = 1 + 0.01 * random_unit(&random);
            add_sample(add_process(side ? head : base, layout),
                       ns * noise * (side ? 1 + change : 1));
        }
    }
    return compare(base, head);
}

static unsigned count_called(unsigned n, double change, double drift)
{
    unsigned called = 0;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        struct comparison *comparison = compare_layouts(n, change, drift, seed);
        called += verdict_is_change(comparison->verdict);
        expect_agreement(comparison);
        cr_expect(!comparison->is_known || (comparison->interval[0] <= comparison->ratio &&
                                            comparison->ratio <= comparison->interval[1]));
        comparison_free(comparison);
    }
    return called;
}

Test(restarts, of_layouts_find_what_is_less_than_layouts_differ_by)
{
    cr_expect_eq(count_called(128, 0.02, 0), 100);
    cr_expect_eq(count_called(128, 0.02, 0.02), 100);
    cr_expect_leq(count_called(128, 0, 0), 2);
    cr_expect_leq(count_called(16, 0, 0), 2);
}

// Where layouts make no difference, what both sides have in common must not hide a change.
Test(restarts, of_layouts_are_paired_where_the_machine_changes)
{
    struct comparison *comparison = compare_layouts(48, 0.5, 3, 7);
    cr_expect_not(comparison->are_ranks_pooled);
    cr_expect_eq(comparison->verdict, VERDICT_SLOWER);
    comparison_free(comparison);
}
