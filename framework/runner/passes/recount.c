// SPDX-License-Identifier: MIT
#include "framework/runner/passes/recount.h"

#include <math.h>
#include <string.h>

#include "framework/base/interruption.h"
#include "framework/stats/random.h"

enum { LEAST_RESTARTS = 10, SIDES = 2 };
static const double target_ns = 4e6;

static struct arm *arm_of(const struct plan *plan, size_t side)
{
    return g_ptr_array_index(plan->arms, side);
}

// The metric of a pass that its processes can have together; NULL: there is none.
static struct metric *find_metric(const struct pass *pass, unsigned m, const struct arm *arm)
{
    struct metric *metric = result_find_metric(arm->result, pass->metrics[m].name);
    bool is_ours = metric != NULL && strcmp(metric->source, pass->name) == 0;
    return is_ours && !pass->metrics[m].is_noisy ? metric : NULL;
}

static bool is_in_doubt(const struct pass *pass, const struct plan *plan)
{
    bool is_in_doubt = false;
    for (unsigned m = 0; pass->metrics[m].name != NULL && !is_in_doubt; m++) {
        const struct metric *base = find_metric(pass, m, arm_of(plan, SIDE_BASE));
        const struct metric *head = find_metric(pass, m, arm_of(plan, SIDE_HEAD));
        is_in_doubt = base != NULL && head != NULL &&
                      !(base->is_exact && head->is_exact && base->value == head->value);
    }
    return is_in_doubt;
}

// The same number for both: what is allocated now and then depends on it.
static bool find_iterations(const struct pass *pass, const struct plan *plan, uint64_t *out,
                            GError **error)
{
    *out = UINT64_MAX;
    for (enum side side = SIDE_BASE; side <= SIDE_HEAD; side++) {
        struct pass_process process = {.target_ns = target_ns};
        bool is_good = pass_run(pass, arm_of(plan, side), NULL, &process, error);
        g_free(process.warning);
        if (!is_good)
            return false;
        *out = MIN(*out, process.iterations);
    }
    return true;
}

// What the processes of an arm have found, in order.
struct processes {
    GArray *values[PASS_MOST_METRICS]; // double
    bool are_exact[PASS_MOST_METRICS];
};

static void take(struct processes *processes, const struct pass_process *process)
{
    for (unsigned m = 0; m < PASS_MOST_METRICS; m++) {
        const struct pass_found *found = &process->found[m];
        GArray *values = processes->values[m];
        bool is_like_first = values->len == 0 || g_array_index(values, double, 0) == found->value;
        processes->are_exact[m] = processes->are_exact[m] && found->is_exact && is_like_first;
        g_array_append_val(values, found->value);
    }
}

static bool count_in_turn(const struct pass *pass, const struct plan *plan, unsigned restarts,
                          struct processes processes[], GError **error)
{
    uint64_t iterations = 0;
    struct random random = {plan->seed};
    if (!find_iterations(pass, plan, &iterations, error))
        return false;
    for (unsigned r = 0; r < restarts; r++) {
        size_t order[SIDES];
        random_order(&random, order, SIDES);
        for (unsigned i = 0; i < SIDES; i++) {
            struct pass_process process = {.iterations = iterations, .has_random_addresses = true};
            if (interruption_is_requested())
                return interruption_set_error(error);
            bool is_good = pass_run(pass, arm_of(plan, order[i]), NULL, &process, error);
            g_free(process.warning);
            if (!is_good)
                return false;
            take(&processes[order[i]], &process);
        }
    }
    return true;
}

static void replace_metrics(const struct pass *pass, const struct arm *arm,
                            const struct processes *processes)
{
    for (unsigned m = 0; pass->metrics[m].name != NULL; m++) {
        struct metric *metric = find_metric(pass, m, arm);
        if (metric == NULL)
            continue;
        metric->value = NAN;
        metric->is_exact = processes->are_exact[m];
        metric->is_paired = true;
        g_array_set_size(metric->per_process, 0);
        g_array_append_vals(metric->per_process, processes->values[m]->data,
                            processes->values[m]->len);
        metric_conclude(metric);
    }
}

bool recount(const struct pass *pass, const struct plan *plan, unsigned restarts, GError **error)
{
    struct processes processes[SIDES];
    if (!is_in_doubt(pass, plan))
        return true;
    for (enum side side = SIDE_BASE; side <= SIDE_HEAD; side++)
        for (unsigned m = 0; m < PASS_MOST_METRICS; m++) {
            processes[side].values[m] = g_array_new(FALSE, FALSE, sizeof(double));
            processes[side].are_exact[m] = true;
        }
    bool is_good = count_in_turn(pass, plan, MAX(restarts, LEAST_RESTARTS), processes, error);
    for (enum side side = SIDE_BASE; side <= SIDE_HEAD; side++) {
        if (is_good)
            replace_metrics(pass, arm_of(plan, side), &processes[side]);
        for (unsigned m = 0; m < PASS_MOST_METRICS; m++)
            g_array_unref(processes[side].values[m]);
    }
    return is_good;
}
