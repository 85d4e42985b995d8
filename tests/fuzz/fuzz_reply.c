// SPDX-License-Identifier: MIT
// What workers say, without a worker: the functions of framework/runner/worker.h are replaced (by
// --wrap) with ones that take its lines from the input.
#include <glib.h>
#include <math.h>
#include <string.h>

#include "framework/result/file/run_file.h"
#include "framework/runner/last_words.h"
#include "framework/runner/passes/passes.h"
#include "framework/runner/plan.h"
#include "framework/runner/reply.h"
#include "framework/runner/stages.h"
#include "framework/runner/station.h"
#include "framework/runner/suite.h"
#include "tests/fuzz/insist.h"
#include "tests/fuzz/parsers.h"

static char **lines; // that are left; each worker continues with them

struct worker *__wrap_worker_start(const struct launch *launch, GError **error);
const char *__wrap_worker_request(struct worker *worker,
                                  bool (*each_line)(const char *line, void *data), void *data,
                                  GError **error, const char *format, ...) G_GNUC_PRINTF(5, 6);
pid_t __wrap_worker_pid(const struct worker *worker);
char *__wrap_worker_last_words(const struct worker *worker);
char *__wrap_worker_report(const struct worker *worker);
bool __wrap_worker_finish(struct worker *worker, GError **error);
void __wrap_worker_stop(struct worker *worker);

struct worker *__wrap_worker_start(const struct launch *launch, GError **error)
{
    (void)launch;
    if (*lines != NULL && reply_greeted_version(*lines) < 2)
        return (struct worker *)(void *)&lines;
    g_set_error(error, WORKER_ERROR, WORKER_ERROR_START, "no greeting");
    return NULL;
}

static bool is_final(const char *line)
{
    return reply_is(line, "ok") || reply_is(line, "skipped") || reply_is(line, "failed") ||
           reply_is(line, "error");
}

const char *__wrap_worker_request(struct worker *worker,
                                  bool (*each_line)(const char *line, void *data), void *data,
                                  GError **error, const char *format, ...)
{
    (void)worker;
    (void)format;
    for (; *lines != NULL; lines++) {
        if (is_final(*lines))
            return *lines++;
        if (each_line == NULL || !each_line(*lines, data)) {
            g_set_error(error, WORKER_ERROR, WORKER_ERROR_GARBLED, "makes no sense");
            return NULL;
        }
    }
    g_set_error(error, WORKER_ERROR, WORKER_ERROR_DIED, "ended");
    return NULL;
}

pid_t __wrap_worker_pid(const struct worker *worker)
{
    (void)worker;
    return 0;
}

char *__wrap_worker_last_words(const struct worker *worker)
{
    (void)worker;
    return g_strdup("");
}

char *__wrap_worker_report(const struct worker *worker)
{
    (void)worker;
    return NULL;
}

bool __wrap_worker_finish(struct worker *worker, GError **error)
{
    (void)worker;
    (void)error;
    return true;
}

void __wrap_worker_stop(struct worker *worker)
{
    (void)worker;
}

// As many lines as there are, none with a zero byte, as worker.c lets through.
static char **split(const uint8_t *data, size_t size)
{
    g_autofree char *text = input_text(data, size);
    for (size_t i = 0; i < size; i++)
        if (text[i] == '\0')
            text[i] = ' ';
    return g_strsplit(text, "\n", -1);
}

void fuzz_reply(const uint8_t *data, size_t size)
{
    static const char *const keys[] = {"message", "iterations", "elapsed_ns", "value", "name", ""};
    g_autofree char *line = input_line(data, size);
    reply_is(line, "ok");
    reply_greeted_version(line);
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        guint64 integer = 0;
        g_autofree char *text = reply_text(line, keys[i]);
        insist(text == NULL || g_utf8_validate(text, -1, NULL), "a text is UTF-8");
        insist(isfinite(reply_number(line, keys[i], 0)), "a number is finite");
        if (reply_integer(line, keys[i], &integer))
            insist(text != NULL, "a whole number is a text, too");
    }
}

void fuzz_outputs(const uint8_t *data, size_t size)
{
    g_auto(GStrv) own = split(data, size);
    g_autoptr(Outputs) outputs = outputs_new();
    g_autoptr(Outputs) nothing = outputs_new();
    for (char **line = own; *line != NULL; line++)
        outputs_take_line(*line, outputs);
    g_autofree char *cut = outputs_cut(outputs);
    g_autofree char *with_itself =
        cut == NULL ? outputs_difference(outputs, outputs, "itself") : NULL;
    insist_fine("outputs compared with themselves", with_itself);
    g_autofree char *with_nothing = outputs_difference(nothing, outputs, "nothing");
    insist((with_nothing == NULL) == (outputs->items->len == 0), "outputs differ from nothing");
}

static void insist_result(const struct result *result)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = result_format(result);
    struct result *again = result_parse(text, strlen(text), &error);
    insist_fine("a result that is read again", error ? error->message : NULL);
    result_free(again);
}

void fuzz_list(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) own = split(data, size);
    const struct launch launch = {.program = "suite", .cpu = -1};
    struct suite_facts facts = {0};
    lines = own;
    g_autoptr(GPtrArray) cases = suite_list(&launch, &facts, &error);
    insist((cases == NULL) == (error != NULL), "a list that cannot be read has a reason");
    for (guint i = 0; cases != NULL && i < cases->len; i++) {
        struct result *result = result_new(case_copy(g_ptr_array_index(cases, i)));
        insist_result(result);
        result_free(result);
    }
    suite_facts_clear(&facts);
}

static void measure(struct arm *arm)
{
    struct station station;
    const struct start start = {.number = 1, .seed = 2};
    station_init(&station, arm);
    if (station_open(&station, &start)) {
        struct outputs *outputs = station_check(&station);
        g_clear_pointer(&outputs, outputs_free);
        station_take_floor(&station);
        station_calibrate(&station, 1e6);
        station_warm_up(&station, 1);
        while (!station.is_out && *lines != NULL && station.process->samples->len < 20)
            station_take_sample(&station, arm->iterations);
    }
    station_finish(&station);
    station_clear(&station);
}

void fuzz_station(const uint8_t *data, size_t size)
{
    static const char *const taken[] = {"latency", "cold", "counters"};
    g_auto(GStrv) own = split(data, size);
    const struct bench_case bench_case = {.id = (char *)"g/n",
                                          .suite = (char *)"suite",
                                          .group = (char *)"g",
                                          .name = (char *)"n",
                                          .threads = 1,
                                          .has_latency = true,
                                          .clock_cost_ns = 20,
                                          .has_cold = true};
    const struct launch launch = {.program = "suite", .cpu = -1};
    const struct pass_request request = {0};
    struct plan *plan = plan_new(7);
    struct arm *arm = plan_add(plan, &bench_case, &launch);
    lines = own;
    measure(arm);
    for (size_t i = 0; i < G_N_ELEMENTS(taken) && arm->result->status == STATUS_OK; i++) {
        g_autoptr(GError) error = NULL;
        const struct pass *pass = pass_find(taken[i]);
        pass->measure(pass, plan, &request, &error);
    }
    insist_result(arm->result);
    plan_free(plan);
}

void fuzz_last_words(const uint8_t *data, size_t size)
{
    struct last_words words;
    g_autoptr(GPtrArray) stages = stages_new();
    g_auto(GStrv) own = split(data, size);
    last_words_init(&words);
    for (size_t at = 0; at < size; at += 100)
        last_words_add(&words, (const char *)data + at, MIN(size - at, 100));
    g_autofree char *tail = last_words_tail(&words);
    g_autofree char *report = last_words_report(&words);
    insist(g_utf8_validate(tail, -1, NULL), "the tail is UTF-8");
    insist(report == NULL || g_utf8_validate(report, -1, NULL), "the report is UTF-8");
    for (char **line = own; *line != NULL && stages_take_line(*line, stages); line++)
        continue;
    last_words_clear(&words);
}
