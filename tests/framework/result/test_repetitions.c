// SPDX-License-Identifier: MIT
#include "framework/result/repetitions.h"

#include <criterion/criterion.h>

static struct result *make(void)
{
    struct bench_case *bench_case = g_new0(struct bench_case, 1);
    bench_case->id = g_strdup("g/n");
    return result_new(bench_case);
}

static void add_process(struct result *result, const double *ns, size_t n, unsigned causes)
{
    struct process *process = process_new();
    for (size_t i = 0; i < n; i++) {
        struct sample sample = {.iterations = 100,
                                .elapsed_ns = (uint64_t)(100 * ns[i]),
                                .causes = causes,
                                SAMPLE_UNCOUNTED};
        g_array_append_val(process->samples, sample);
    }
    g_ptr_array_add(result->processes, process);
}

Test(repetitions, are_the_medians_of_processes)
{
    g_autoptr(Result) result = make();
    add_process(result, (double[]){3, 1, 2}, 3, 0);
    add_process(result, (double[]){6, 4}, 2, 0);
    struct repetitions all = repetitions_of(result);
    cr_assert_eq(all.each->len, 2);
    cr_expect_eq(g_array_index(all.each, struct repetition, 0).median_ns, 2);
    cr_expect_eq(g_array_index(all.each, struct repetition, 0).iterations, 300);
    cr_expect_eq(g_array_index(all.each, struct repetition, 1).median_ns, 5);
    cr_expect_eq(all.iterations, 500);
    cr_expect_eq(all.mean_ns, 3.5);
    cr_expect_eq(all.median_ns, 3.5);
    cr_expect_float_eq(all.stddev_ns, sqrt(4.5), 1e-12);
    repetitions_clear(&all);
}

Test(repetitions, leave_out_what_was_disturbed)
{
    g_autoptr(Result) result = make();
    add_process(result, (double[]){2, 2}, 2, 0);
    add_process(result, (double[]){90}, 1, CAUSE_PREEMPTED);
    struct repetitions all = repetitions_of(result);
    cr_expect_eq(all.each->len, 1);
    cr_expect_eq(all.median_ns, 2);
    cr_expect(isnan(all.stddev_ns));
    repetitions_clear(&all);
}

Test(repetitions, take_all_where_most_were_disturbed)
{
    g_autoptr(Result) result = make();
    add_process(result, (double[]){2}, 1, 0);
    add_process(result, (double[]){3, 3}, 2, CAUSE_MIGRATED);
    struct repetitions all = repetitions_of(result);
    cr_expect_eq(all.each->len, 2);
    repetitions_clear(&all);
}

Test(repetitions, of_nothing_are_none)
{
    g_autoptr(Result) result = make();
    struct repetitions all = repetitions_of(result);
    cr_expect_eq(all.each->len, 0);
    cr_expect(isnan(all.median_ns));
    repetitions_clear(&all);
}
