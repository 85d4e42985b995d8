// SPDX-License-Identifier: MIT
// Whole plans over scripted workers and over the suites that misbehave.
#include "framework/runner/measure.h"

#include <criterion/criterion.h>
#include <string.h>

#include "framework/runner/suite.h"
#include "tests/framework/runner/leftover.h"

TestSuite(measure, .timeout = 100);

#if defined(__SANITIZE_ADDRESS__)
static const bool is_sanitised = true; // a sanitizer turns signals into exit codes
#else
static const bool is_sanitised = false;
#endif

enum { PROCESSES = 2, ROUNDS = 30 };

static const struct settings settings = {
    .time_s = 60,
    .samples = (uint64_t)PROCESSES * ROUNDS,
    .processes = PROCESSES,
    .sample_ns = 250000,
    .check = true,
};
static const struct observer nobody;

static const char *env[2];

static void set_mark(void)
{
    env[0] = leftover_mark();
}

static struct arm *add_scripted(struct plan *plan, const char *scenario, double timeout_s)
{
    struct bench_case bench_case = {
        .id = (char *)scenario,
        .suite = (char *)"suite",
        .group = (char *)"scripted",
        .name = (char *)scenario,
        .threads = 1,
        .is_baseline = plan->arms->len == 0,
    };
    const char **launcher = g_new0(const char *, 3); // lives as long as the test
    launcher[0] = PROGRAMS "/scripted_worker";
    launcher[1] = scenario;
    struct launch launch = {
        .program = "suite", .launcher = launcher, .env = env, .cpu = -1, .timeout_s = timeout_s};
    return plan_add(plan, &bench_case, &launch);
}

static const struct result *result_at(const struct plan *plan, guint i)
{
    return ((const struct arm *)g_ptr_array_index(plan->arms, i))->result;
}

static void expect_whole(const struct result *result)
{
    cr_assert_eq(result->status, STATUS_OK, "%s: %s", result->bench_case->id, result->message);
    cr_expect_eq(result->processes->len, PROCESSES);
    for (guint p = 0; p < result->processes->len; p++) {
        const struct process *process = g_ptr_array_index(result->processes, p);
        cr_expect_eq(process->samples->len, ROUNDS, "%s: %u samples", result->bench_case->id,
                     process->samples->len);
    }
    cr_expect_eq(result->ending, ENDED_BY_COUNT);
}

// The scenario beside a good baseline and a good alternative: both are measured whole.
static struct plan *measure_beside(const char *scenario, double timeout_s)
{
    set_mark();
    struct plan *plan = plan_new(42);
    add_scripted(plan, "good", 30);
    add_scripted(plan, scenario, timeout_s);
    add_scripted(plan, "slow", 30);
    cr_assert(plan_measure(plan, &settings, NULL, &nobody), "%s: interrupted", scenario);
    expect_whole(result_at(plan, 0));
    expect_whole(result_at(plan, 2));
    cr_expect_eq(leftover_count(env[0]), 0, "%s: a process is left behind", scenario);
    return plan;
}

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
    cr_assert(plan_measure(plan, &settings, NULL, &nobody));
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
                     "wrong output: output 1 differs at byte 2: 0x64, 'good' has 0x63 "
                     "(compared exactly)");
    cr_expect_eq(result->processes->len, 0);
    plan_free(plan);
}

Test(measure, survives_an_arm_that_cannot_start)
{
    expect_status("greets-newer", 30, STATUS_CRASHED, "update benchrun");
    expect_status("greets-with-garbage", 30, STATUS_CRASHED, "is no benchrun suite");
    expect_status("dies-before-its-greeting", 30, STATUS_CRASHED, "exited with code 7");
    expect_status("greets-and-goes-on", 30, STATUS_FAILED, "without being asked");
    expect_status("greets-with-nothing", 1, STATUS_TIMEOUT, "no answer within 1 s");
}

Test(measure, survives_garbage)
{
    expect_status("garbage", 30, STATUS_FAILED, "is no answer");
    expect_status("unknown-word", 30, STATUS_FAILED, "'perhaps iterations=1', which is no answer");
    expect_status("endless-lines", 30, STATUS_FAILED, "is no answer");
    expect_status("empty-lines", 30, STATUS_FAILED, "is no answer");
    expect_status("no-newline", 30, STATUS_FAILED, "too long or not text");
    expect_status("nul", 30, STATUS_FAILED, "too long or not text");
    expect_status("endless-outputs", 30, STATUS_FAILED, "is no answer");
}

Test(measure, survives_answers_out_of_step)
{
    expect_status("twice", 30, STATUS_FAILED, "without being asked");
    expect_status("again-later", 30, STATUS_FAILED, "");
}

Test(measure, survives_numbers_that_make_no_sense)
{
    expect_status("wrong-iterations", 30, STATUS_FAILED, "answered no valid sample");
    expect_status("no-numbers", 30, STATUS_FAILED, "answered no valid sample");
    expect_status("negative-time", 30, STATUS_FAILED, "answered no valid sample");
    expect_status("absurd-time", 30, STATUS_FAILED, "answered no valid sample");
    expect_status("too-large-a-number", 30, STATUS_FAILED, "answered no valid sample");
    expect_status("not-a-number", 30, STATUS_FAILED, "answered no valid sample");
}

Test(measure, takes_no_negative_cycles)
{
    struct plan *plan = measure_beside("negative-cycles", 30);
    const struct result *result = result_at(plan, 1);
    expect_whole(result);
    cr_expect_eq(result->cycle_source, CYCLES_UNKNOWN);
    cr_expect(isnan(result->summary.cycles), "%g cycles", result->summary.cycles);
    cr_expect(isnan(result->summary.cpu_share), "%g CPUs", result->summary.cpu_share);
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
                  "its last words:\nthese are my last words");
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
    cr_assert(plan_measure(plan, &settings, NULL, &nobody));
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
    cr_assert(plan_measure(plan, &settings, NULL, &nobody));
    for (guint i = 0; i < 3; i++)
        cr_expect_neq(result_at(plan, i)->status, STATUS_OK);
    plan_free(plan);
}

Test(measure, drops_the_restart_that_the_user_interrupts)
{
    set_mark();
    struct plan *plan = plan_new(3);
    add_scripted(plan, "good", 30);
    worker_interrupt();
    cr_expect_not(plan_measure(plan, &settings, NULL, &nobody));
    cr_expect_eq(result_at(plan, 0)->processes->len, 0);
    cr_expect_eq(result_at(plan, 0)->status, STATUS_OK);
    cr_expect_eq(leftover_count(env[0]), 0);
    plan_free(plan);
}

// The suites that misbehave: all cases of one suite in one plan.

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
    cr_assert(plan_measure(plan, &few, NULL, &nobody), "interrupted");
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
                            .memory_limit_bytes = 1u << 30};
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

Test(measure, measures_a_good_suite)
{
    expect_suite(PROGRAMS "/good", 30, (struct expectation[]){{0}});
    expect_suite(PROGRAMS "/hostile", 30, (struct expectation[]){{0}});
}

Test(measure, tells_every_crash)
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

Test(measure, tells_every_hang)
{
    expect_suite(PROGRAMS "/hang", 2,
                 (struct expectation[]){
                     {"asleep", STATUS_TIMEOUT, "in its first call: no answer within 2 s"},
                     {"busy_and_deaf", STATUS_TIMEOUT, "in its first call: no answer within 2 s"},
                     {"in_its_set_up", STATUS_TIMEOUT, "setting up: no answer within 2 s"},
                     {0},
                 });
}

Test(measure, lets_no_child_answer_or_stay)
{
    expect_suite(PROGRAMS "/fork", 30,
                 (struct expectation[]){
                     {"child_outlives_a_crash", STATUS_CRASHED, "SIGABRT"},
                     {0},
                 });
}

Test(measure, is_not_disturbed_by_a_flood)
{
    expect_suite(PROGRAMS "/flood", 60, (struct expectation[]){{0}});
}

Test(measure, stops_a_body_that_eats_memory)
{
    expect_suite(PROGRAMS "/eat", 60,
                 (struct expectation[]){
                     {"in_its_body", STATUS_CRASHED, "over the limit of 1.0"},
                     {"in_its_set_up", STATUS_CRASHED, "over the limit of 1.0"},
                     {0},
                 });
}

Test(measure, finds_every_lie)
{
    expect_suite(PROGRAMS "/lie", 60,
                 (struct expectation[]){
                     {"no_loop", STATUS_FAILED, "never entered its BENCH_LOOP"},
                     {"leaves_by_break", STATUS_FAILED, "left its BENCH_LOOP early"},
                     {"leaves_by_return", STATUS_FAILED, "left its BENCH_LOOP early"},
                     {"leaves_late", STATUS_FAILED, "left its BENCH_LOOP early"},
                     {"loops_twice", STATUS_FAILED, "entered BENCH_LOOP twice"},
                     {"leaves_its_batches", STATUS_FAILED, "left its batches early"},
                     {"wrong_output", STATUS_FAILED, "wrong output: output 1 differs at byte 0"},
                     {0},
                 });
}

Test(measure, tells_skipping_from_failing)
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

static bool has_warning(const struct result *result, const char *phrase)
{
    for (guint i = 0; i < result->warnings->len; i++)
        if (strstr(g_ptr_array_index(result->warnings, i), phrase) != NULL)
            return true;
    return false;
}

// The alternatives `group` of the suite `spread`, started as the command line does it: pinned to
// `cpu`, and those that use all CPUs to `allowed`.
static struct plan *measure_spread(const char *group, int cpu, const cpu_set_t *allowed)
{
    set_mark();
    struct launch launch = {.program = PROGRAMS "/spread", .env = env, .cpu = cpu, .timeout_s = 30};
    struct settings few = settings;
    few.samples = 4;
    struct plan *plan = plan_new(3);
    g_autoptr(GPtrArray) cases = suite_list(&launch, NULL, NULL);
    for (guint i = 0; i < cases->len; i++) {
        const struct bench_case *bench_case = g_ptr_array_index(cases, i);
        launch.cpus = bench_case->uses_all_cpus ? allowed : NULL;
        launch.cpus_bytes = sizeof *allowed;
        if (strcmp(bench_case->group, group) == 0)
            plan_add(plan, bench_case, &launch);
    }
    cr_assert(plan_measure(plan, &few, NULL, &nobody));
    return plan;
}

static void expect_cpus(const struct plan *plan, guint i, int cpus)
{
    cr_assert_eq(result_at(plan, i)->metrics->len, 1);
    const struct metric_value *metric = g_ptr_array_index(result_at(plan, i)->metrics, 0);
    cr_expect_eq(metric->value, cpus, "%s may use %g CPUs, not %d",
                 result_at(plan, i)->bench_case->id, metric->value, cpus);
}

static int first_cpu(const cpu_set_t *set)
{
    int cpu = 0;
    while (!CPU_ISSET(cpu, set))
        cpu++;
    return cpu;
}

static const char *const mixed = "compared with one pinned to one";
static const char *const alone = "benchrun may use one alone";

Test(measure, gives_all_cpus_to_the_bodies_that_use_them)
{
    cpu_set_t allowed;
    cr_assert_eq(sched_getaffinity(0, sizeof allowed, &allowed), 0);
    int n = CPU_COUNT(&allowed);
    struct plan *plan = measure_spread("spread", first_cpu(&allowed), &allowed);
    expect_cpus(plan, 0, 1);
    expect_cpus(plan, 1, n);
    cr_expect_not(has_warning(result_at(plan, 0), mixed));
    cr_expect_eq(has_warning(result_at(plan, 1), mixed), n > 1);
    cr_expect_eq(has_warning(result_at(plan, 1), alone), n == 1);
    plan_free(plan);
}

Test(measure, warns_of_nothing_where_alternatives_use_the_same_cpus)
{
    cpu_set_t allowed;
    cr_assert_eq(sched_getaffinity(0, sizeof allowed, &allowed), 0);
    struct plan *all = measure_spread("all", first_cpu(&allowed), &allowed);
    cr_expect_not(has_warning(result_at(all, 1), mixed));
    struct plan *unpinned = measure_spread("spread", -1, &allowed);
    cr_expect_not(has_warning(result_at(unpinned, 1), mixed));
    expect_cpus(unpinned, 0, CPU_COUNT(&allowed));
    plan_free(all);
    plan_free(unpinned);
}

Test(measure, says_when_one_cpu_alone_is_allowed)
{
    cpu_set_t allowed;
    cr_assert_eq(sched_getaffinity(0, sizeof allowed, &allowed), 0);
    int cpu = first_cpu(&allowed);
    CPU_ZERO(&allowed);
    CPU_SET(cpu, &allowed);
    struct plan *plan = measure_spread("spread", cpu, &allowed);
    expect_cpus(plan, 1, 1);
    cr_expect(has_warning(result_at(plan, 1), alone));
    cr_expect_not(has_warning(result_at(plan, 1), mixed));
    cr_expect_not(has_warning(result_at(plan, 0), alone));
    plan_free(plan);
}

// The scripted cores take 2000 ns for 4096 additions: 1000 ns are 2048 cycles.
Test(measure, takes_cpu_time_and_its_cycles)
{
    struct plan *plan = measure_beside("waits", 30);
    cr_expect(isnan(result_at(plan, 0)->summary.cpu_share), "an older library does not tell");
    cr_expect_float_eq(result_at(plan, 0)->summary.cycles, 2048, 1);
    cr_expect_float_eq(result_at(plan, 1)->summary.cpu_share, 0.25, 1e-4);
    cr_expect_float_eq(result_at(plan, 1)->summary.cycles, 512, 1, "a core that waits rests");
    plan_free(plan);
}

Test(measure, takes_the_cycles_of_several_cpus_where_a_body_may_use_them)
{
    for (unsigned i = 0; i < 2; i++) {
        set_mark();
        struct plan *plan = plan_new(1);
        struct arm *arm = add_scripted(plan, "two-cpus", 30);
        arm->result->bench_case->uses_all_cpus = i == 1;
        cr_assert(plan_measure(plan, &settings, NULL, &nobody));
        cr_expect_float_eq(result_at(plan, 0)->summary.cpu_share, 2, 1e-4);
        cr_expect_float_eq(result_at(plan, 0)->summary.cycles, i == 1 ? 4096 : 2048, 1);
        plan_free(plan);
    }
}

static void expect_preempted(const char *scenario, bool is_preempted)
{
    struct plan *plan = measure_beside(scenario, 30);
    const struct process *process = g_ptr_array_index(result_at(plan, 1)->processes, 0);
    cr_assert_gt(process->samples->len, 0);
    for (guint i = 0; i < process->samples->len; i++) {
        unsigned causes = g_array_index(process->samples, struct sample, i).causes;
        cr_expect_eq((causes & CAUSE_PREEMPTED) != 0, is_preempted, "%s", scenario);
    }
    plan_free(plan);
}

Test(measure, counts_a_long_sample_whose_preemption_was_not_felt)
{
    expect_preempted("preempted-unfelt", false);
    expect_preempted("preempted-long", true);
    expect_preempted("preempted-shortly", true);
}
