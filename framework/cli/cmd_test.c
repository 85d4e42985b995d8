// SPDX-License-Identifier: MIT
#include "framework/base/interruption.h"
#include "framework/cli/command.h"
#include "framework/cli/engine.h"
#include "framework/cli/own_suites.h"
#include "framework/cli/present.h"
#include "framework/cli/recording.h"
#include "framework/cli/sharding.h"
#include "framework/runner/cancel.h"
#include "framework/runner/testing.h"

// A case that was run only to compare others with it is reported when it fails.
static void take_results(void *data, struct plan *plan)
{
    struct recording *recording = data;
    for (guint i = 0; i < plan->arms->len; i++) {
        struct arm *arm = g_ptr_array_index(plan->arms, i);
        if (!arm->is_unasked || arm->result->status != STATUS_OK)
            run_add(recording->run, g_steal_pointer(&arm->result));
    }
    const struct result *last =
        g_ptr_array_index(recording->run->results, recording->run->results->len - 1);
    progress_next(&recording->progress, 1);
    progress_show(&recording->progress, last->bench_case->id, 1);
}

static void refuse_unchecked(const GPtrArray *results)
{
    for (guint i = 0; i < results->len; i++) {
        struct result *result = g_ptr_array_index(results, i);
        if (result->check == CHECK_UNCHECKED && result->status == STATUS_OK)
            result_refuse(result, STATUS_FAILED,
                          "unchecked: it produces no output to compare (--strict); call "
                          "bench_output()");
    }
}

static int test_and_report(struct recording *recording, const struct discovery *discovery)
{
    GError *error = NULL;
    struct run *run = recording->run;
    gint64 started_us = g_get_monotonic_time();
    g_autoptr(GPtrArray) plans = discovery_plans(discovery, &recording->options, NULL, run->seed);
    discovery_add_references(discovery, &recording->options, plans);
    const struct settings settings = {.time_s = 1}; // each case is run once
    int code = sharding_cut(recording, plans, &settings, 0);
    if (code != EXIT_GOOD)
        return code;
    sharding_keep(recording, plans);
    plans_show(plans);
    progress_begin(&recording->progress, plans->len, plans->len, recording->options.is_quiet);
    bool is_complete =
        plans_test(plans, (unsigned)recording->options.jobs, take_results, recording, &error);
    progress_end(&recording->progress);
    run->is_test = true;
    run->duration_s = (double)(g_get_monotonic_time() - started_us) / 1e6;
    discovery_sort(discovery, run->results);
    sharding_number(recording, discovery->cases, run->results);
    if (recording->options.is_strict)
        refuse_unchecked(run->results);
    int presented =
        is_complete || run->results->len > 0 ? present_run(run, &recording->options) : EXIT_GOOD;
    if (is_complete)
        return presented != EXIT_GOOD ? presented : recording_judge(run->results);
    code = interruption_is_requested() ? EXIT_INTERRUPTED : EXIT_UNMEASURED;
    complain(code, "%s: %u of %u cases were tested", error->message, run->results->len,
             discovery->cases->len);
    g_error_free(error);
    return code;
}

static int perform(struct recording *recording, const struct discovery *discovery,
                   const struct own_suites *own, char **argv)
{
    if (engine_is_asked(&recording->options)) {
        g_autoptr(GPtrArray) plans = discovery_plans(discovery, &recording->options, NULL, 0);
        return engine_perform(recording, argv, plans->len, &own->building);
    }
    recording_describe(recording, discovery);
    g_ptr_array_set_size(recording->run->warnings, 0); // they are about times
    return test_and_report(recording, discovery);
}

int cmd_test(char **argv)
{
    struct recording recording;
    struct own_suites own = {0};
    struct discovery discovery = {0};
    int code = recording_begin(&recording, argv);
    if (code == EXIT_GOOD)
        code = own_suites_discover(&own, &recording.config, &recording.options, &discovery);
    if (code == EXIT_GOOD)
        code = perform(&recording, &discovery, &own, argv);
    if (code == EXIT_DRY)
        engine_preview(&recording, argv, &own.building);
    discovery_clear(&discovery);
    own_suites_clear(&own);
    recording_clear(&recording);
    return code;
}
