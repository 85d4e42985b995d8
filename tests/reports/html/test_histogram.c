// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>

#include "reports/html/histogram.h"

static struct result *make_result(const uint64_t *times_ns, size_t n)
{
    struct result *result = result_new(g_new0(struct bench_case, 1));
    struct process *process = process_new();
    for (size_t i = 0; i < n; i++) {
        const struct sample sample = {.iterations = 1, .elapsed_ns = times_ns[i]};
        g_array_append_val(process->samples, sample);
    }
    g_ptr_array_add(result->processes, process);
    return result;
}

Test(histogram, of_no_samples)
{
    struct spread spread;
    g_autoptr(Result) result = make_result(NULL, 0);
    cr_expect_not(spread_of(result, NULL, &spread));
}

Test(histogram, is_as_high_as_its_highest_bin)
{
    static const uint64_t times[] = {1000, 1000, 1000, 1000, 1960};
    g_autoptr(Result) result = make_result(times, G_N_ELEMENTS(times));
    const struct spread spread = {.low_ns = 1000, .high_ns = 1960};
    g_autoptr(GString) path = g_string_new(NULL);
    histogram_append_path(path, result, &spread);
    cr_expect_str_eq(path->str, "M0 100H0V0H1V100H47V75H48V100");
}

Test(histogram, a_few_high_samples_do_not_squeeze_the_rest)
{
    static uint64_t times[100];
    for (size_t i = 0; i < 100; i++)
        times[i] = i < 95 ? 1000 + i : 100000;
    g_autoptr(Result) result = make_result(times, 100);
    struct spread spread;
    cr_assert(spread_of(result, NULL, &spread));
    cr_expect_eq(spread.low_ns, 1000);
    cr_expect_lt(spread.high_ns, 1400);
    cr_expect_eq(spread.shown, 95);
    cr_expect_eq(spread.above, 5);
}

Test(histogram, equal_samples_are_a_peak_in_the_middle)
{
    static const uint64_t times[] = {5000, 5000, 5000};
    g_autoptr(Result) result = make_result(times, 3);
    struct spread spread;
    cr_assert(spread_of(result, NULL, &spread));
    cr_expect_lt(spread.low_ns, 5000);
    cr_expect_gt(spread.high_ns, 5000);
    g_autoptr(GString) path = g_string_new(NULL);
    histogram_append_path(path, result, &spread);
    cr_expect_str_eq(path->str, "M0 100H24V0H25V100");
}

static struct result *make_disturbed(enum cause third, enum cause fourth)
{
    static const uint64_t times[] = {1000, 1010, 1020, 1030};
    struct result *result = make_result(times, 4);
    struct process *process = g_ptr_array_index(result->processes, 0);
    g_array_index(process->samples, struct sample, 2).causes = third;
    g_array_index(process->samples, struct sample, 3).causes = fourth;
    return result;
}

Test(histogram, leaves_out_what_the_summary_leaves_out)
{
    g_autoptr(Result) result = make_disturbed(CAUSE_STEAL, CAUSE_PREEMPTED);
    struct spread spread;
    cr_assert(spread_of(result, NULL, &spread));
    cr_expect_leq(spread.high_ns, 1020);
    cr_expect_eq(spread.shown + spread.above, 3);
}

// Who uses all CPUs is preempted by itself.
Test(histogram, of_a_case_that_uses_all_cpus_counts_what_was_preempted)
{
    g_autoptr(Result) result = make_disturbed(CAUSE_MAJOR_FAULT, CAUSE_PREEMPTED);
    result->bench_case->uses_all_cpus = true;
    struct spread spread;
    cr_assert(spread_of(result, NULL, &spread));
    cr_expect_gt(spread.high_ns, 1020);
    cr_expect_eq(spread.shown + spread.above, 3);
}

Test(histogram, of_two_builds_has_one_axis)
{
    static const uint64_t low[] = {1000, 1010}, high[] = {2000, 2010};
    g_autoptr(Result) head = make_result(low, 2);
    g_autoptr(Result) base = make_result(high, 2);
    struct spread spread;
    cr_assert(spread_of(head, base, &spread));
    cr_expect_eq(spread.low_ns, 1000);
    cr_expect_geq(spread.high_ns, 2000);
}
