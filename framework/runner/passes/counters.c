// SPDX-License-Identifier: MIT
#include "framework/runner/passes/counters.h"

#include <math.h>
#include <string.h>

#include "framework/base/interruption.h"
#include "framework/machine/events.h"
#include "framework/runner/passes/apart.h"
#include "framework/runner/reply.h"
#include "framework/runner/worker.h"
#include "framework/stats/random.h"

// Of each worker; long bodies take fewer samples.
enum { LEAST_RESTARTS = 10, LEAST_SAMPLES = 2, MOST_SAMPLES = 50 };
static const double most_s = 0.01;
static const double target_ns = 200e3; // of a sample, where the arm has no iterations yet
static const char root[] = "/";

// What one event had in one worker.
struct sum {
    double count;
    double enabled_ns;
    double running_ns; // of that, when it was counting
};

struct counters {
    const GPtrArray *events;
    char *request; // VARIABLE=VALUE
    int *problems; // of each event: errno
    bool is_known; // the worker said which events count
    struct sum *sums;
    double iterations;
    struct start start;
    uint64_t arm_iterations;
};

bool counters_check(char *const *words, GError **error)
{
    g_autoptr(GPtrArray) events = events_parse(words, root, error);
    return events != NULL;
}

// Of a sample: events that took turns say for how long they counted.
static void hear(const char *reply, void *data)
{
    struct counters *counters = data;
    double elapsed_ns = reply_number(reply, "elapsed_ns", 0);
    counters->iterations += reply_number(reply, "iterations", 0);
    for (guint i = 0; i < counters->events->len; i++) {
        g_autofree char *key = g_strdup_printf("e%u", i);
        g_autofree char *enabled = g_strconcat(key, ".enabled_ns", NULL);
        g_autofree char *running = g_strconcat(key, ".running_ns", NULL);
        struct sum *sum = &counters->sums[i];
        sum->count += reply_number(reply, key, NAN);
        sum->enabled_ns += reply_number(reply, enabled, elapsed_ns);
        sum->running_ns += reply_number(reply, running, elapsed_ns);
    }
}

static bool take_problem(const char *line, void *data)
{
    struct counters *counters = data;
    g_autofree char *name = reply_text(line, "name");
    if (!reply_is(line, "event") || name == NULL || *name != 'e')
        return false;
    guint64 event = g_ascii_strtoull(name + 1, NULL, 10);
    if (event >= counters->events->len)
        return false;
    counters->problems[event] = (int)reply_number(line, "errno", 0);
    return true;
}

// An older library answers with an error, and counts nothing.
static bool ask_problems(struct station *station, struct counters *counters, GError **error)
{
    if (counters->is_known)
        return true;
    const char *reply = worker_request(station->worker, take_problem, counters, error, "events");
    if (reply == NULL)
        return false;
    counters->is_known = reply_is(reply, "ok");
    if (!counters->is_known)
        g_set_error(error, PASS_ERROR, PASS_ERROR_MISSING,
                    "its library cannot count events: build the suite with this version of "
                    "benchrun");
    return counters->is_known;
}

static bool run_case(struct station *station, void *data, GError **error)
{
    struct counters *counters = data;
    station_open(station, &counters->start);
    station->arm->iterations = counters->arm_iterations;
    station_calibrate(station, target_ns);
    station_warm_up(station);
    if (!station->is_out && !ask_problems(station, counters, error))
        return false;
    station->hear = hear;
    station->hearer = counters;
    gint64 began_us = g_get_monotonic_time();
    for (unsigned i = 0; i < MOST_SAMPLES && !station->is_out; i++) {
        double took_s = (double)(g_get_monotonic_time() - began_us) / 1e6;
        if (i >= LEAST_SAMPLES && took_s > most_s)
            break;
        station_take_sample(station, station->arm->iterations);
    }
    if (!station->is_out)
        return true;
    g_set_error_literal(error, PASS_ERROR, PASS_ERROR_CASE, station_why_out(station));
    return false;
}

// In one worker of an arm: appends what each event had per iteration to its metric.
static bool take_arm(struct counters *counters, const struct pass *pass, struct arm *arm,
                     GError **error)
{
    const char *const more[] = {counters->request, NULL};
    g_auto(GStrv) environment = launch_join(arm->launch.env, more);
    struct launch launch = arm->launch;
    launch.env = (const char *const *)environment;
    memset(counters->sums, 0, counters->events->len * sizeof *counters->sums);
    counters->iterations = 0;
    counters->arm_iterations = arm->iterations;
    if (!apart_case(arm->result->bench_case, &launch, run_case, counters, error))
        return false;
    for (guint i = 0; i < counters->events->len; i++) {
        const struct event *event = g_ptr_array_index(counters->events, i);
        const struct sum *sum = &counters->sums[i];
        double value = sum->count * (sum->enabled_ns / sum->running_ns) / counters->iterations;
        if (!isfinite(value))
            continue;
        struct metric *metric = result_find_metric(arm->result, event->name);
        if (metric == NULL || !metric->is_paired) {
            metric = result_set_metric(arm->result, event->name, pass->name, NAN);
            g_array_set_size(metric->per_process, 0);
            metric->is_paired = true;
        }
        g_array_append_val(metric->per_process, value);
    }
    return true;
}

// The event of this arm that counted for the smallest share of its time, if that is not all of it.
static void warn_of_scaling(const struct counters *counters, struct arm *arm)
{
    const struct event *least = NULL;
    double share = 0.99;
    for (guint i = 0; i < counters->events->len; i++) {
        const struct sum *sum = &counters->sums[i];
        double own = sum->running_ns / sum->enabled_ns;
        if (!(own < share))
            continue;
        share = own;
        least = g_ptr_array_index(counters->events, i);
    }
    if (least != NULL)
        result_warn(arm->result,
                    "its counts are scaled, as the CPU cannot count all events at once: %s was "
                    "counted for %.0f%% of the time; --pass counters=EVENT,... counts fewer",
                    least->name, 100 * share);
}

// What an earlier measuring of the plan found.
static void forget(const struct counters *counters, const struct plan *plan)
{
    for (guint a = 0; a < plan->arms->len; a++)
        for (guint i = 0; i < counters->events->len; i++) {
            const struct arm *arm = g_ptr_array_index(plan->arms, a);
            const struct event *event = g_ptr_array_index(counters->events, i);
            struct metric *metric = result_find_metric(arm->result, event->name);
            if (metric != NULL && metric->is_paired)
                result_remove_metric(arm->result, metric);
        }
}

static bool take_restarts(struct counters *counters, const struct pass *pass,
                          const struct plan *plan, unsigned restarts, GError **error)
{
    struct random random = {plan->seed};
    forget(counters, plan);
    g_autofree size_t *order = g_new0(size_t, plan->arms->len);
    for (unsigned r = 0; r < restarts; r++) {
        counters->start = (struct start){.number = r, .seed = random_next(&random) >> 1};
        counters->start.stack_shift_bytes = (unsigned)random_below(&random, 4096);
        random_order(&random, order, plan->arms->len);
        for (guint i = 0; i < plan->arms->len; i++) {
            struct arm *arm = g_ptr_array_index(plan->arms, order[i]);
            if (interruption_is_requested())
                return interruption_set_error(error);
            if (arm->result->status == STATUS_OK && !take_arm(counters, pass, arm, error))
                return false;
            if (arm->result->status == STATUS_OK && r == 0)
                warn_of_scaling(counters, arm);
        }
    }
    return true;
}

static void conclude(const struct counters *counters, const struct plan *plan)
{
    for (guint a = 0; a < plan->arms->len; a++) {
        const struct arm *arm = g_ptr_array_index(plan->arms, a);
        for (guint i = 0; i < counters->events->len; i++) {
            const struct event *event = g_ptr_array_index(counters->events, i);
            struct metric *metric = result_find_metric(arm->result, event->name);
            if (metric != NULL && metric->is_paired)
                metric_conclude(metric);
        }
    }
}

static void warn_once(GPtrArray *warnings, const char *text)
{
    for (guint i = 0; i < warnings->len; i++)
        if (strcmp(g_ptr_array_index(warnings, i), text) == 0)
            return;
    g_ptr_array_add(warnings, g_strdup(text));
}

bool counters_measure(const struct pass *pass, const struct plan *plan,
                      const struct pass_request *request, GError **error)
{
    g_autoptr(GPtrArray) events =
        request->words != NULL ? events_parse(request->words, root, error) : events_usual();
    const struct arm *first = g_ptr_array_index(plan->arms, 0);
    if (events == NULL)
        return false;
    if (first->result->bench_case->uses_all_cpus) {
        g_set_error(error, PASS_ERROR, PASS_ERROR_CASE,
                    "no counters of '%s': it keeps several CPUs busy, and one thread alone is "
                    "counted",
                    first->result->bench_case->id);
        return false;
    }
    g_autofree char *asked = events_request(events);
    g_autofree char *setting = g_strconcat(EVENTS_VARIABLE "=", asked, NULL);
    g_autofree int *problems = g_new0(int, events->len);
    g_autofree struct sum *sums = g_new0(struct sum, events->len);
    struct counters counters = {
        .events = events, .request = setting, .problems = problems, .sums = sums};
    bool is_good =
        take_restarts(&counters, pass, plan, MAX(request->restarts, LEAST_RESTARTS), error);
    conclude(&counters, plan);
    g_autofree char *missing = events_problems(events, problems, root);
    if (missing != NULL) {
        g_autofree char *text = g_strconcat("--pass counters: ", missing, NULL);
        warn_once(request->warnings, text);
    }
    if (!is_good)
        g_prefix_error(error, "no counters of '%s': ", first->result->bench_case->id);
    return is_good;
}
