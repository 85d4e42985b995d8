// SPDX-License-Identifier: MIT
#include "framework/compare/compare.h"

#include <criterion/criterion.h>
#include <string.h>

#include "framework/result/summary.h"
#include "framework/stats/random.h"

// What is measured in a test, without noise worth the name.
struct measured {
    const char *name;
    double each_ns;
    bool is_baseline;
    double min_speedup;
    unsigned processes;
    unsigned rounds;
};

static struct result *measure(const struct measured *measured)
{
    struct bench_case bench_case = {
        .suite = (char *)"s",
        .group = (char *)"g",
        .name = (char *)measured->name,
        .threads = 1,
        .is_baseline = measured->is_baseline,
        .min_speedup = measured->min_speedup,
    };
    struct bench_case *copy = case_copy(&bench_case);
    case_name(copy);
    struct result *result = result_new(copy);
    struct random random = {(uint64_t)(100 * measured->each_ns)};
    for (unsigned p = 0; p < measured->processes; p++) {
        struct process *process = process_new();
        process->floor_ns = 0.3;
        for (unsigned i = 0; i < measured->rounds; i++) {
            double late = 1 + 1e-4 * random_unit(&random);
            struct sample sample = {
                .iterations = 1000,
                .elapsed_ns = (uint64_t)(1000 * measured->each_ns * late),
                SAMPLE_UNCOUNTED,
            };
            g_array_append_val(process->samples, sample);
        }
        g_ptr_array_add(result->processes, process);
    }
    summary_compute(result);
    return result;
}

static struct run *make_run(const struct measured *rows)
{
    struct run *run = run_new();
    for (; rows->name != NULL; rows++)
        g_ptr_array_add(run->results, measure(rows));
    return run;
}

static struct result *result_at(const struct run *run, guint i)
{
    return g_ptr_array_index(run->results, i);
}

static struct sample *sample_at(struct result *result, guint process, guint i)
{
    struct process *of = g_ptr_array_index(result->processes, process);
    return &g_array_index(of->samples, struct sample, i);
}

static void compare_all(struct run *run)
{
    struct thresholds thresholds = thresholds_default();
    compare_alternatives(run, &thresholds);
}

static void expect_verdict(double base_ns, double head_ns, enum verdict verdict)
{
    g_autoptr(Run) run = make_run((struct measured[]){
        {"base", base_ns, true, 0, 8, 10}, {"head", head_ns, false, 0, 8, 10}, {0}});
    compare_all(run);
    const struct comparison *comparison = run_find_comparison(run, "g/head");
    cr_assert_not_null(comparison);
    cr_expect_eq(comparison->verdict, verdict, "%g and %g are %s", base_ns, head_ns,
                 verdict_word(comparison->verdict));
    cr_expect_float_eq(comparison->ratio, head_ns / base_ns, 1e-3 * head_ns / base_ns);
    cr_expect(comparison->interval[0] <= comparison->ratio);
    cr_expect(comparison->interval[1] >= comparison->ratio);
    cr_expect_str_eq(comparison->baseline, "g/base");
}

Test(compare, tells_faster_slower_and_same)
{
    expect_verdict(100, 50, VERDICT_FASTER);
    expect_verdict(100, 98, VERDICT_FASTER);
    expect_verdict(100, 200, VERDICT_SLOWER);
    expect_verdict(100, 102, VERDICT_SLOWER);
    expect_verdict(100, 100, VERDICT_SAME);
    expect_verdict(100, 100.3, VERDICT_SAME);
    expect_verdict(100, 99.7, VERDICT_SAME);
}

Test(compare, does_not_decide_on_few_restarts)
{
    g_autoptr(Run) run = make_run(
        (struct measured[]){{"base", 100, true, 0, 7, 50}, {"head", 200, false, 1.5, 7, 50}, {0}});
    compare_all(run);
    const struct comparison *comparison = run_find_comparison(run, "g/head");
    cr_assert_not_null(comparison);
    cr_expect_eq(comparison->verdict, VERDICT_UNCLEAR);
    cr_expect_eq(comparison->claim, CLAIM_UNCLEAR);
    cr_expect_float_eq(comparison->ratio, 2, 1e-3, "the ratio is still reported");
    cr_expect(isnan(comparison->interval[0]) && isnan(comparison->detectable));
    cr_expect_not(comparison->is_known);
    cr_expect_str_eq(comparison->note, "fewer than 8 processes");
}

Test(compare, leaves_out_what_cannot_be_compared)
{
    g_autoptr(Run) run = make_run((struct measured[]){{"base", 100, true, 0, 8, 4},
                                                      {"failed", 100, false, 0, 8, 4},
                                                      {"empty", 0.31, false, 0, 8, 4},
                                                      {"nothing", 100, false, 0, 0, 0},
                                                      {"good", 100, false, 0, 8, 4},
                                                      {0}});
    result_refuse(result_at(run, 1), STATUS_FAILED, "no");
    cr_assert(result_at(run, 2)->is_at_floor);
    compare_all(run);
    cr_expect_eq(run->comparisons->len, 1);
    cr_expect_not_null(run_find_comparison(run, "g/good"));
}

Test(compare, says_nothing_without_a_measured_baseline)
{
    g_autoptr(Run) run = make_run((struct measured[]){
        {"base", 100, true, 0, 8, 4}, {"a", 100, false, 0, 8, 4}, {"b", 90, false, 0, 8, 4}, {0}});
    result_refuse(result_at(run, 0), STATUS_CRASHED, "no");
    compare_all(run);
    cr_expect_eq(run->comparisons->len, 0);
}

Test(compare, takes_the_marked_baseline_else_the_first)
{
    g_autoptr(Run) marked = make_run((struct measured[]){
        {"a", 100, false, 0, 8, 4}, {"b", 50, true, 0, 8, 4}, {"c", 100, false, 0, 8, 4}, {0}});
    compare_all(marked);
    cr_expect_eq(marked->comparisons->len, 2);
    cr_expect_str_eq(run_find_comparison(marked, "g/a")->baseline, "g/b");
    cr_expect_str_eq(run_find_comparison(marked, "g/c")->baseline, "g/b");
    g_autoptr(Run) unmarked =
        make_run((struct measured[]){{"a", 100, false, 0, 8, 4}, {"b", 50, false, 0, 8, 4}, {0}});
    compare_all(unmarked);
    cr_expect_eq(unmarked->comparisons->len, 1);
    cr_expect_str_eq(run_find_comparison(unmarked, "g/b")->baseline, "g/a");
}

Test(compare, keeps_arguments_apart)
{
    g_autoptr(Run) run =
        make_run((struct measured[]){{"a", 100, true, 0, 8, 4}, {"b", 50, false, 0, 8, 4}, {0}});
    result_at(run, 1)->bench_case->has_arg = true;
    compare_all(run);
    cr_expect_eq(run->comparisons->len, 0);
}

static void expect_claim(double head_ns, double min_speedup, enum claim claim)
{
    g_autoptr(Run) run = make_run((struct measured[]){
        {"base", 100, true, 0, 8, 10}, {"head", head_ns, false, min_speedup, 8, 10}, {0}});
    compare_all(run);
    const struct comparison *comparison = run_find_comparison(run, "g/head");
    cr_assert_not_null(comparison);
    cr_expect_eq(comparison->claim, claim, "%g times at %g ns: %s", min_speedup, head_ns,
                 claim_word(comparison->claim));
}

Test(compare, judges_claims)
{
    expect_claim(50, 0, CLAIM_NONE);
    expect_claim(50, 1.9, CLAIM_HOLDS);
    expect_claim(50, 2.1, CLAIM_FAILS);
    expect_claim(50, 2, CLAIM_UNCLEAR); // exactly at the edge of the claim
    expect_claim(150, 1.5, CLAIM_FAILS);
    expect_claim(101, 0.9, CLAIM_HOLDS);
}

Test(compare, judges_no_claims_between_builds)
{
    g_autoptr(Run) run = make_run((struct measured[]){{"head", 100, false, 1.5, 8, 10}, {0}});
    run_add(run, measure(&(struct measured){"head", 100, false, 1.5, 8, 10}));
    struct result *base = g_ptr_array_steal_index(run->results, 1);
    base->side = SIDE_BASE;
    run_add(run, base);
    struct thresholds thresholds = thresholds_default();
    compare_sides(run, &thresholds, NULL, NULL);
    cr_assert_eq(run->comparisons->len, 1);
    cr_expect_eq(run_find_comparison(run, "g/head")->claim, CLAIM_NONE);
}

Test(compare, counts_the_rounds_and_leaves_disturbed_ones_out)
{
    g_autoptr(Run) run = make_run(
        (struct measured[]){{"base", 100, true, 0, 8, 7}, {"head", 50, false, 0, 8, 7}, {0}});
    // Each would turn the verdict round if it counted.
    for (guint p = 0; p < 8; p++) {
        *sample_at(result_at(run, 0), p, 3) =
            (struct sample){.iterations = 1000, .elapsed_ns = 1, .causes = CAUSE_PREEMPTED};
        *sample_at(result_at(run, 1), p, 4) =
            (struct sample){.iterations = 1000, .elapsed_ns = 1, .causes = CAUSE_MIGRATED};
    }
    compare_all(run);
    const struct comparison *comparison = run_find_comparison(run, "g/head");
    cr_expect_eq(comparison->rounds, 40);
    cr_expect_eq(comparison->rounds_left_out, 16);
    cr_expect_eq(comparison->verdict, VERDICT_FASTER);
    cr_expect_float_eq(comparison->ratio, 0.5, 1e-3);
}

Test(compare, does_not_decide_where_most_rounds_were_disturbed)
{
    g_autoptr(Run) run = make_run(
        (struct measured[]){{"base", 100, true, 0, 8, 6}, {"head", 50, false, 1.2, 8, 6}, {0}});
    for (guint p = 0; p < 8; p++)
        for (guint i = 0; i < 4; i++)
            sample_at(result_at(run, 1), p, i)->causes = CAUSE_PREEMPTED;
    compare_all(run);
    const struct comparison *comparison = run_find_comparison(run, "g/head");
    cr_expect_eq(comparison->verdict, VERDICT_UNCLEAR);
    cr_expect_eq(comparison->claim, CLAIM_UNCLEAR);
    cr_expect_not_null(strstr(comparison->note, "too many rounds disturbed"));
}

Test(compare, survives_samples_without_time)
{
    g_autoptr(Run) run = make_run(
        (struct measured[]){{"base", 100, true, 0, 8, 6}, {"head", 50, false, 0, 8, 6}, {0}});
    for (guint p = 0; p < 8; p++)
        for (guint i = 0; i < 6; i++)
            sample_at(result_at(run, 0), p, i)->elapsed_ns = 0;
    compare_all(run);
    const struct comparison *comparison = run_find_comparison(run, "g/head");
    cr_expect(comparison == NULL || comparison->verdict == VERDICT_UNCLEAR);
}

Test(compare, pairs_what_both_have)
{
    g_autoptr(Run) run = make_run(
        (struct measured[]){{"base", 100, true, 0, 8, 6}, {"head", 50, false, 0, 9, 3}, {0}});
    compare_all(run);
    const struct comparison *comparison = run_find_comparison(run, "g/head");
    cr_expect_eq(comparison->rounds, 24);
    cr_expect_eq(comparison->changes->len, 8);
    cr_expect_eq(comparison->verdict, VERDICT_FASTER);
}

// Each side by its own rule: a pinned baseline that was preempted takes the round with it.
Test(compare, keeps_rounds_in_which_a_body_that_uses_all_cpus_moved)
{
    g_autoptr(Run) run =
        make_run((struct measured[]){{"a", 100, true, 0, 8, 4}, {"b", 50, false, 0, 8, 4}, {0}});
    result_at(run, 1)->bench_case->uses_all_cpus = true;
    for (unsigned p = 0; p < 8; p++)
        for (unsigned i = 0; i < 4; i++)
            sample_at(result_at(run, 1), p, i)->causes = CAUSE_MIGRATED | CAUSE_PREEMPTED;
    sample_at(result_at(run, 0), 0, 3)->causes = CAUSE_PREEMPTED;
    compare_all(run);
    const struct comparison *comparison = run_find_comparison(run, "g/b");
    cr_expect_eq(comparison->rounds, 31);
    cr_expect_eq(comparison->rounds_left_out, 1);
    cr_expect_eq(comparison->verdict, VERDICT_FASTER);
}

Test(compare, leaves_inputs_alone)
{
    g_autoptr(Run) run = make_run(
        (struct measured[]){{"short", 100, true, 0, 8, 10}, {"long", 200, false, 0, 8, 10}, {0}});
    for (guint i = 0; i < 2; i++)
        result_at(run, i)->bench_case->is_input = true;
    compare_all(run);
    cr_expect_eq(run->comparisons->len, 0);
}

// A run that is read again keeps its looks, and drops what an earlier decision said of too few.
Test(compare, keeps_the_share_of_a_look_that_is_known)
{
    g_autoptr(Run) run = make_run((struct measured[]){{"a", 100, false, 0, 20, 4}, {0}});
    struct result *base = measure(&(struct measured){"a", 100, false, 0, 20, 4});
    base->side = SIDE_BASE;
    run_add(run, base);
    struct comparison *known = comparison_new("g/a", "g/a");
    known->same_within = thresholds_default().same_within;
    known->share = 0.25;
    known->note = g_strdup("fewer than 30 processes");
    g_ptr_array_add(run->comparisons, known);
    struct thresholds thresholds = thresholds_default();
    compare_sides(run, &thresholds, NULL, NULL);
    const struct comparison *comparison = run_find_comparison(run, "g/a");
    cr_expect_eq(comparison->share, 0.25);
    cr_expect_null(comparison->note);
    cr_expect_eq(comparison->verdict, VERDICT_SAME);
}
