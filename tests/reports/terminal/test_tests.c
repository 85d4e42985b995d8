// SPDX-License-Identifier: MIT
#include "reports/reporters.h"
#include "reports/terminal/tests.h"

#include <criterion/criterion.h>
#include <string.h>

#include "framework/base/text.h"
#include "reports/report.h"
#include "tests/reports/golden.h"
#include "tests/reports/sample_run.h"

static const struct test *find(const GPtrArray *tests, const char *id)
{
    for (guint i = 0; i < tests->len; i++) {
        const struct test *test = g_ptr_array_index(tests, i);
        if (strcmp(test->id, id) == 0)
            return test;
    }
    cr_assert_fail("no test '%s'", id);
    return NULL;
}

static void expect(const GPtrArray *tests, const char *id, enum test_outcome outcome,
                   const char *kind, const char *message)
{
    const struct test *test = find(tests, id);
    cr_expect_eq(test->outcome, outcome, "%s: %d", id, test->outcome);
    cr_expect_str_eq(test->kind, kind, "%s: %s", id, test->kind);
    if (message == NULL)
        cr_expect_null(test->message, "%s: %s", id, test->message);
    else
        cr_expect(test->message != NULL && strcmp(test->message, message) == 0, "%s: '%s'", id,
                  test->message ? test->message : "(none)");
}

Test(tests, of_a_tested_run_say_what_each_case_did)
{
    g_autoptr(Run) run = sample_tested();
    g_autoptr(GPtrArray) tests = tests_of(run);
    cr_assert_eq(tests->len, run->results->len);
    expect(tests, "join/plain", TEST_PASSED, "", NULL);
    expect(tests, "join/silent", TEST_PASSED, "", NULL);
    cr_expect(find(tests, "join/silent")->is_unchecked);
    expect(tests, "join/strict", TEST_FAILED, "unchecked",
           "unchecked: it produces no output to compare (--strict); call bench_output()");
    expect(tests, "join/avx512", TEST_SKIPPED, "skipped", "the CPU lacks avx512f");
    expect(tests, "join/crash", TEST_BROKEN, "crashed",
           "setting up: ended by SIGSEGV (Segmentation fault)");
    expect(tests, "join/hang", TEST_BROKEN, "timeout",
           "in its first call: no answer within 60 s (--timeout)");
    cr_expect_eq(find(tests, "join/plain")->duration_s, 0.00321);
    cr_expect_eq(tests_count(tests, TEST_BROKEN), 2);
}

Test(tests, of_a_comparison_fail_for_a_regression)
{
    g_autoptr(Run) run = sample_comparison();
    g_autoptr(GPtrArray) tests = tests_of(run);
    expect(tests, "parse/large", TEST_FAILED, "regression",
           "slower than base: +8.30%, 99.75% interval [+6.13%, +10.47%]; 7.1% more "
           "instructions");
    expect(tests, "parse/tokens", TEST_PASSED, "", NULL);
    expect(tests, "parse/numbers", TEST_PASSED, "", NULL);
    expect(tests, "parse/broken", TEST_BROKEN, "crashed",
           "taking a sample: ended by SIGSEGV (Segmentation fault)");
    expect(tests, "parse/old", TEST_SKIPPED, "skipped", "removed: only in base");
    expect(tests, "parse/new", TEST_SKIPPED, "skipped", "added: only in head");
}

static void fail_on(struct run *run, const char *word)
{
    g_ptr_array_add(run->fail_on, g_strdup(word));
}

Test(tests, of_a_comparison_fail_for_what_fail_on_names)
{
    g_autoptr(Run) run = sample_comparison();
    struct comparison *same = g_ptr_array_index(run->comparisons, 0);
    struct metric_change *change = metric_change_new("allocations");
    change->values[0] = 3;
    change->values[1] = 4;
    change->verdict = VERDICT_SLOWER;
    g_ptr_array_add(same->metrics, change);
    for (int side = 0; side < 2; side++) {
        const GPtrArray *results = side == 0 ? run->base : run->results;
        result_set_metric(g_ptr_array_index(results, 0), "allocations", "memory",
                          change->values[side]);
    }
    g_autoptr(GPtrArray) before = tests_of(run);
    expect(before, same->id, TEST_PASSED, "", NULL);
    fail_on(run, "placement");
    fail_on(run, "unclear");
    fail_on(run, "missing");
    fail_on(run, "allocations");
    g_autoptr(GPtrArray) tests = tests_of(run);
    expect(tests, same->id, TEST_FAILED, "allocations", "allocations got worse: 3 -> 4");
    expect(tests, "parse/small", TEST_FAILED, "placement",
           "placement: +2.10%, but only the address of its code changed");
    expect(tests, "parse/$(touch pwned)\n\x1b[2J", TEST_FAILED, "unclear",
           "may be slower than base: +0.60%; too many rounds disturbed");
    expect(tests, "parse/old", TEST_FAILED, "missing", "removed: only in base");
    expect(tests, "parse/new", TEST_SKIPPED, "skipped", "added: only in head");
    expect(tests, "parse/large", TEST_FAILED, "regression",
           "slower than base: +8.30%, 99.75% interval [+6.13%, +10.47%]; 7.1% more "
           "instructions");
}

Test(tests, of_a_comparison_tell_what_befell_base)
{
    g_autoptr(Run) run = sample_comparison();
    result_refuse(g_ptr_array_index(run->base, 0), STATUS_TIMEOUT, "no answer within 1 s");
    g_autoptr(GPtrArray) tests = tests_of(run);
    expect(tests, "parse/tokens", TEST_BROKEN, "timeout", "base: no answer within 1 s");
}

Test(tests, of_a_run_fail_for_a_claim_and_not_for_a_slower_alternative)
{
    g_autoptr(Run) run = sample_run();
    g_autoptr(GPtrArray) tests = tests_of(run);
    expect(tests, "sum/simd/n:1024", TEST_PASSED, "", NULL);
    expect(tests, "sum/simd/n:1048576", TEST_FAILED, "claim",
           "the claim falls short: 2.30x [2.25–2.35] as fast as 'sum/loop/n:1048576', claimed 4x");
    expect(tests, "memoize/linked_list", TEST_PASSED, "", NULL);
    expect(tests, "broken/wrong", TEST_FAILED, "failed",
           "output differs from the baseline's at 17");
}

static char *render(const char *format, const struct run *run, bool use_colour)
{
    const struct report report = {.run = run, .use_colour = use_colour};
    GString *out = g_string_new(NULL);
    cr_assert(reporter_find(format)->write(out, &report, NULL));
    return g_string_free(out, FALSE);
}

Test(tests, as_a_list_are_golden)
{
    g_autoptr(Run) run = sample_tested();
    g_autofree char *text = render("table", run, false);
    golden_check("tested.txt", text);
    cr_expect_null(strpbrk(text, "\x1b\x07\r\t"));
    g_autofree char *coloured = render("table", run, true);
    cr_expect_not_null(strstr(coloured, "\x1b[31mFAIL\x1b[0m       3.210 ms  join/wrong\n"));
}
