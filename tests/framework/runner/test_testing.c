// SPDX-License-Identifier: MIT
// Cases run once, several at a time, over the suites that misbehave.
#include "framework/base/interruption.h"
#include "framework/runner/testing.h"

#include <criterion/criterion.h>
#include <string.h>
#include <sys/resource.h>

#include "framework/runner/suite.h"
#include "tests/framework/base/leftover.h"
#include "tests/sanitised.h"

TestSuite(testing, .timeout = 100);

static const char *env[2];
static GPtrArray *plans;
static guint n_done;

// Every case has its own plan if `apart`, else all are alternatives of one plan.
static void plan_suite(const char *program, double timeout_s, bool apart)
{
    GError *error = NULL;
    env[0] = leftover_mark();
    struct launch launch = {.program = program, .env = env, .cpu = -1, .timeout_s = timeout_s};
    g_autoptr(GPtrArray) cases = suite_list(&launch, NULL, &error);
    cr_assert_not_null(cases, "%s: %s", program, error ? error->message : "");
    plans = g_ptr_array_new_with_free_func((GDestroyNotify)plan_free);
    for (guint i = 0; i < cases->len; i++) {
        if (apart || i == 0)
            g_ptr_array_add(plans, plan_new(i));
        plan_add(g_ptr_array_index(plans, plans->len - 1), g_ptr_array_index(cases, i), &launch);
    }
}

static void count_plan(void *data, struct plan *plan)
{
    cr_expect_eq(data, &n_done);
    cr_expect_gt(plan->arms->len, 0);
    n_done++;
}

static bool test_plans(unsigned jobs, GError **error)
{
    n_done = 0;
    bool is_good = plans_test(plans, jobs, count_plan, &n_done, error);
    cr_expect_eq(leftover_count(env[0]), 0, "a process is left behind");
    return is_good;
}

static const struct result *find(const char *name)
{
    for (guint p = 0; p < plans->len; p++) {
        const struct plan *plan = g_ptr_array_index(plans, p);
        for (guint i = 0; i < plan->arms->len; i++) {
            const struct arm *arm = g_ptr_array_index(plan->arms, i);
            if (strcmp(arm->result->bench_case->name, name) == 0)
                return arm->result;
        }
    }
    cr_assert_fail("no case '%s'", name);
    return NULL;
}

static void expect(const char *name, enum status status, enum check check, const char *phrase)
{
    const struct result *result = find(name);
    const char *message = result->message ? result->message : "";
    bool is_finding = is_sanitised && status == STATUS_CRASHED;
    cr_expect(result->status == status || (is_finding && result->status == STATUS_FAILED),
              "%s is %s: %s", name, status_word(result->status), message);
    cr_expect_eq(result->check, check, "%s: %s", name, check_word(result->check));
    cr_expect(is_finding || strstr(message, phrase) != NULL, "%s: '%s' is not in '%s'", name,
              phrase, message);
    cr_expect_gt(result->duration_s, 0);
    cr_expect_eq(result->processes->len, 0);
}

Test(testing, runs_every_case_once_and_compares_outputs)
{
    plan_suite(PROGRAMS "/lie", 30, false);
    cr_assert(test_plans(3, NULL));
    cr_expect_eq(n_done, 1);
    expect("good", STATUS_OK, CHECK_REFERENCE, "");
    expect("works_once", STATUS_OK, CHECK_AGREES, "");
    expect("no_output", STATUS_OK, CHECK_UNCHECKED, "");
    expect("no_loop", STATUS_FAILED, CHECK_NONE, "never entered its BENCH_LOOP");
    expect("wrong_output", STATUS_FAILED, CHECK_DIFFERS,
           "wrong output: 43, but 'lie/good' has 42 (output 1, 32-bit integer 0 of 1)");
}

Test(testing, tells_crashes_and_skips_as_measuring_does)
{
    plan_suite(PROGRAMS "/crash", 30, true);
    cr_assert(test_plans(2, NULL));
    cr_expect_eq(n_done, plans->len);
    expect("good", STATUS_OK, CHECK_UNCHECKED, "");
    expect("segv", STATUS_CRASHED, CHECK_NONE, "in its first call: ended by SIGSEGV");
    expect("exit_0", STATUS_CRASHED, CHECK_NONE, "exited with code 0 before it answered");
    expect("in_its_set_up", STATUS_CRASHED, CHECK_NONE, "setting up: ended by SIGSEGV");
    expect("in_its_teardown", STATUS_CRASHED, CHECK_NONE, "closing: ended by SIGSEGV");
    plan_suite(PROGRAMS "/skip", 30, true);
    cr_assert(test_plans(2, NULL));
    expect("by_its_condition", STATUS_SKIPPED, CHECK_NONE, "skip_unless");
    expect("in_its_body", STATUS_SKIPPED, CHECK_NONE, "no such instruction");
    expect("fails_in_its_body", STATUS_FAILED, CHECK_NONE, "the sum is 3, not 4");
}

Test(testing, takes_metrics)
{
    plan_suite(PROGRAMS "/good", 30, true);
    cr_assert(test_plans(1, NULL));
    cr_expect_eq(find("direct")->items, 16);
}

// One after another the three that hang would take 9 s.
Test(testing, waits_for_several_at_a_time)
{
    gint64 started_us = g_get_monotonic_time();
    plan_suite(PROGRAMS "/hang", 3, false);
    cr_assert(test_plans(4, NULL));
    cr_expect_lt(g_get_monotonic_time() - started_us, 8 * G_USEC_PER_SEC);
    expect("good", STATUS_OK, CHECK_UNCHECKED, "");
    expect("asleep", STATUS_TIMEOUT, CHECK_NONE, "in its first call: no answer within 3 s");
    expect("in_its_set_up", STATUS_TIMEOUT, CHECK_NONE, "setting up: no answer within 3 s");
}

Test(testing, gives_the_same_whatever_the_number_of_jobs)
{
    for (unsigned jobs = 1; jobs <= 64; jobs *= 8) {
        plan_suite(PROGRAMS "/flood", 30, true);
        cr_assert(test_plans(jobs, NULL));
        cr_expect_eq(n_done, plans->len);
        expect("replies", STATUS_OK, CHECK_UNCHECKED, "");
        expect("one_line", STATUS_OK, CHECK_UNCHECKED, "");
    }
}

static gpointer interrupt_soon(gpointer nothing)
{
    g_usleep(500000);
    interruption_request();
    return nothing;
}

Test(testing, that_the_user_interrupts_leaves_out_what_is_not_complete)
{
    g_autoptr(GError) error = NULL;
    plan_suite(PROGRAMS "/hang", 60, true);
    gint64 started_us = g_get_monotonic_time();
    g_thread_unref(g_thread_new("interrupt", interrupt_soon, NULL));
    cr_expect_not(test_plans(4, &error));
    cr_expect(interruption_caused(error));
    cr_expect_leq(n_done, 1, "only one of them does not hang");
    cr_expect_lt(g_get_monotonic_time() - started_us, 20 * G_USEC_PER_SEC);
}

Test(testing, blames_no_case_for_what_benchrun_lacks)
{
    struct rlimit limit;
    g_autoptr(GError) error = NULL;
    plan_suite(PROGRAMS "/good", 30, true);
    cr_assert_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = 8;
    cr_assert_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
    bool is_good = plans_test(plans, 1, count_plan, &n_done, &error);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    cr_expect_not(is_good);
    cr_expect(g_error_matches(error, WORKER_ERROR, WORKER_ERROR_HOST), "%s", error->message);
    cr_expect_eq(n_done, 0);
    cr_expect_eq(find("direct")->status, STATUS_OK);
    g_ptr_array_unref(plans);
}
