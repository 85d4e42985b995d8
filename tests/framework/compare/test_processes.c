// SPDX-License-Identifier: MIT
#include "framework/compare/processes.h"

#include <criterion/criterion.h>
#include <string.h>

#include "framework/compare/compare.h"
#include "framework/result/summary.h"
#include "tests/framework/stats/random_normal.h"

// A run of one case, as one sitting shows it.
struct sitting {
    double typical_ns;
    double spread; // of the processes, a standard deviation as a ratio
    double speeds; // by which half of the processes are slower, as a ratio
    double floor_ns;
    unsigned processes;
};

static struct run *make_run(const struct sitting *sitting, struct random *random)
{
    struct bench_case bench_case = {
        .suite = (char *)"s", .group = (char *)"g", .name = (char *)"a", .threads = 1};
    struct bench_case *copy = case_copy(&bench_case);
    case_name(copy);
    struct result *result = result_new(copy);
    for (unsigned p = 0; p < sitting->processes; p++) {
        struct process *process = process_new();
        double own_ns = sitting->typical_ns * (1 + sitting->spread * random_normal(random)) *
                        (random_below(random, 2) > 0 ? 1 + sitting->speeds : 1);
        process->floor_ns = sitting->floor_ns * (1 + 0.01 * random_unit(random));
        for (unsigned i = 0; i < 8; i++) {
            struct sample sample = {
                .iterations = 1000,
                .elapsed_ns = (uint64_t)(1000 * own_ns * (1 + 1e-3 * random_unit(random))),
                SAMPLE_UNCOUNTED,
            };
            g_array_append_val(process->samples, sample);
        }
        g_ptr_array_add(result->processes, process);
    }
    summary_compute(result);
    struct run *run = run_new();
    g_ptr_array_add(run->results, result);
    return run;
}

static const struct comparison *compare(struct run *base, struct run *head)
{
    struct thresholds thresholds = thresholds_default();
    compare_saved(head, base, &thresholds, NULL, NULL);
    cr_assert_eq(head->comparisons->len, 1);
    const struct comparison *comparison = g_ptr_array_index(head->comparisons, 0);
    cr_expect_float_eq(comparison->times_ns[SIDE_HEAD] / comparison->times_ns[SIDE_BASE],
                       comparison->ratio, 1e-12, "the columns disagree");
    return comparison;
}

static void expect(struct sitting base, struct sitting head, enum verdict verdict, const char *note)
{
    struct random random = {7};
    g_autoptr(Run) of_base = make_run(&base, &random);
    g_autoptr(Run) of_head = make_run(&head, &random);
    const struct comparison *comparison = compare(of_base, of_head);
    cr_expect_eq(comparison->verdict, verdict, "%g and %g ns: %s", base.typical_ns, head.typical_ns,
                 verdict_word(comparison->verdict));
    cr_expect_str_eq(comparison->note ? comparison->note : "", note);
}

// The allowance for drift in the interval let nothing be the same.
Test(processes, of_one_program_are_the_same)
{
    struct sitting base = {255.8, 0.005, 0, 0.3, 20};
    struct sitting head = {255.1, 0.005, 0, 0.3, 20};
    expect(base, head, VERDICT_SAME, "");
    head.typical_ns = 258.5;
    expect(base, head, VERDICT_SAME, "");
}

Test(processes, show_a_difference_beyond_drift)
{
    struct sitting base = {100, 0.005, 0, 0.3, 20};
    struct sitting head = {103, 0.005, 0, 0.3, 20};
    expect(base, head, VERDICT_UNCLEAR, "may be drift");
    head.typical_ns = 106;
    expect(base, head, VERDICT_SLOWER, "");
    expect(head, base, VERDICT_FASTER, "");
}

// A neighbour on the core, or another frequency, slows the empty loop too.
Test(processes, count_what_the_empty_loop_changed_by_as_drift)
{
    struct sitting base = {100, 0.005, 0, 0.3, 20};
    struct sitting head = {130, 0.005, 0, 0.45, 20};
    expect(base, head, VERDICT_UNCLEAR, "may be drift");
    expect(head, base, VERDICT_UNCLEAR, "may be drift");
    head.typical_ns = 170;
    expect(base, head, VERDICT_SLOWER, "");
    head.typical_ns = 100;
    expect(base, head, VERDICT_SAME, "");
}

Test(processes, say_how_many_they_should_be)
{
    struct sitting base = {100, 0.005, 0, 0.3, 4};
    struct sitting head = {200, 0.005, 0, 0.3, 4};
    expect(base, head, VERDICT_UNCLEAR, "fewer than 5 processes");
    base.processes = head.processes = 5;
    expect(base, head, VERDICT_SLOWER, "");
}

Test(processes, are_no_longer_compared_without_samples)
{
    struct random random = {7};
    struct sitting sitting = {100, 0.005, 0, 0.3, 8};
    g_autoptr(Run) base = make_run(&sitting, &random);
    g_autoptr(Run) head = make_run(&sitting, &random);
    struct result *result = g_ptr_array_index(head->results, 0);
    for (unsigned p = 0; p < 8; p++)
        for (unsigned i = 0; i < 8; i++)
            g_array_index(((struct process *)result->processes->pdata[p])->samples, struct sample,
                          i)
                .causes = CAUSE_PREEMPTED;
    cr_expect_eq(compare(base, head)->verdict, VERDICT_UNCLEAR);
}

// Two sittings drift by 1.5 %, and half of the processes may have another speed.
Test(processes, are_called_different_in_one_of_a_hundred_at_most)
{
    enum { TRIALS = 400 };
    static const double speeds[] = {0, 0.024, 0.2};
    for (unsigned kind = 0; kind < 3; kind++) {
        struct random random = {kind};
        unsigned called = 0;
        for (unsigned trial = 0; trial < TRIALS; trial++) {
            struct sitting sitting = {100, 0.01, speeds[kind], 0.3, 16};
            g_autoptr(Run) base = make_run(&sitting, &random);
            sitting.typical_ns *= 1 + 0.015 * random_normal(&random);
            g_autoptr(Run) head = make_run(&sitting, &random);
            enum verdict verdict = compare(base, head)->verdict;
            called += verdict != VERDICT_SAME && verdict != VERDICT_UNCLEAR;
        }
        cr_expect_leq(called, TRIALS / 100, "%u of %u", called, TRIALS);
    }
}
