// SPDX-License-Identifier: MIT
#include "framework/runner/cancel.h"

#include "framework/base/hash.h"
#include "framework/live/presence.h"

void plans_show(const GPtrArray *plans)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    g_autoptr(GHashTable) seen = g_hash_table_new(hash_text, g_str_equal);
    for (guint i = 0; i < plans->len; i++) {
        const struct plan *plan = g_ptr_array_index(plans, i);
        for (guint a = 0; a < plan->arms->len; a++) {
            const struct arm *arm = g_ptr_array_index(plan->arms, a);
            char *id = arm->result->bench_case->id;
            if (g_hash_table_add(seen, id))
                g_ptr_array_add(ids, id);
        }
    }
    presence_set_cases(ids);
}

void arm_cancel(const struct arm *arm)
{
    result_refuse(arm->result, STATUS_SKIPPED, "cancelled");
    presence_set_state(presence_find_case(arm->result->bench_case->id), RUN_CASE_CANCELLED);
}

void arm_begin(const struct arm *arm)
{
    presence_set_state(presence_find_case(arm->result->bench_case->id), RUN_CASE_RUNS);
}

// First it is done, then the request is looked at: one that comes after that finds it done.
void arm_end(const struct arm *arm)
{
    struct run_case *shown = presence_find_case(arm->result->bench_case->id);
    presence_set_state(shown, RUN_CASE_DONE);
    if (presence_request(shown) != RUN_CASE_GO_ON)
        arm_cancel(arm);
}

static void for_arms(const struct plan *plan, void (*call)(const struct arm *arm))
{
    for (guint i = 0; i < plan->arms->len; i++)
        call(g_ptr_array_index(plan->arms, i));
}

void plan_begin(const struct plan *plan)
{
    for_arms(plan, arm_begin);
}

void plan_end(const struct plan *plan)
{
    for_arms(plan, arm_end);
}
