// SPDX-License-Identifier: MIT
#include "framework/runner/testing.h"

#include "framework/base/interruption.h"
#include "framework/runner/agreement.h"
#include "framework/runner/cancel.h"
#include "framework/runner/station.h"

// An arm on its way through a thread of the pool, which alone touches it until it is handed back.
struct trial {
    struct arm *arm;
    struct group *group;
    struct outputs *outputs; // NULL: it could not be run
    GError *halt;            // why it is not complete; NULL: it is
    bool is_back;
};

// The trials of a plan, the baseline first.
struct group {
    struct plan *plan;
    struct trial *trials;
    guint n;
    guint n_judged; // of the first: their outputs are not kept, but for the reference's
    struct agreement agreement;
};

static void run_trial(void *data, void *handed_back)
{
    struct trial *trial = data;
    struct station station;
    gint64 started_us = g_get_monotonic_time();
    arm_begin(trial->arm);
    station_init(&station, trial->arm);
    if (interruption_is_requested())
        interruption_set_error(&trial->halt);
    else
        trial->outputs = station_run_once(&station);
    if (trial->halt == NULL)
        trial->halt = g_steal_pointer(&station.halt);
    if (trial->halt == NULL)
        arm_end(trial->arm);
    trial->arm->result->duration_s = (double)(g_get_monotonic_time() - started_us) / 1e6;
    station_clear(&station);
    g_async_queue_push(handed_back, trial);
}

static struct group *group_new(struct plan *plan)
{
    struct group *group = g_new(struct group, 1);
    *group = (struct group){
        .plan = plan,
        .trials = g_new0(struct trial, plan->arms->len),
    };
    struct arm *baseline = plan_baseline(plan);
    group->trials[group->n++].arm = baseline;
    for (guint i = 0; i < plan->arms->len; i++) {
        struct arm *arm = g_ptr_array_index(plan->arms, i);
        if (arm != baseline)
            group->trials[group->n++].arm = arm;
    }
    for (guint i = 0; i < group->n; i++)
        group->trials[i].group = group;
    return group;
}

static void group_free(struct group *group)
{
    for (guint i = 0; i < group->n; i++) {
        outputs_free(group->trials[i].outputs);
        g_clear_error(&group->trials[i].halt);
    }
    agreement_clear(&group->agreement);
    g_free(group->trials);
    g_free(group);
}

static bool is_whole(const struct group *group, GError **error)
{
    for (guint i = 0; i < group->n; i++) {
        if (group->trials[i].halt == NULL)
            continue;
        if (error != NULL && *error == NULL)
            *error = g_error_copy(group->trials[i].halt);
        return false;
    }
    return true;
}

// In their order, as the reference comes first. Returns whether that were all.
static bool judge_those_back(struct group *group)
{
    for (; group->n_judged < group->n; group->n_judged++) {
        struct trial *trial = &group->trials[group->n_judged];
        if (!trial->is_back)
            return false;
        agreement_take(&group->agreement, trial->arm->result, g_steal_pointer(&trial->outputs));
    }
    agreement_clear(&group->agreement);
    return true;
}

// All threads start at once, so that none is missing later; fewer than asked for will do.
static GThreadPool *start_threads(GAsyncQueue *handed_back, guint n, GError **error)
{
    GError *cause = NULL;
    GThreadPool *pool = g_thread_pool_new(run_trial, handed_back, (gint)n, TRUE, &cause);
    if (g_thread_pool_get_num_threads(pool) > 0) {
        g_clear_error(&cause);
        return pool;
    }
    g_thread_pool_free(pool, TRUE, FALSE);
    g_propagate_prefixed_error(error, cause, "cannot start a thread: ");
    return NULL;
}

static void hand_out(GThreadPool *pool, const GPtrArray *groups)
{
    for (guint g = 0; g < groups->len; g++) {
        struct group *group = g_ptr_array_index(groups, g);
        for (guint i = 0; i < group->n; i++)
            g_thread_pool_push(pool, &group->trials[i], NULL); // its threads are there already
    }
}

bool plans_test(GPtrArray *plans, unsigned jobs, void (*done)(void *data, struct plan *plan),
                void *data, GError **error)
{
    g_autoptr(GAsyncQueue) handed_back = g_async_queue_new();
    g_autoptr(GPtrArray) groups = g_ptr_array_new_with_free_func((GDestroyNotify)group_free);
    guint n_trials = 0;
    for (guint i = 0; i < plans->len; i++) {
        struct group *group = group_new(g_ptr_array_index(plans, i));
        g_ptr_array_add(groups, group);
        n_trials += group->n;
    }
    if (n_trials == 0) // a part of a run may be empty
        return true;
    GThreadPool *pool = start_threads(handed_back, MIN(jobs, n_trials), error);
    if (pool == NULL)
        return false;
    GError *halt = NULL;
    hand_out(pool, groups);
    for (guint i = 0; i < n_trials; i++) {
        struct trial *trial = g_async_queue_pop(handed_back);
        trial->is_back = true;
        if (judge_those_back(trial->group) && is_whole(trial->group, &halt))
            done(data, trial->group->plan);
    }
    g_thread_pool_free(pool, FALSE, TRUE);
    if (interruption_is_requested()) {
        g_clear_error(&halt);
        interruption_set_error(&halt);
    }
    if (halt == NULL)
        return true;
    g_propagate_error(error, halt);
    return false;
}
