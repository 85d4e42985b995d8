// SPDX-License-Identifier: MIT
#include "framework/runner/plan.h"

#include <math.h>

static void arm_free(struct arm *arm)
{
    g_clear_pointer(&arm->layouts, g_ptr_array_unref);
    result_free(arm->result);
    g_free(arm);
}

struct plan *plan_new(uint64_t seed)
{
    struct plan *plan = g_new0(struct plan, 1);
    plan->arms = g_ptr_array_new_with_free_func((GDestroyNotify)arm_free);
    plan->seed = seed;
    return plan;
}

void plan_free(struct plan *plan)
{
    g_ptr_array_unref(plan->arms);
    g_free(plan);
}

struct arm *plan_add(struct plan *plan, const struct bench_case *bench_case,
                     const struct launch *launch)
{
    struct arm *arm = g_new(struct arm, 1);
    *arm = (struct arm){
        .launch = *launch,
        .result = result_new(case_copy(bench_case)),
        .iterations = bench_case->iterations,
    };
    if (bench_case->mistake != NULL)
        result_refuse(arm->result, STATUS_FAILED, "invalid options: %s", bench_case->mistake);
    g_ptr_array_add(plan->arms, arm);
    return arm;
}

void plan_copy(struct arm *arm, struct fresh_copies *copies)
{
    struct launch launch = arm->launch;
    if (arm->result->bench_case->command != NULL) // its worker is not what is measured
        return;
    arm->copies = copies;
    if (arm->layouts == NULL)
        fresh_copies_prepare(copies, &launch);
    for (guint i = 0; arm->layouts != NULL && i < arm->layouts->len; i++) {
        launch.program = g_ptr_array_index(arm->layouts, i);
        fresh_copies_prepare(copies, &launch);
    }
}

void plans_copy(const GPtrArray *plans, struct fresh_copies *copies)
{
    for (guint i = 0; i < plans->len; i++) {
        const struct plan *plan = g_ptr_array_index(plans, i);
        for (guint a = 0; a < plan->arms->len; a++)
            plan_copy(g_ptr_array_index(plan->arms, a), copies);
    }
}

struct arm *plan_baseline(const struct plan *plan)
{
    for (guint i = 0; i < plan->arms->len; i++) {
        struct arm *arm = g_ptr_array_index(plan->arms, i);
        if (arm->result->bench_case->is_baseline)
            return arm;
    }
    return plan->arms->len > 0 ? g_ptr_array_index(plan->arms, 0) : NULL;
}

double plan_budget_s(const struct plan *plan, const struct settings *settings)
{
    double budget_s = 0;
    for (guint i = 0; i < plan->arms->len; i++) {
        const struct arm *arm = g_ptr_array_index(plan->arms, i);
        double own_s = arm->result->bench_case->time_s;
        budget_s += own_s > 0 ? own_s : settings->time_s;
    }
    return settings->plan_time_s > 0 ? settings->plan_time_s : budget_s;
}

double plan_sample_ns(const struct settings *settings, const struct bench_case *bench_case)
{
    const double steps = 1000; // of the clock, so that one is 0.1 % of a sample
    return fmax(settings->sample_ns, steps * bench_case->clock_resolution_ns);
}

size_t plans_comparisons(const GPtrArray *plans)
{
    size_t n = 0;
    for (guint i = 0; i < plans->len; i++) {
        guint arms = ((const struct plan *)g_ptr_array_index(plans, i))->arms->len;
        n += arms > 0 ? arms - 1 : 0;
    }
    return n;
}

unsigned plan_restarts(const struct settings *settings, double budget_s, double restart_s)
{
    enum { MOST = 500 };
    unsigned least = MAX(settings->sure_restarts, PLAN_LEAST_RESTARTS);
    if (settings->processes > 0) {
        double affordable = restart_s > 0 ? 0.5 * budget_s / restart_s : MOST;
        return settings->processes <= least
                   ? settings->processes
                   : (unsigned)CLAMP(affordable, least, settings->processes);
    }
    // A restart of commands has measured when it has set up.
    double slice_s =
        settings->are_commands ? settings->slice_s : MAX(settings->slice_s, 1.5 * restart_s);
    return (unsigned)CLAMP(budget_s / (restart_s + slice_s), least, MOST);
}

bool plan_is_spent(const struct settings *settings, double budget_s, double used_s, unsigned done)
{
    const double patience = 3, utmost = 10;
    unsigned least = MAX(settings->least_restarts, settings->fewest_restarts);
    if (done < settings->fewest_restarts)
        return false;
    bool can_decide = used_s / done * least <= utmost * budget_s;
    if (used_s > patience * budget_s)
        return done >= least || !can_decide;
    return used_s > budget_s && done >= MAX(settings->sure_restarts, PLAN_LEAST_RESTARTS);
}
