// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>

#include "reports/words/finding.h"
#include "tests/reports/sample_run.h"

static char *finding_of(enum verdict first, enum verdict second)
{
    g_autoptr(Run) run = sample_large_run(1);
    ((struct comparison *)g_ptr_array_index(run->comparisons, 0))->verdict = first;
    ((struct comparison *)g_ptr_array_index(run->comparisons, 1))->verdict = second;
    return finding_of_alternatives(run, run->results);
}

static void expect_finding(char *finding, const char *expected)
{
    cr_expect_str_eq(finding, expected);
    g_free(finding);
}

Test(finding, says_no_more_than_the_verdicts)
{
    expect_finding(finding_of(VERDICT_FASTER, VERDICT_SAME), "simd is 2.50x faster than loop");
    expect_finding(finding_of(VERDICT_SLOWER, VERDICT_SAME), "no alternative is faster than loop");
    expect_finding(finding_of(VERDICT_UNCLEAR, VERDICT_SLOWER),
                   "it is unclear whether an alternative is faster than loop");
}

Test(finding, of_two)
{
    g_autoptr(Run) run = sample_large_run(1);
    g_ptr_array_set_size(run->results, 2);
    struct comparison *comparison = g_ptr_array_index(run->comparisons, 0);
    expect_finding(finding_of_alternatives(run, run->results), "simd is 2.50x faster than loop");
    comparison->verdict = VERDICT_SAME;
    expect_finding(finding_of_alternatives(run, run->results), "simd and loop take the same time");
    comparison->verdict = VERDICT_UNCLEAR;
    expect_finding(finding_of_alternatives(run, run->results),
                   "it is unclear whether simd is faster than loop");
    comparison->verdict = VERDICT_SLOWER;
    comparison->ratio = 2;
    expect_finding(finding_of_alternatives(run, run->results), "simd is 2.00x slower than loop");
    g_ptr_array_set_size(run->comparisons, 0);
    expect_finding(finding_of_alternatives(run, run->results), "simd has the lowest median");
}

Test(finding, of_a_change_says_no_more_than_its_verdict)
{
    g_autoptr(Run) run = sample_comparison();
    const char *const expected[] = {"tokens takes the same time", "large is slower by 8.30%",
                                    "small differs by 2.10%, only because of placement",
                                    "numbers is faster by 13.00%"};
    for (guint i = 0; i < G_N_ELEMENTS(expected); i++)
        expect_finding(finding_of_change(run, g_ptr_array_index(run->comparisons, i)), expected[i]);
    struct comparison *comparison = g_ptr_array_index(run->comparisons, 3);
    comparison->ratio = 0.1;
    expect_finding(finding_of_change(run, comparison), "numbers is faster by 90.00%");
    comparison->verdict = VERDICT_UNCLEAR;
    expect_finding(finding_of_change(run, comparison), "it is unclear whether numbers changed");
}

static void set_verdicts(struct run *run, enum verdict verdict)
{
    for (guint i = 0; i < run->comparisons->len; i++)
        ((struct comparison *)g_ptr_array_index(run->comparisons, i))->verdict = verdict;
}

Test(finding, of_a_comparison_names_the_worst)
{
    g_autoptr(Run) run = sample_comparison();
    struct comparison *faster = g_ptr_array_index(run->comparisons, 3);
    expect_finding(finding_of_comparison(run), "1 of 5 cases is slower, parse/large by 8.30%");
    set_verdicts(run, VERDICT_UNCLEAR);
    expect_finding(finding_of_comparison(run), "no change is shown: 5 of 5 cases are unclear");
    faster->verdict = VERDICT_PLACEMENT;
    expect_finding(finding_of_comparison(run),
                   "no change is shown: 1 of 5 cases differs only because of placement");
    faster->verdict = VERDICT_FASTER;
    expect_finding(finding_of_comparison(run),
                   "1 of 5 cases is faster, none is shown to be slower");
    set_verdicts(run, VERDICT_SAME);
    expect_finding(finding_of_comparison(run), "all cases take the same time");
}

Test(finding, counts_cases_that_run_the_same_code)
{
    g_autoptr(Run) run = run_new();
    run->base_name = g_strdup("base");
    run->head_name = g_strdup("head");
    for (enum side side = SIDE_BASE; side <= SIDE_HEAD; side++) {
        struct bench_case *bench_case = g_new0(struct bench_case, 1);
        bench_case->id = g_strdup("parse/small");
        struct result *result = result_new(bench_case);
        result->side = side;
        result_refuse(result, STATUS_SKIPPED, RESULT_SAME_CODE);
        run_add(run, result);
    }
    expect_finding(finding_of_run(run),
                   "0 regressions, 0 improvements, 0 same; 1 runs the same code");
    expect_finding(finding_of_comparison(run), "all cases run the same code");
    struct result *skipped = g_ptr_array_index(run->results, 0);
    skipped->side = SIDE_NONE; // of a suite that says so itself
    cr_expect_not(result_is_same_code(skipped));
}
