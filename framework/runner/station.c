// SPDX-License-Identifier: MIT
#include "framework/runner/station.h"

#include <string.h>

#include "framework/base/interruption.h"
#include "framework/base/text.h"
#include "framework/harness/counter_table.h"
#include "framework/runner/calibration.h"
#include "framework/runner/cancel.h"
#include "framework/runner/cycles.h"
#include "framework/runner/reply.h"
#include "framework/runner/stages.h"

// About 70 us of empty loop: long compared with the cost of the clock itself.
static const uint64_t floor_iterations = 1 << 18;

static bool runs_commands(const struct station *station)
{
    return station->arm->result->bench_case->command != NULL;
}

void station_init(struct station *station, struct arm *arm)
{
    *station = (struct station){
        .arm = arm,
        .card = presence_find_case(arm->result->bench_case->id),
        .is_out = arm->result->status != STATUS_OK,
        .chain_ns = g_array_new(FALSE, FALSE, sizeof(double)),
    };
}

static void end_worker(struct station *station)
{
    presence_set_worker(station->card, 0);
    worker_stop(station->worker);
    station->worker = NULL;
}

void station_clear(struct station *station)
{
    end_worker(station);
    g_clear_pointer(&station->process, process_free);
    g_clear_error(&station->halt);
    g_array_unref(station->chain_ns);
}

static enum status status_of(const GError *error)
{
    if (g_error_matches(error, WORKER_ERROR, WORKER_ERROR_TIMEOUT))
        return STATUS_TIMEOUT;
    if (g_error_matches(error, WORKER_ERROR, WORKER_ERROR_GARBLED))
        return STATUS_FAILED;
    return STATUS_CRASHED;
}

static bool is_halt(const GError *error)
{
    return interruption_caused(error) || g_error_matches(error, WORKER_ERROR, WORKER_ERROR_HOST);
}

// The worker broke: the case takes the blame, with the worker's last words. Where a sanitizer found
// something, the end that it made of the worker is not a crash but a finding.
static void give_up(struct station *station, const char *doing, GError *error)
{
    struct result *result = station->arm->result;
    const struct worker *worker = station->worker;
    if (is_halt(error)) {
        g_clear_error(&station->halt);
        station->halt = g_steal_pointer(&error);
    } else if (g_error_matches(error, WORKER_ERROR, WORKER_ERROR_CANCELLED)) {
        arm_cancel(station->arm);
    } else {
        g_autofree char *report = worker ? worker_report(worker) : NULL;
        g_autofree char *words = worker ? worker_last_words(worker) : g_strdup("");
        if (report != NULL)
            result_refuse(result, STATUS_FAILED, "%s: %s; a sanitizer reported:\n%s", doing,
                          error->message, report);
        else
            result_refuse(result, status_of(error), "%s: %s%s%s", doing, error->message,
                          *words ? "; its last output:\n" : "", words);
    }
    g_clear_error(&error);
    station->is_out = true;
    end_worker(station);
}

// The body said no: the worker is fine, the case is over.
static void take_refusal(struct station *station, const char *reply)
{
    g_autofree char *why = reply_text(reply, "message");
    enum status status = reply_is(reply, "skipped") ? STATUS_SKIPPED : STATUS_FAILED;
    g_autofree char *words =
        runs_commands(station) ? worker_last_words(station->worker) : g_strdup("");
    result_refuse(station->arm->result, status, "%s%s%s", why ? why : "no reason given",
                  *words ? "; its last output:\n" : "", words);
    station->is_out = true;
    if (!station->is_heard_out)
        end_worker(station);
}

// Looked at before each request: what a worker is asked meanwhile is between two of them.
static bool is_cancelled(struct station *station)
{
    if (station->is_out || presence_request(station->card) == RUN_CASE_GO_ON)
        return station->is_out;
    arm_cancel(station->arm);
    station->is_out = true;
    end_worker(station);
    return true;
}

// The reply when it is `ok`; otherwise the station is out.
static const char *ask(struct station *station, bool (*each_line)(const char *, void *), void *data,
                       const char *doing, const char *request, uint64_t number)
{
    GError *error = NULL;
    if (is_cancelled(station) || station->worker == NULL)
        return NULL;
    presence_set_asked(station->card, true);
    const char *reply = worker_request(station->worker, each_line, data, &error,
                                       "%s %" G_GUINT64_FORMAT, request, number);
    presence_set_asked(station->card, false);
    if (reply == NULL)
        give_up(station, doing, error);
    else if (!reply_is(reply, "ok"))
        take_refusal(station, reply);
    else
        return reply;
    return NULL;
}

// A worker that lies about what it ran is out.
static bool read_sample(struct station *station, const char *reply, uint64_t iterations,
                        struct sample *out)
{
    struct result *result = station->arm->result;
    if (!sample_reply_read(reply, result->bench_case, iterations, &station->last)) {
        give_up(
            station, "taking a sample",
            g_error_new(WORKER_ERROR, WORKER_ERROR_GARBLED, "its answer is not a valid sample"));
        return false;
    }
    result->has_own_time = result->has_own_time || station->last.is_own_time;
    *out = station->last.sample;
    return true;
}

static bool ask_sample(struct station *station, const char *doing, uint64_t iterations,
                       struct sample *out)
{
    const char *reply = ask(station, NULL, NULL, doing, "sample", iterations);
    if (reply == NULL || !read_sample(station, reply, iterations, out))
        return false;
    if (station->hear != NULL)
        station->hear(reply, station->hearer);
    double chain_ns = reply_number(reply, "chain_ns", 0);
    if (chain_ns > 0 && reply_integer(reply, "chain_additions", &station->chain_additions))
        g_array_append_val(station->chain_ns, chain_ns);
    return true;
}

// Starts the worker and opens the case.
static bool begin(struct station *station, const struct start *start)
{
    GError *error = NULL;
    if (is_cancelled(station))
        return false;
    struct launch launch = station->arm->launch;
    launch.card = station->card;
    const GPtrArray *layouts = station->arm->layouts;
    unsigned layout = layouts != NULL ? start->number % layouts->len : 0;
    if (layouts != NULL)
        launch.program = g_ptr_array_index(layouts, layout);
    launch.stack_shift_bytes = start->stack_shift_bytes;
    if (station->arm->copies != NULL)
        fresh_copies_draw(station->arm->copies, &launch);
    station->worker = worker_start(&launch, &error);
    if (station->worker == NULL) {
        give_up(station, "starting", error);
        return false;
    }
    presence_set_worker(station->card, worker_pid(station->worker));
    station->process = process_new();
    station->process->seed = start->seed;
    station->process->layout = layout;
    size_t index = station->arm->result->bench_case->index;
    return ask(station, NULL, NULL, "setting up", "open", index) != NULL;
}

bool station_open(struct station *station, const struct start *start)
{
    struct sample first;
    if (!begin(station, start))
        return false;
    if (runs_commands(station)) // each is a new process, the first as good as any
        return true;
    if (!ask_sample(station, "in its first call", 1, &first))
        return false;
    station->process->first_ns = (double)first.elapsed_ns;
    return true;
}

static void take_floor(struct station *station)
{
    struct sample sample;
    const char *reply =
        ask(station, NULL, NULL, "measuring the empty loop", "floor", floor_iterations);
    if (reply != NULL && read_sample(station, reply, floor_iterations, &sample))
        station->process->floor_ns = sample_ns(&sample);
}

// The first is slower: the worker has never started a process.
static void take_startup(struct station *station)
{
    enum { STARTS = 2 };
    for (int i = 0; i < STARTS; i++) {
        guint64 elapsed_ns = 0;
        const char *reply = ask(station, NULL, NULL, "starting an empty process", "floor", 1);
        if (reply != NULL && reply_integer(reply, "elapsed_ns", &elapsed_ns))
            station->process->floor_ns = fmin(station->process->floor_ns, (double)elapsed_ns);
    }
}

void station_take_floor(struct station *station)
{
    if (runs_commands(station))
        take_startup(station);
    else
        take_floor(station);
}

void station_calibrate(struct station *station, double target_ns)
{
    struct calibration_point points[64];
    size_t n = 1;
    struct arm *arm = station->arm;
    if (arm->iterations > 0 || station->is_out)
        return;
    points[0] = (struct calibration_point){1, (uint64_t)station->process->first_ns};
    unsigned confirmations = 2;
    while (n < G_N_ELEMENTS(points)) {
        struct sample sample;
        uint64_t next = calibration_next(points, n, target_ns);
        // Once found, the count is tried twice more: one disturbed reading would make it too small.
        if (next == 0 && (confirmations-- == 0 || station->process->first_ns > 40 * target_ns))
            break;
        if (next == 0)
            next = calibration_conclude(points, n, target_ns);
        if (!ask_sample(station, "calibrating", next, &sample))
            return;
        points[n++] = (struct calibration_point){next, sample.elapsed_ns};
    }
    arm->iterations = calibration_conclude(points, n, target_ns);
    arm->result->is_optimised_out = arm->result->bench_case->has_empty_loop ||
                                    calibration_is_flat(points, n, station->process->floor_ns);
}

static struct outputs *take_outputs(struct station *station, const char *doing)
{
    g_autoptr(Outputs) outputs = outputs_new();
    if (ask(station, outputs_take_line, outputs, doing, "check", 1) == NULL)
        return NULL;
    return g_steal_pointer(&outputs);
}

struct outputs *station_check(struct station *station)
{
    return take_outputs(station, "checking its outputs");
}

// The worker begins again with counting them.
static void take_stages(struct station *station, struct result *into)
{
    g_autoptr(GPtrArray) stages = stages_new();
    if (station->last.stages > 0 &&
        ask(station, stages_take_line, stages, "reporting its spans", "spans", 0) != NULL &&
        into != NULL)
        stages_add(stages, into);
}

void station_warm_up(struct station *station, uint64_t samples)
{
    struct sample sample;
    uint64_t iterations = station->arm->iterations;
    for (uint64_t i = 0; i < samples && !station->is_out; i++)
        ask_sample(station, "warming up", iterations, &sample);
    take_stages(station, NULL);
    g_array_set_size(station->chain_ns, 0);
}

bool station_take_sample(struct station *station, uint64_t iterations)
{
    struct sample sample;
    if (!ask_sample(station, "taking a sample", iterations, &sample))
        return false;
    station->has_counts = isfinite(sample.counts[COUNTER_cycles]);
    g_array_append_val(station->process->samples, sample);
    if (runs_commands(station))
        process_add_run(station->process, &station->last.run);
    return true;
}

static bool take_metric(const char *line, void *data)
{
    struct result *result = data;
    g_autofree char *name = reply_name(line, "name", TEXT_MOST_NAME);
    g_autofree char *unit = reply_text(line, "unit");
    bool is_long = unit != NULL && strlen(unit) > TEXT_MOST_NAME;
    if (!reply_is(line, "metric") || name == NULL || is_long || result->metrics->len > 1000)
        return false;
    result_report_metric(result, name, reply_number(line, "value", NAN), unit);
    return true;
}

static void take_metrics(struct station *station)
{
    struct result *result = station->arm->result;
    const char *reply = ask(station, take_metric, result, "reporting its metrics", "metrics", 0);
    result->bytes = reply ? fmax(reply_number(reply, "bytes", 0), 0) : result->bytes;
    result->items = reply ? fmax(reply_number(reply, "items", 0), 0) : result->items;
}

static void close_case(struct station *station)
{
    take_metrics(station);
    ask(station, NULL, NULL, "closing", "close", 0);
}

// A sanitizer may have something to say at the end.
void station_let_end(struct station *station)
{
    GError *error = NULL;
    struct result *result = station->arm->result;
    close_case(station);
    if (station->worker == NULL)
        return;
    bool has_ended_well = worker_finish(station->worker, &error);
    g_autofree char *report = worker_report(station->worker);
    if (!has_ended_well && result->status != STATUS_FAILED) {
        give_up(station, "ending", g_steal_pointer(&error));
    } else if (report != NULL) {
        g_autofree char *before =
            result->message ? g_strconcat(result->message, "; ", NULL) : g_strdup("");
        result_refuse(result, STATUS_FAILED, "%sa sanitizer reported:\n%s", before, report);
        station->is_out = true;
    }
    g_clear_error(&error);
    end_worker(station);
}

struct outputs *station_run_once(struct station *station)
{
    static const struct start start = {0};
    g_autoptr(Outputs) outputs = NULL;
    station->is_heard_out = true;
    if (begin(station, &start))
        outputs = take_outputs(station, "in its first call");
    station_let_end(station);
    return station->is_out ? NULL : g_steal_pointer(&outputs);
}

void station_finish(struct station *station)
{
    if (station->process != NULL && station->process->samples->len > 0)
        take_stages(station, station->arm->result);
    close_case(station);
    end_worker(station);
    if (station->process == NULL || station->process->samples->len == 0)
        return;
    station->arm->result->iterations = station->arm->iterations;
    if (station->has_counts)
        station->arm->result->cycle_source = CYCLES_COUNTED;
    else
        cycles_estimate(station->arm->result, station->process, station->chain_ns,
                        station->chain_additions, station->arm->result->bench_case->clock_cost_ns);
    g_ptr_array_add(station->arm->result->processes, g_steal_pointer(&station->process));
}

void station_break_off(struct station *station)
{
    end_worker(station);
    station->arm->result->iterations = station->arm->iterations;
    g_ptr_array_add(station->arm->result->processes, g_steal_pointer(&station->process));
}

const char *station_why_out(const struct station *station)
{
    const char *message = station->arm->result->message;
    if (station->halt != NULL)
        return station->halt->message;
    return message != NULL ? message : "no reason given";
}

void station_abort(struct station *station)
{
    end_worker(station);
    g_clear_pointer(&station->process, process_free);
}
