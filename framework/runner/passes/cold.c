// SPDX-License-Identifier: MIT
#include "framework/runner/passes/cold.h"

#include <math.h>

#include "framework/base/array.h"
#include "framework/runner/passes/in_turn.h"
#include "framework/runner/reply.h"
#include "framework/runner/worker.h"
#include "framework/stats/quantile.h"

// Of each worker; sweeping large caches takes long.
enum { LEAST_RESTARTS = 10, LEAST_SAMPLES = 3, MOST_SAMPLES = 20 };
static const double most_s = 0.1;

static bool take_samples(struct station *station, GArray *times, GError **error)
{
    gint64 began_us = g_get_monotonic_time();
    for (unsigned i = 0; i < MOST_SAMPLES; i++) {
        double took_s = (double)(g_get_monotonic_time() - began_us) / 1e6;
        if (i >= LEAST_SAMPLES && took_s > most_s)
            break;
        const char *reply = worker_request(station->worker, NULL, NULL, error, "cold");
        if (reply == NULL)
            return false;
        double ns = reply_number(reply, "elapsed_ns", NAN);
        if (!reply_is(reply, "ok") || !(ns >= 0)) {
            g_autofree char *why = reply_text(reply, "message");
            g_set_error(error, PASS_ERROR, PASS_ERROR_CASE, "%s", why ? why : "no reason given");
            return false;
        }
        g_array_append_val(times, ns);
    }
    return true;
}

static bool take(struct station *station, const struct start *start, struct arm *arm, void *data,
                 GError **error)
{
    const struct pass *pass = data;
    g_autoptr(GArray) times = g_array_new(FALSE, FALSE, sizeof(double));
    in_turn_open(station, start, arm);
    if (station->is_out)
        return true; // the station knows why
    if (!take_samples(station, times, error))
        return false;
    double cold_ns = median_of(doubles_of(times), times->len);
    in_turn_add(arm, pass, "cold", cold_ns);
    in_turn_add(arm, pass, "cold_ratio", cold_ns / arm->result->summary.median_ns);
    return true;
}

static bool is_wanted(const struct arm *arm)
{
    return arm->result->bench_case->has_cold;
}

bool cold_measure(const struct pass *pass, const struct plan *plan,
                  const struct pass_request *request, GError **error)
{
    const struct in_turn in_turn = {
        plan, MAX(request->restarts, LEAST_RESTARTS), NULL, take, (void *)pass, pass, "cold times"};
    in_turn_forget(plan, pass);
    bool is_good = in_turn_run(&in_turn, is_wanted, error);
    in_turn_conclude(plan, pass);
    return is_good;
}
