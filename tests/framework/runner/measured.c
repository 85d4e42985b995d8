// SPDX-License-Identifier: MIT
#include "tests/framework/runner/measured.h"

#include <criterion/criterion.h>

#include "tests/framework/base/leftover.h"

const struct settings settings = {
    .time_s = 60,
    .samples = (uint64_t)PROCESSES * ROUNDS,
    .processes = PROCESSES,
    .sample_ns = 250000,
    .check = true,
};
const struct observer nobody;

const char *env[2];

void set_mark(void)
{
    env[0] = leftover_mark();
}

struct arm *add_scripted(struct plan *plan, const char *scenario, double timeout_s)
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

const struct result *result_at(const struct plan *plan, guint i)
{
    return ((const struct arm *)g_ptr_array_index(plan->arms, i))->result;
}

void expect_whole(const struct result *result)
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

struct plan *measure_beside(const char *scenario, double timeout_s)
{
    set_mark();
    struct plan *plan = plan_new(42);
    add_scripted(plan, "good", 30);
    add_scripted(plan, scenario, timeout_s);
    add_scripted(plan, "slow", 30);
    cr_assert(plan_measure(plan, &settings, NULL, &nobody, NULL), "%s: interrupted", scenario);
    expect_whole(result_at(plan, 0));
    expect_whole(result_at(plan, 2));
    cr_expect_eq(leftover_count(env[0]), 0, "%s: a process is left behind", scenario);
    return plan;
}
