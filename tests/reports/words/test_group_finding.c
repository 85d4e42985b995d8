// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>

#include "reports/words/group_finding.h"
#include "tests/reports/sample_run.h"

static void expect(const struct run *run, guint index, const char *expected)
{
    g_autoptr(GPtrArray) groups = groups_of(run);
    g_autofree char *finding = finding_of_group(run, g_ptr_array_index(groups, index));
    cr_expect_str_eq(finding, expected);
}

Test(group_finding, of_alternatives_over_all_arguments)
{
    g_autoptr(Run) run = sample_run();
    expect(run, 0, "simd is 2.30x to 5.61x faster than loop");
    expect(run, 1, "lru is 5170x faster than recursive");
    expect(run, 3, "radix is faster than insertion at 5 of 6 n, by up to 1814x");
}

Test(group_finding, of_one_benchmark_or_of_inputs_is_their_range)
{
    g_autoptr(Run) run = sample_large_run(1);
    g_ptr_array_set_size(run->comparisons, 0);
    for (guint i = 0; i < run->results->len; i++)
        ((struct result *)run->results->pdata[i])->bench_case->is_input = true;
    expect(run, 0, "3 inputs take 400.0 ns to 1.003 us");
    g_ptr_array_set_size(run->results, 1);
    expect(run, 0, "loop takes 1.000 us");
    ((struct result *)run->results->pdata[0])->is_at_floor = true;
    expect(run, 0, "nothing could be ranked");
}

Test(group_finding, of_two_builds_counts_the_verdicts)
{
    g_autoptr(Run) run = sample_comparison();
    expect(run, 0, "1 slower, 1 faster, 1 placement, 1 unclear, 1 same");
    g_ptr_array_set_size(run->results, 2);
    g_ptr_array_remove_index(run->results, 0);
    expect(run, 0, "large is slower by 8.30%");
}
