// SPDX-License-Identifier: MIT
#include "framework/result/summary.h"

#include <criterion/criterion.h>
#include <string.h>

static struct result *make_result(void)
{
    struct bench_case bench_case = {
        .suite = (char *)"s", .group = (char *)"g", .name = (char *)"n", .threads = 1};
    struct bench_case *copy = case_copy(&bench_case);
    case_name(copy);
    return result_new(copy);
}

// A process whose samples, of 10 iterations each, take these ns per iteration, ended by 0.
static struct process *add_process(struct result *result, double floor_ns, const double *times_ns)
{
    struct process *process = process_new();
    process->first_ns = 1000;
    process->floor_ns = floor_ns;
    for (; *times_ns > 0; times_ns++) {
        struct sample sample = {
            .iterations = 10, .elapsed_ns = (uint64_t)llround(10 * *times_ns), SAMPLE_UNCOUNTED};
        g_array_append_val(process->samples, sample);
    }
    g_ptr_array_add(result->processes, process);
    return process;
}

static void mark(struct process *process, guint i, unsigned causes)
{
    g_array_index(process->samples, struct sample, i).causes = causes;
}

static void expect_near(double value, double wanted, const char *what)
{
    cr_expect(fabs(value - wanted) <= 1e-9 * fabs(wanted), "%s is %.12g, not %.12g", what, value,
              wanted);
}

static bool has_warning(const struct result *result, const char *phrase)
{
    for (guint i = 0; i < result->warnings->len; i++)
        if (strstr(g_ptr_array_index(result->warnings, i), phrase) != NULL)
            return true;
    return false;
}

// Process medians 102, 104, 112: their standard deviation is sqrt(28), t(0.975, 2) = 4.302652729911
// (R: qt(0.975, 2)), so half the interval is 4.302652729911 * sqrt(28 / 3) = 13.1447206...
Test(summary, of_three_processes)
{
    g_autoptr(Result) result = make_result();
    add_process(result, 0.32, (double[]){103, 101, 102, 0});
    add_process(result, 0.3, (double[]){104, 100, 108, 0});
    add_process(result, 0.33, (double[]){112, 112, 112, 0});
    summary_compute(result);
    const struct summary *summary = &result->summary;
    cr_expect_eq(summary->n, 9);
    cr_expect_eq(summary->n_disturbed, 0);
    expect_near(summary->min_ns, 100, "min");
    expect_near(summary->best_ns, 101, "best, the second smallest of 100, 101, 112");
    expect_near(summary->median_ns, 104, "median");
    expect_near(summary->mean_ns, 954.0 / 9, "mean");
    expect_near(summary->stddev_ns, sqrt(202.0 / 8), "standard deviation");
    expect_near(summary->mad_ns, 4, "median absolute deviation");
    double half = 4.302652729911275 * sqrt(28.0 / 3);
    expect_near(summary->ci95_ns[0], 104 - half, "low end");
    expect_near(summary->ci95_ns[1], 104 + half, "high end");
    expect_near(summary_precision(summary), half / 104, "precision");
    expect_near(summary->first_ns, 1000, "first call");
    expect_near(summary->floor_ns, 0.3, "floor");
    cr_expect_null(result_find_metric(result, "cycles"));
    cr_expect_not(result->is_at_floor);
    cr_expect_eq(result->warnings->len, 0);
}

Test(summary, of_one_process_has_no_interval)
{
    g_autoptr(Result) result = make_result();
    add_process(result, NAN, (double[]){3, 1, 2, 0});
    summary_compute(result);
    expect_near(result->summary.best_ns, 1, "best");
    expect_near(result->summary.median_ns, 2, "median");
    cr_expect(isnan(result->summary.ci95_ns[0]) && isnan(result->summary.ci95_ns[1]));
    cr_expect(isnan(summary_precision(&result->summary)));
    cr_expect_not(result->is_at_floor);
}

Test(summary, of_nothing_is_not_known)
{
    g_autoptr(Result) result = make_result();
    summary_compute(result);
    cr_expect_eq(result->summary.n, 0);
    cr_expect(isnan(result->summary.min_ns) && isnan(result->summary.best_ns));
    cr_expect(isnan(result->summary.median_ns) && isnan(result->summary.mad_ns));
    cr_expect_not(result->is_at_floor);
    cr_expect_eq(result->warnings->len, 0);
}

Test(summary, never_gives_a_negative_time)
{
    g_autoptr(Result) result = make_result();
    add_process(result, NAN, (double[]){1, 0});
    add_process(result, NAN, (double[]){100, 0});
    summary_compute(result);
    cr_expect_eq(result->summary.ci95_ns[0], 0);
}

Test(summary, leaves_disturbed_samples_out)
{
    g_autoptr(Result) result = make_result();
    struct process *process = add_process(result, NAN, (double[]){50, 100, 101, 102, 103, 900, 0});
    add_process(result, NAN, (double[]){101, 101, 101, 101, 101, 101, 0});
    mark(process, 0, CAUSE_MIGRATED);
    mark(process, 5, CAUSE_PREEMPTED | CAUSE_MAJOR_FAULT);
    summary_compute(result);
    cr_expect_eq(result->summary.n, 10);
    cr_expect_eq(result->summary.n_disturbed, 2);
    expect_near(result->summary.min_ns, 100, "min");
    cr_expect(has_warning(result, "2 of 12 samples were disturbed and left out"));
}

// The kernel's ticks are too coarse to say which sample it was.
Test(summary, keeps_samples_around_which_time_was_stolen)
{
    g_autoptr(Result) result = make_result();
    struct process *process = add_process(result, NAN, (double[]){50, 100, 0});
    mark(process, 0, CAUSE_STEAL);
    summary_compute(result);
    cr_expect_eq(result->summary.n, 2);
    expect_near(result->summary.min_ns, 50, "min");
}

Test(summary, counts_all_samples_where_too_many_are_disturbed)
{
    g_autoptr(Result) result = make_result();
    struct process *process = add_process(result, NAN, (double[]){50, 100, 101, 0});
    mark(process, 0, CAUSE_PREEMPTED);
    mark(process, 1, CAUSE_PREEMPTED);
    summary_compute(result);
    cr_expect_eq(result->summary.n, 3);
    expect_near(result->summary.min_ns, 50, "min");
    cr_expect(has_warning(result, "2 of 3 samples were disturbed"));
    cr_expect(has_warning(result, "too many to leave out"));
}

Test(summary, leaves_a_process_out_that_was_disturbed_all_the_time)
{
    g_autoptr(Result) result = make_result();
    struct process *process = add_process(result, NAN, (double[]){50, 0});
    mark(process, 0, CAUSE_PREEMPTED);
    add_process(result, NAN, (double[]){100, 100, 0});
    add_process(result, NAN, (double[]){102, 102, 0});
    summary_compute(result);
    expect_near(result->summary.min_ns, 100, "min");
    expect_near(result->summary.best_ns, 102, "best");
}

Test(summary, marks_what_is_as_fast_as_the_empty_loop)
{
    g_autoptr(Result) result = make_result();
    add_process(result, 0.5, (double[]){0.5, 0.6, 0});
    add_process(result, 0.5, (double[]){0.5, 0.6, 0});
    summary_compute(result);
    cr_expect(result->is_at_floor);
    cr_expect(has_warning(result, "at the floor"));
    g_autoptr(Result) above = make_result();
    add_process(above, 0.5, (double[]){0.7, 0.8, 0});
    add_process(above, 0.5, (double[]){0.7, 0.8, 0});
    summary_compute(above);
    cr_expect_not(above->is_at_floor);
}

Test(summary, computed_again_says_the_same)
{
    g_autoptr(Result) result = make_result();
    struct process *process = add_process(result, 0.5, (double[]){50, 100, 101, 0});
    mark(process, 0, CAUSE_PREEMPTED);
    result->is_optimised_out = true;
    summary_compute(result);
    struct summary first = result->summary;
    guint n_warnings = result->warnings->len;
    summary_compute(result);
    cr_expect_eq(result->warnings->len, n_warnings);
    cr_expect_eq(result->summary.median_ns, first.median_ns);
    cr_expect_eq(result->summary.n, first.n);
}

// Its threads preempt each other and move; what came from disk came from disk.
Test(summary, keeps_moved_and_preempted_samples_of_a_body_that_uses_all_cpus)
{
    g_autoptr(Result) result = make_result();
    result->bench_case->uses_all_cpus = true;
    struct process *process = add_process(result, NAN, (double[]){50, 60, 100, 900, 0});
    mark(process, 0, CAUSE_MIGRATED);
    mark(process, 1, CAUSE_PREEMPTED | CAUSE_MIGRATED);
    mark(process, 2, CAUSE_PREEMPTED);
    mark(process, 3, CAUSE_MAJOR_FAULT);
    summary_compute(result);
    cr_expect_eq(result->summary.n, 3);
    cr_expect_eq(result->summary.n_disturbed, 1);
    expect_near(result->summary.min_ns, 50, "min");
    expect_near(result->summary.median_ns, 60, "median");
}

static void expect_bound(const double *cpu_ns, double elapsed_ns, double share, const char *bound)
{
    g_autoptr(Result) result = make_result();
    struct process *process =
        add_process(result, NAN, (double[]){elapsed_ns, elapsed_ns, elapsed_ns, 0});
    for (guint i = 0; i < process->samples->len; i++)
        g_array_index(process->samples, struct sample, i).cpu_ns = 10 * cpu_ns[i];
    summary_compute(result);
    double actual = result_metric(result, "cpu_share");
    cr_expect(isnan(share) ? isnan(actual) : fabs(actual - share) < 1e-9, "the share is %g, not %g",
              actual, share);
    cr_expect_str_eq(cpu_share_word(actual), bound);
}

Test(summary, tells_who_waits_from_who_is_bound_by_the_cpu)
{
    expect_bound((double[]){5000, 5000, 5000}, 5000, 1, "CPU-bound");
    expect_bound((double[]){9990, 9990, 9990}, 5000, 1.998, "CPU-bound");
    expect_bound((double[]){100, 100, 100}, 5000, 0.02, "waiting");
    expect_bound((double[]){3500, 3500, 3500}, 5000, 0.7, "");
}

// Others take CPU time away and never add any: R, quantile(c(0.2, 0.3, 1), 0.9) is 0.86.
Test(summary, takes_a_share_near_the_largest)
{
    expect_bound((double[]){1000, 5000, 1500}, 5000, 0.86, "");
}

// Preempted all the time, it got half of a CPU, and did not wait.
Test(summary, does_not_take_who_is_preempted_for_waiting)
{
    for (unsigned i = 0; i < 2; i++) {
        g_autoptr(Result) result = make_result();
        result->bench_case->uses_all_cpus = i == 1;
        struct process *process = add_process(result, NAN, (double[]){5000, 5000, 5000, 0});
        for (guint k = 0; k < 3; k++) {
            g_array_index(process->samples, struct sample, k).cpu_ns = 20000;
            mark(process, k, CAUSE_PREEMPTED);
        }
        summary_compute(result);
        cr_expect(isnan(result_metric(result, "cpu_share")), "%g",
                  result_metric(result, "cpu_share"));
        mark(process, 1, 0);
        g_array_index(process->samples, struct sample, 1).cpu_ns = 49000;
        summary_compute(result);
        cr_expect_float_eq(result_metric(result, "cpu_share"), 0.98, 1e-9);
    }
}

// Others had the CPU most of the time, but its CPU time says how long it takes.
Test(summary, counts_the_cpu_time_of_paused_samples)
{
    g_autoptr(Result) result = make_result();
    struct process *process = add_process(result, NAN, (double[]){700, 300, 900, 110, 0});
    for (guint i = 0; i < 3; i++) {
        g_array_index(process->samples, struct sample, i).cpu_ns = 1000 + 10 * i;
        mark(process, i, CAUSE_PAUSED);
    }
    g_array_index(process->samples, struct sample, 3).cpu_ns = 900;
    summary_compute(result);
    cr_expect_eq(result->summary.n, 4);
    cr_expect_eq(result->summary.n_disturbed, 0);
    expect_near(result->summary.median_ns, 101.5, "the median, with the wall time of the last");
    expect_near(result->summary.min_ns, 100, "minimum");
    cr_expect(has_warning(result, "other programs ran on the CPU during 3 of 4 samples"));
    mark(process, 0, CAUSE_PAUSED | CAUSE_MAJOR_FAULT);
    summary_compute(result);
    cr_expect_eq(result->summary.n, 3, "what else disturbed it still does");
}

Test(summary, takes_the_share_of_preempted_threads_where_it_leaves_no_doubt)
{
    static const double shares[] = {0.02, 1.9};
    for (size_t i = 0; i < G_N_ELEMENTS(shares); i++) {
        g_autoptr(Result) result = make_result();
        result->bench_case->uses_all_cpus = true;
        struct process *process = add_process(result, NAN, (double[]){5000, 0});
        g_array_index(process->samples, struct sample, 0).cpu_ns =
            shares[i] * (double)g_array_index(process->samples, struct sample, 0).elapsed_ns;
        mark(process, 0, CAUSE_PREEMPTED);
        summary_compute(result);
        cr_expect_float_eq(result_metric(result, "cpu_share"), shares[i], 1e-9);
    }
}

Test(summary, does_not_know_the_share_of_short_or_untold_samples)
{
    expect_bound((double[]){900, 900, 900}, 100, NAN, "");
    expect_bound((double[]){NAN, NAN, NAN}, 5000, NAN, "");
}

// The floors describe the one CPU that a worker is pinned to.
Test(summary, warns_of_others_on_the_core_of_a_pinned_body_alone)
{
    for (unsigned i = 0; i < 2; i++) {
        g_autoptr(Result) result = make_result();
        result->bench_case->uses_all_cpus = i == 1;
        add_process(result, 0.3, (double[]){100, 100, 0});
        add_process(result, 0.6, (double[]){100, 100, 0});
        summary_compute(result);
        cr_expect_eq(has_warning(result, "another program probably shared the core"), i == 0);
        cr_expect_eq(summary_is_disturbed(result), i == 0);
    }
}
