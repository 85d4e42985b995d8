// SPDX-License-Identifier: MIT
// The suites that misbehave: all cases of one suite in one plan.
#include <criterion/criterion.h>
#include <string.h>

#include "framework/runner/suite.h"
#include "tests/framework/base/leftover.h"
#include "tests/framework/runner/measured.h"
#include "tests/sanitised.h"

TestSuite(measure_suites, .timeout = 100);

struct expectation {
    const char *name;
    enum status status;
    const char *phrase; // of the message; NULL: any
};

// The alternatives of the case `at` as a plan; NULL where an earlier case already has them.
static struct plan *plan_alternatives(const GPtrArray *cases, guint at, const struct launch *launch)
{
    struct plan *plan = plan_new(5);
    for (guint i = 0; i < cases->len; i++) {
        if (!case_is_alternative(g_ptr_array_index(cases, i), g_ptr_array_index(cases, at)))
            continue;
        if (i < at && plan->arms->len == 0) {
            plan_free(plan);
            return NULL;
        }
        plan_add(plan, g_ptr_array_index(cases, i), launch);
    }
    return plan;
}

static const struct expectation *find_expectation(const struct expectation *all, const char *name)
{
    while (all->name != NULL && strcmp(all->name, name) != 0)
        all++;
    return all;
}

static void expect_plan(struct plan *plan, const struct expectation *expected)
{
    struct settings few = settings;
    few.samples = 12;
    cr_assert(plan_measure(plan, &few, NULL, &nobody, NULL), "interrupted");
    for (guint i = 0; i < plan->arms->len; i++) {
        const struct result *result = result_at(plan, i);
        const struct expectation *wanted = find_expectation(expected, result->bench_case->name);
        const char *message = result->message ? result->message : "";
        bool is_finding = is_sanitised && wanted->status == STATUS_CRASHED;
        cr_expect(result->status == wanted->status ||
                      (is_finding && result->status == STATUS_FAILED),
                  "%s is %s: %s", result->bench_case->id, status_word(result->status), message);
        if (wanted->phrase != NULL && !is_sanitised)
            cr_expect_not_null(strstr(message, wanted->phrase), "%s: '%s' is not in '%s'",
                               result->bench_case->id, wanted->phrase, message);
        if (result->status == STATUS_OK)
            cr_expect_eq(result->processes->len, PROCESSES, "%s", result->bench_case->id);
    }
}

// Cases that are not named in `expected`, which ends with an empty row, are good.
static void expect_suite(const char *program, double timeout_s, const struct expectation *expected)
{
    set_mark();
    struct launch launch = {.program = program,
                            .env = env,
                            .cpu = -1,
                            .timeout_s = timeout_s,
                            .memory_limit_bytes = 1u << 28};
    GError *error = NULL;
    g_autoptr(GPtrArray) cases = suite_list(&launch, NULL, &error);
    cr_assert_not_null(cases, "%s: %s", program, error ? error->message : "");
    for (guint i = 0; i < cases->len; i++) {
        struct plan *plan = plan_alternatives(cases, i, &launch);
        if (plan == NULL)
            continue;
        expect_plan(plan, expected);
        plan_free(plan);
    }
    cr_expect_eq(leftover_count(env[0]), 0, "%s: a process is left behind", program);
}

Test(measure_suites, measures_a_good_suite)
{
    expect_suite(PROGRAMS "/good", 30, (struct expectation[]){{0}});
    expect_suite(PROGRAMS "/hostile", 30, (struct expectation[]){{0}});
}

Test(measure_suites, tells_every_crash)
{
    expect_suite(PROGRAMS "/crash", 60,
                 (struct expectation[]){
                     {"segv", STATUS_CRASHED, "SIGSEGV"},
                     {"abort", STATUS_CRASHED, "in its first call: ended by SIGABRT"},
                     {"exit_0", STATUS_CRASHED, "exited with code 0 before it answered"},
                     {"stack_overflow", STATUS_CRASHED, "SIGSEGV"},
                     {"division", STATUS_CRASHED, "SIGFPE"},
                     {"in_its_set_up", STATUS_CRASHED, "setting up: ended by SIGSEGV"},
                     {"in_its_teardown", STATUS_CRASHED, "closing: ended by SIGSEGV"},
                     {"late", STATUS_CRASHED, "SIGABRT"},
                     {0},
                 });
}

Test(measure_suites, tells_every_hang)
{
    expect_suite(PROGRAMS "/hang", 2,
                 (struct expectation[]){
                     {"asleep", STATUS_TIMEOUT, "in its first call: no answer within 2 s"},
                     {"busy_and_deaf", STATUS_TIMEOUT, "in its first call: no answer within 2 s"},
                     {"in_its_set_up", STATUS_TIMEOUT, "setting up: no answer within 2 s"},
                     {0},
                 });
}

Test(measure_suites, lets_no_child_answer_or_stay)
{
    expect_suite(PROGRAMS "/fork", 30,
                 (struct expectation[]){
                     {"child_outlives_a_crash", STATUS_CRASHED, "SIGABRT"},
                     {0},
                 });
}

Test(measure_suites, is_not_disturbed_by_a_flood)
{
    expect_suite(PROGRAMS "/flood", 60, (struct expectation[]){{0}});
}

Test(measure_suites, stops_a_body_that_eats_memory)
{
    expect_suite(PROGRAMS "/eat", 60,
                 (struct expectation[]){
                     {"in_its_body", STATUS_CRASHED, "over the limit of 256.0"},
                     {"in_its_set_up", STATUS_CRASHED, "over the limit of 256.0"},
                     {0},
                 });
}

Test(measure_suites, finds_every_lie)
{
    expect_suite(PROGRAMS "/lie", 60,
                 (struct expectation[]){
                     {"no_loop", STATUS_FAILED, "never entered its BENCH_LOOP"},
                     {"leaves_by_break", STATUS_FAILED, "left its BENCH_LOOP early"},
                     {"leaves_by_return", STATUS_FAILED, "left its BENCH_LOOP early"},
                     {"leaves_late", STATUS_FAILED, "left its BENCH_LOOP early"},
                     {"loops_twice", STATUS_FAILED, "entered BENCH_LOOP twice"},
                     {"leaves_its_batches", STATUS_FAILED, "left its batches early"},
                     {"wrong_output", STATUS_FAILED, "wrong output: "},
                     {0},
                 });
}

Test(measure_suites, tells_skipping_from_failing)
{
    expect_suite(PROGRAMS "/skip", 30,
                 (struct expectation[]){
                     {"by_its_condition", STATUS_SKIPPED, "skip_unless"},
                     {"in_its_set_up", STATUS_SKIPPED, "the set-up finds no such device"},
                     {"in_its_body", STATUS_SKIPPED, "the body finds no such instruction"},
                     {"fails_in_its_set_up", STATUS_FAILED, "the set-up cannot read its input"},
                     {"fails_in_its_body", STATUS_FAILED, "the sum is 3, not 4"},
                     {0},
                 });
}
