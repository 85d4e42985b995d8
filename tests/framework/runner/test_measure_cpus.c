// SPDX-License-Identifier: MIT
// Which CPUs a body gets, and what its CPU time shows.
#include <criterion/criterion.h>
#include <sched.h>
#include <string.h>

#include "framework/runner/sample_reply.h"
#include "framework/runner/suite.h"
#include "tests/framework/runner/measured.h"

TestSuite(measure_cpus, .timeout = 100);

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
    cr_assert(plan_measure(plan, &few, NULL, &nobody, NULL));
    return plan;
}

static void expect_cpus(const struct plan *plan, guint i, int cpus)
{
    double allowed = result_metric(result_at(plan, i), "cpus");
    cr_expect_eq(allowed, cpus, "%s may use %g CPUs, not %d", result_at(plan, i)->bench_case->id,
                 allowed, cpus);
}

static int first_cpu(const cpu_set_t *set)
{
    int cpu = 0;
    while (!CPU_ISSET(cpu, set))
        cpu++;
    return cpu;
}

static const char *const mixed = "compared with a case pinned to one";
static const char *const alone = "benchrun may use only one";

Test(measure_cpus, gives_all_cpus_to_the_bodies_that_use_them)
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

Test(measure_cpus, warns_of_nothing_where_alternatives_use_the_same_cpus)
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

Test(measure_cpus, says_when_one_cpu_alone_is_allowed)
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

// As it is after a cpuset shrank: we may not run where the arms are pinned to.
Test(measure_cpus, says_when_the_cpu_was_taken_away)
{
    cpu_set_t allowed;
    cr_assert_eq(sched_getaffinity(0, sizeof allowed, &allowed), 0);
    int cpu = first_cpu(&allowed);
    CPU_CLR(cpu, &allowed);
    bool has_another = CPU_COUNT(&allowed) > 0;
    if (has_another)
        cr_assert_eq(sched_setaffinity(0, sizeof allowed, &allowed), 0);
    struct plan *plan = measure_spread("spread", cpu, &allowed);
    cr_expect_eq(has_warning(result_at(plan, 0), "was taken away"), has_another);
    cr_expect_not(has_warning(result_at(plan, 1), "was taken away"), "it is not pinned");
    plan_free(plan);
}

// The scripted cores take 2000 ns for 4096 additions: 1000 ns are 2048 cycles.
Test(measure_cpus, takes_cpu_time_and_its_cycles)
{
    struct plan *plan = measure_beside("waits", 30);
    cr_expect(isnan(result_metric(result_at(plan, 0), "cpu_share")),
              "an older library does not report it");
    cr_expect_float_eq(result_metric(result_at(plan, 0), "cycles"), 2048, 1);
    cr_expect_float_eq(result_metric(result_at(plan, 1), "cpu_share"), 0.25, 1e-4);
    cr_expect_float_eq(result_metric(result_at(plan, 1), "cycles"), 512, 1,
                       "a core that waits rests");
    plan_free(plan);
}

Test(measure_cpus, takes_the_cycles_of_several_cpus_where_a_body_may_use_them)
{
    for (unsigned i = 0; i < 2; i++) {
        set_mark();
        struct plan *plan = plan_new(1);
        struct arm *arm = add_scripted(plan, "two-cpus", 30);
        arm->result->bench_case->uses_all_cpus = i == 1;
        cr_assert(plan_measure(plan, &settings, NULL, &nobody, NULL));
        cr_expect_float_eq(result_metric(result_at(plan, 0), "cpu_share"), 2, 1e-4);
        cr_expect_float_eq(result_metric(result_at(plan, 0), "cycles"), i == 1 ? 4096 : 2048, 1);
        plan_free(plan);
    }
}

static void expect_causes(const char *scenario, unsigned causes)
{
    struct plan *plan = measure_beside(scenario, 30);
    const struct process *process = g_ptr_array_index(result_at(plan, 1)->processes, 0);
    cr_assert_gt(process->samples->len, 0);
    for (guint i = 0; i < process->samples->len; i++) {
        unsigned own = g_array_index(process->samples, struct sample, i).causes;
        cr_expect_eq(own & (CAUSE_PREEMPTED | CAUSE_PAUSED), causes, "%s: %u", scenario, own);
    }
    plan_free(plan);
}

Test(measure_cpus, counts_a_long_sample_whose_preemption_was_not_felt)
{
    expect_causes("preempted-unfelt", 0);
    expect_causes("preempted-long", CAUSE_PREEMPTED);
    expect_causes("preempted-shortly", CAUSE_PREEMPTED);
}

Test(measure_cpus, takes_no_cpu_time_where_a_rate_sets_the_time)
{
    static const char reply[] =
        "ok iterations=1000 elapsed_ns=5000000 preempted=1 waited=0 cpu_ns=2500000";
    struct bench_case closed = {.has_requests = true};
    struct bench_case open = {.has_requests = true, .has_rate = true};
    struct sample_reply read;
    cr_assert(sample_reply_read(reply, &closed, 1000, &read));
    cr_expect_eq(read.sample.causes, CAUSE_PAUSED);
    cr_assert(sample_reply_read(reply, &open, 1000, &read));
    cr_expect_eq(read.sample.causes, CAUSE_PREEMPTED);
}

Test(measure_cpus, takes_the_cpu_time_of_a_preempted_body_that_never_waits)
{
    expect_causes("preempted-half", CAUSE_PAUSED);
    expect_causes("preempted-half-own", CAUSE_PREEMPTED); // its time is not the CPU's
    expect_causes("preempted-half-waiting", CAUSE_PREEMPTED);
    expect_causes("preempted-half-shortly", CAUSE_PREEMPTED);
}
