// SPDX-License-Identifier: MIT
// Whole plans over scripted workers.
#include "framework/base/interruption.h"
#include "framework/runner/measure.h"

#include <criterion/criterion.h>
#include <string.h>
#include <sys/resource.h>

#include "tests/framework/base/leftover.h"
#include "tests/framework/runner/measured.h"

TestSuite(measure, .timeout = 100);

static void expect_status(const char *scenario, double timeout_s, enum status status,
                          const char *phrase)
{
    struct plan *plan = measure_beside(scenario, timeout_s);
    const struct result *result = result_at(plan, 1);
    const char *message = result->message ? result->message : "";
    cr_expect_eq(result->status, status, "%s is %s: %s", scenario, status_word(result->status),
                 message);
    cr_expect_not_null(strstr(message, phrase), "%s: '%s' is not in '%s'", scenario, phrase,
                       message);
    plan_free(plan);
}

Test(measure, takes_every_round_of_every_arm)
{
    struct plan *plan = measure_beside("slow", 30);
    expect_whole(result_at(plan, 1));
    cr_expect_eq(result_at(plan, 0)->summary.median_ns, 1000);
    cr_expect_eq(result_at(plan, 1)->summary.median_ns, 2000);
    cr_expect_eq(result_at(plan, 0)->summary.floor_ns, 0.25);
    cr_expect_eq(result_at(plan, 0)->cycle_source, CYCLES_ESTIMATED);
    plan_free(plan);
}

static uint64_t iterations_at(const struct result *result, guint process, guint sample)
{
    const struct process *of = g_ptr_array_index(result->processes, process);
    return g_array_index(of->samples, struct sample, sample).iterations;
}

// Where the time is up after the first round.
static guint count_rounds(const char *scenario)
{
    struct settings hurried = {.time_s = 1e-6, .sample_ns = 250000};
    set_mark();
    struct plan *plan = plan_new(42);
    add_scripted(plan, scenario, 30);
    add_scripted(plan, "good", 30);
    cr_assert(plan_measure(plan, &hurried, NULL, &nobody, NULL));
    guint n = ((struct process *)g_ptr_array_index(result_at(plan, 0)->processes, 0))->samples->len;
    plan_free(plan);
    return n;
}

Test(measure, takes_one_round_of_a_long_body_where_that_takes_the_time)
{
    cr_expect_eq(count_rounds("good"), 2, "two mirrored rounds belong together");
    cr_expect_eq(count_rounds("preempted-unfelt"), 1, "3 ms");
}

Test(measure, varies_the_counts_by_the_same_share_in_all_arms)
{
    struct plan *plan = measure_beside("slow", 30);
    bool varies = false;
    for (guint p = 0; p < PROCESSES; p++) {
        for (guint i = 0; i < ROUNDS; i++) {
            uint64_t count = iterations_at(result_at(plan, 1), p, i);
            cr_expect_eq(count, iterations_at(result_at(plan, 2), p, i));
            cr_expect(count >= 112 && count <= 138, "%zu of 125", (size_t)count);
            varies = varies || count != iterations_at(result_at(plan, 1), 0, 0);
        }
    }
    cr_expect(varies);
    plan_free(plan);
}

Test(measure, repeats_itself_with_the_same_seed)
{
    struct plan *first = measure_beside("slow", 30);
    struct plan *second = measure_beside("slow", 30);
    for (guint i = 0; i < ROUNDS; i++)
        cr_expect_eq(iterations_at(result_at(first, 0), 1, i),
                     iterations_at(result_at(second, 0), 1, i));
    plan_free(first);
    plan_free(second);
}

Test(measure, keeps_fixed_iterations)
{
    set_mark();
    struct plan *plan = plan_new(1);
    struct arm *arm = add_scripted(plan, "good", 30);
    arm->result->bench_case->iterations = 7;
    arm->iterations = 7;
    cr_assert(plan_measure(plan, &settings, NULL, &nobody, NULL));
    for (guint i = 0; i < ROUNDS; i++)
        cr_expect_eq(iterations_at(result_at(plan, 0), 0, i), 7);
    plan_free(plan);
}

Test(measure, refuses_a_wrong_output_before_timing_it)
{
    struct plan *plan = measure_beside("wrong-output", 30);
    const struct result *result = result_at(plan, 1);
    cr_expect_eq(result->status, STATUS_FAILED);
    cr_expect_str_eq(result->message,
                     "wrong output: \"abd\", but 'good' has \"abc\" (output 1, byte 2 of 3)");
    cr_expect_eq(result->processes->len, 0);
    plan_free(plan);
}

Test(measure, survives_an_arm_that_cannot_start)
{
    expect_status("greets-newer", 30, STATUS_CRASHED, "update benchrun");
    expect_status("greets-with-garbage", 30, STATUS_CRASHED, "is not a benchrun suite");
    expect_status("dies-before-its-greeting", 30, STATUS_CRASHED, "exited with code 7");
    expect_status("greets-and-goes-on", 30, STATUS_FAILED, "without being asked");
    expect_status("greets-with-nothing", 1, STATUS_TIMEOUT, "no answer within 1 s");
}

Test(measure, survives_garbage)
{
    expect_status("garbage", 30, STATUS_FAILED, "which makes no sense");
    expect_status("unknown-word", 30, STATUS_FAILED,
                  "'perhaps iterations=1', which makes no sense");
    expect_status("endless-lines", 30, STATUS_FAILED, "which makes no sense");
    expect_status("empty-lines", 30, STATUS_FAILED, "which makes no sense");
    expect_status("no-newline", 30, STATUS_FAILED, "too long or not text");
    expect_status("nul", 30, STATUS_FAILED, "too long or not text");
    expect_status("endless-outputs", 30, STATUS_FAILED, "which makes no sense");
}

Test(measure, survives_answers_out_of_step)
{
    expect_status("twice", 30, STATUS_FAILED, "without being asked");
    expect_status("again-later", 30, STATUS_FAILED, "");
}

Test(measure, survives_numbers_that_make_no_sense)
{
    expect_status("wrong-iterations", 30, STATUS_FAILED, "its answer is not a valid sample");
    expect_status("no-numbers", 30, STATUS_FAILED, "its answer is not a valid sample");
    expect_status("negative-time", 30, STATUS_FAILED, "its answer is not a valid sample");
    expect_status("absurd-time", 30, STATUS_FAILED, "its answer is not a valid sample");
    expect_status("too-large", 30, STATUS_FAILED, "its answer is not a valid sample");
    expect_status("not-a-number", 30, STATUS_FAILED, "its answer is not a valid sample");
}

Test(measure, takes_no_negative_cycles)
{
    struct plan *plan = measure_beside("negative-cycles", 30);
    const struct result *result = result_at(plan, 1);
    expect_whole(result);
    cr_expect_eq(result->cycle_source, CYCLES_UNKNOWN);
    cr_expect(isnan(result_metric(result, "cycles")), "%g cycles", result_metric(result, "cycles"));
    cr_expect(isnan(result_metric(result, "cpu_share")), "%g CPUs",
              result_metric(result, "cpu_share"));
    plan_free(plan);
}

Test(measure, does_not_rank_a_body_without_time)
{
    struct plan *plan = measure_beside("no-time", 30);
    const struct result *result = result_at(plan, 1);
    cr_expect_eq(result->status, STATUS_OK);
    cr_expect(result->is_at_floor);
    cr_expect(result->is_optimised_out);
    plan_free(plan);
}

Test(measure, tells_a_refusal_in_the_words_of_the_body)
{
    expect_status("refuses", 30, STATUS_FAILED, "not today");
    expect_status("skips", 30, STATUS_SKIPPED, "no such device");
    expect_status("fails-without-a-word", 30, STATUS_FAILED, "no reason given");
}

Test(measure, survives_a_death)
{
    expect_status("dies", 30, STATUS_CRASHED, "exited with code 0 before it answered");
    expect_status("dies-with-words", 30, STATUS_CRASHED,
                  "its last output:\nthese are my last words");
    expect_status("dies-by-signal", 30, STATUS_CRASHED, "ended by SIGSEGV");
    expect_status("dies-in-half-a-line", 30, STATUS_CRASHED, "exited with code 0");
    expect_status("dies-in-the-middle", 30, STATUS_CRASHED, "taking a sample: ended by SIGSEGV");
    expect_status("dies-checking", 30, STATUS_CRASHED, "checking its outputs: ended by SIGSEGV");
    expect_status("closes-the-pipe", 30, STATUS_CRASHED, "closed its end of the pipe");
}

Test(measure, survives_a_death_with_children_and_noise)
{
    expect_status("dies-leaving-a-child", 30, STATUS_CRASHED, "exited with code 9");
    expect_status("floods-stderr-and-dies", 30, STATUS_CRASHED, "the last line");
}

Test(measure, survives_a_hang)
{
    expect_status("nothing", 1, STATUS_TIMEOUT, "no answer within 1 s");
    expect_status("half-a-line", 1, STATUS_TIMEOUT, "no answer within 1 s");
    expect_status("deaf", 1, STATUS_TIMEOUT, "no answer within 1 s");
}

Test(measure, survives_a_hang_with_children_and_noise)
{
    expect_status("hangs-leaving-children", 1, STATUS_TIMEOUT, "no answer within 1 s");
    expect_status("floods-stderr", 1, STATUS_TIMEOUT, "no answer within 1 s");
    expect_status("closes-stderr-and-hangs", 1, STATUS_TIMEOUT, "no answer within 1 s");
}

Test(measure, survives_a_hang_at_the_end)
{
    expect_status("deaf-to-its-end", 1, STATUS_TIMEOUT, "closing: no answer within 1 s");
    expect_status("endless-metrics", 1, STATUS_TIMEOUT, "no answer within 1 s");
}

Test(measure, goes_on_when_the_baseline_dies)
{
    set_mark();
    struct plan *plan = plan_new(3);
    add_scripted(plan, "dies", 30);
    add_scripted(plan, "good", 30);
    cr_assert(plan_measure(plan, &settings, NULL, &nobody, NULL));
    cr_expect_eq(result_at(plan, 0)->status, STATUS_CRASHED);
    expect_whole(result_at(plan, 1));
    plan_free(plan);
}

Test(measure, ends_when_all_arms_are_out)
{
    set_mark();
    struct plan *plan = plan_new(3);
    add_scripted(plan, "dies", 30);
    add_scripted(plan, "greets-newer", 30);
    add_scripted(plan, "refuses", 30);
    cr_assert(plan_measure(plan, &settings, NULL, &nobody, NULL));
    for (guint i = 0; i < 3; i++)
        cr_expect_neq(result_at(plan, i)->status, STATUS_OK);
    plan_free(plan);
}

Test(measure, drops_the_restart_that_the_user_interrupts)
{
    set_mark();
    struct plan *plan = plan_new(3);
    add_scripted(plan, "good", 30);
    interruption_request();
    cr_expect_not(plan_measure(plan, &settings, NULL, &nobody, NULL));
    cr_expect_eq(result_at(plan, 0)->processes->len, 0);
    cr_expect_eq(result_at(plan, 0)->status, STATUS_OK);
    cr_expect_eq(leftover_count(env[0]), 0);
    plan_free(plan);
}

// What benchrun lacks is no fault of a case: it keeps what was measured, and no status.
Test(measure, ends_without_blame_where_no_worker_can_be_started)
{
    struct rlimit limit = {8, 8};
    g_autoptr(GError) error = NULL;
    set_mark();
    struct plan *plan = plan_new(3);
    add_scripted(plan, "good", 30);
    add_scripted(plan, "good", 30);
    cr_assert_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
    cr_expect_not(plan_measure(plan, &settings, NULL, &nobody, &error));
    cr_expect(g_error_matches(error, WORKER_ERROR, WORKER_ERROR_HOST), "%s", error->message);
    cr_expect_not_null(strstr(error->message, "Too many open files"), "%s", error->message);
    cr_expect_not_null(strstr(error->message, "ulimit -n"), "%s", error->message);
    for (guint i = 0; i < 2; i++)
        cr_expect_eq(result_at(plan, i)->status, STATUS_OK);
    plan_free(plan);
}
