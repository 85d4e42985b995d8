// SPDX-License-Identifier: MIT
#include "framework/runner/passes/counters.h"

#include <math.h>
#include <string.h>

#include "framework/machine/events.h"
#include "framework/runner/passes/in_turn.h"
#include "framework/runner/reply.h"
#include "framework/runner/worker.h"

// Of each worker; long bodies take fewer samples.
enum { LEAST_RESTARTS = 10, LEAST_SAMPLES = 2, MOST_SAMPLES = 50 };
static const double most_s = 0.01;
static const char root[] = "/";

// What one event had in one worker.
struct sum {
    double count;
    double enabled_ns;
    double running_ns; // of that, when it was counting
};

struct counters {
    const struct pass *pass;
    const GPtrArray *events;
    int *problems; // of each event: errno
    bool is_known; // the worker said which events count
    struct sum *sums;
    double iterations;
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

static void take_samples(struct station *station)
{
    gint64 began_us = g_get_monotonic_time();
    for (unsigned i = 0; i < MOST_SAMPLES && !station->is_out; i++) {
        double took_s = (double)(g_get_monotonic_time() - began_us) / 1e6;
        if (i >= LEAST_SAMPLES && took_s > most_s)
            break;
        station_take_sample(station, station->arm->iterations);
    }
}

// The event that counted for the smallest share of its time, if that is not all of it.
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
    if (least != NULL && share == 0)
        result_warn(arm->result,
                    "%s was never counted: other programs (perf, the kernel's NMI watchdog) have "
                    "the CPU's counters, or the core is of a kind that lacks it; stop those, or "
                    "choose another CPU (--cpu)",
                    least->name);
    else if (least != NULL)
        result_warn(arm->result,
                    "its counts are scaled, as the CPU cannot count all events at once: %s was "
                    "counted for %.0f%% of the time; --pass counters=EVENT,... counts fewer",
                    least->name, 100 * share);
}

static bool take(struct station *station, const struct start *start, struct arm *arm, void *data,
                 GError **error)
{
    struct counters *counters = data;
    memset(counters->sums, 0, counters->events->len * sizeof *counters->sums);
    counters->iterations = 0;
    in_turn_open(station, start, arm);
    if (!station->is_out && !ask_problems(station, counters, error))
        return false;
    station->hear = hear;
    station->hearer = counters;
    take_samples(station);
    for (guint i = 0; i < counters->events->len && !station->is_out; i++) {
        const struct event *event = g_ptr_array_index(counters->events, i);
        const struct sum *sum = &counters->sums[i];
        double value = sum->count * (sum->enabled_ns / sum->running_ns) / counters->iterations;
        if (isfinite(value))
            in_turn_add(arm, counters->pass, event->name, value);
    }
    if (start->number == 0)
        warn_of_scaling(counters, arm);
    return true;
}

static void warn_once(GPtrArray *warnings, const char *text)
{
    for (guint i = 0; i < warnings->len; i++)
        if (strcmp(g_ptr_array_index(warnings, i), text) == 0)
            return;
    g_ptr_array_add(warnings, g_strdup(text));
}

static void warn_of_missing(const struct counters *counters, GPtrArray *warnings)
{
    g_autofree char *missing = events_problems(counters->events, counters->problems, root);
    g_autofree char *text = g_strconcat("--pass counters: ", missing, NULL);
    if (missing != NULL)
        warn_once(warnings, text);
}

// One thread alone is counted.
static bool is_counted(const struct arm *arm)
{
    return !arm->result->bench_case->uses_all_cpus;
}

// Of any event, as of those in the table: fewer are better.
static void set_direction(const struct pass *pass, const struct plan *plan)
{
    for (guint i = 0; i < plan->arms->len; i++) {
        const struct arm *arm = g_ptr_array_index(plan->arms, i);
        for (guint m = 0; m < arm->result->metrics->len; m++) {
            struct metric *metric = g_ptr_array_index(arm->result->metrics, m);
            if (strcmp(metric->source, pass->name) == 0 && metric->better == BETTER_UNKNOWN)
                metric->better = BETTER_LESS;
        }
    }
}

static void warn_of_threads(const struct plan *plan)
{
    for (guint i = 0; i < plan->arms->len; i++) {
        const struct arm *arm = g_ptr_array_index(plan->arms, i);
        if (!is_counted(arm))
            result_warn(arm->result, "no counters: it keeps several CPUs busy, and one thread "
                                     "alone is counted");
    }
}

bool counters_measure(const struct pass *pass, const struct plan *plan,
                      const struct pass_request *request, GError **error)
{
    g_autoptr(GPtrArray) events =
        request->words != NULL ? events_parse(request->words, root, error) : events_usual();
    if (events == NULL)
        return false;
    g_autofree char *asked = events_request(events);
    g_autofree char *setting = g_strconcat(EVENTS_VARIABLE "=", asked, NULL);
    g_autofree int *problems = g_new0(int, events->len);
    g_autofree struct sum *sums = g_new0(struct sum, events->len);
    struct counters counters = {.pass = pass, .events = events, .problems = problems, .sums = sums};
    const struct in_turn in_turn = {
        plan, MAX(request->restarts, LEAST_RESTARTS), setting, take, &counters, pass, "counters"};
    in_turn_forget(plan, pass);
    bool is_good = in_turn_run(&in_turn, is_counted, error);
    in_turn_conclude(plan, pass);
    set_direction(pass, plan);
    warn_of_threads(plan);
    warn_of_missing(&counters, request->warnings);
    return is_good;
}
