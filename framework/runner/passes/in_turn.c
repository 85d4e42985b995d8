// SPDX-License-Identifier: MIT
#include "framework/runner/passes/in_turn.h"

#include <string.h>

#include "framework/base/interruption.h"
#include "framework/stats/random.h"

static const double target_ns = 200e3; // of a sample, where the arm has no iterations yet

void in_turn_open(struct station *station, const struct start *start, const struct arm *arm)
{
    station_open(station, start);
    station->arm->iterations = arm->iterations;
    station_calibrate(station, target_ns);
    station_warm_up(station, station->arm->iterations > 1);
}

// One arm in one restart.
struct turn {
    const struct in_turn *in_turn;
    struct start start;
    struct arm *arm;
};

static bool run_turn(struct station *station, void *data, GError **error)
{
    struct turn *turn = data;
    if (!turn->in_turn->take(station, &turn->start, turn->arm, turn->in_turn->data, error))
        return false;
    if (!station->is_out)
        return true;
    g_set_error_literal(error, PASS_ERROR, PASS_ERROR_CASE, station_why_out(station));
    return false;
}

static bool take_turn(struct turn *turn, GError **error)
{
    const char *const more[] = {turn->in_turn->setting, NULL};
    g_auto(GStrv) environment = launch_join(turn->arm->launch.env, more);
    struct launch launch = turn->arm->launch;
    launch.env = (const char *const *)environment;
    return apart_case(turn->arm->result->bench_case, &launch, run_turn, turn, error);
}

static bool is_of(const struct metric *metric, const struct pass *pass)
{
    return metric->is_paired && strcmp(metric->source, pass->name) == 0;
}

static void forget(struct result *result, const struct pass *pass)
{
    for (guint i = result->metrics->len; i > 0; i--)
        if (is_of(g_ptr_array_index(result->metrics, i - 1), pass))
            result_remove_metric(result, g_ptr_array_index(result->metrics, i - 1));
}

// The others go on without it.
static void give_up(const struct in_turn *in_turn, const struct arm *arm, GError *error)
{
    result_warn(arm->result, "no %s: %s", in_turn->what, error->message);
    forget(arm->result, in_turn->pass);
    g_error_free(error);
}

bool in_turn_run(const struct in_turn *in_turn, bool (*is_wanted)(const struct arm *arm),
                 GError **error)
{
    const struct plan *plan = in_turn->plan;
    struct random random = {plan->seed};
    g_autofree size_t *order = g_new0(size_t, plan->arms->len);
    g_autofree bool *is_out = g_new0(bool, plan->arms->len);
    for (unsigned r = 0; r < in_turn->restarts; r++) {
        struct turn turn = {in_turn, {.number = r, .seed = random_next(&random) >> 1}, NULL};
        turn.start.stack_shift_bytes = (unsigned)random_below(&random, 4096);
        random_order(&random, order, plan->arms->len);
        for (guint i = 0; i < plan->arms->len; i++) {
            turn.arm = g_ptr_array_index(plan->arms, order[i]);
            GError *cause = NULL;
            if (turn.arm->result->status != STATUS_OK || is_out[order[i]] ||
                (is_wanted != NULL && !is_wanted(turn.arm)))
                continue;
            if (interruption_is_requested())
                return interruption_set_error(error);
            if (take_turn(&turn, &cause))
                continue;
            if (interruption_caused(cause)) {
                g_propagate_error(error, cause);
                return false;
            }
            is_out[order[i]] = true;
            give_up(in_turn, turn.arm, cause);
        }
    }
    return true;
}

void in_turn_add(struct arm *arm, const struct pass *pass, const char *name, double value)
{
    struct metric *metric = result_find_metric(arm->result, name);
    if (metric == NULL || !is_of(metric, pass)) {
        metric = result_set_metric(arm->result, name, pass->name, NAN);
        g_array_set_size(metric->per_process, 0);
        metric->is_paired = true;
    }
    g_array_append_val(metric->per_process, value);
}

void in_turn_forget(const struct plan *plan, const struct pass *pass)
{
    for (guint a = 0; a < plan->arms->len; a++)
        forget(((struct arm *)g_ptr_array_index(plan->arms, a))->result, pass);
}

void in_turn_conclude(const struct plan *plan, const struct pass *pass)
{
    for (guint a = 0; a < plan->arms->len; a++) {
        struct result *result = ((struct arm *)g_ptr_array_index(plan->arms, a))->result;
        for (guint i = 0; i < result->metrics->len; i++)
            if (is_of(g_ptr_array_index(result->metrics, i), pass))
                metric_conclude(g_ptr_array_index(result->metrics, i));
    }
}
