// SPDX-License-Identifier: MIT
#include "framework/base/interruption.h"
#include "framework/cli/command.h"
#include "framework/cli/conduct.h"
#include "framework/cli/present.h"
#include "framework/runner/testing.h"

static const struct conduct_command command = {
    .groups = OPTIONS_SELECT | OPTIONS_START | OPTIONS_TEST | OPTIONS_OUTPUT,
    .usage = "SUITE...",
    .summary = "Runs every case once, each in a worker of its own, and checks that alternatives of "
               "a\ngroup put out the same. Measures nothing.",
};

// What was run for the others' sake is told when it is to blame.
static void take_results(void *data, struct plan *plan)
{
    struct conduct *conduct = data;
    for (guint i = 0; i < plan->arms->len; i++) {
        struct arm *arm = g_ptr_array_index(plan->arms, i);
        if (!arm->is_unasked || arm->result->status != STATUS_OK)
            run_add(conduct->run, g_steal_pointer(&arm->result));
    }
    const struct result *last =
        g_ptr_array_index(conduct->run->results, conduct->run->results->len - 1);
    progress_next(&conduct->progress, 1);
    progress_show(&conduct->progress, last->bench_case->id, 1);
}

static void refuse_unchecked(const GPtrArray *results)
{
    for (guint i = 0; i < results->len; i++) {
        struct result *result = g_ptr_array_index(results, i);
        if (result->check == CHECK_UNCHECKED && result->status == STATUS_OK)
            result_refuse(result, STATUS_FAILED,
                          "unchecked: it puts nothing out (--strict); call bench_output()");
    }
}

static int test_and_report(struct conduct *conduct, const struct discovery *discovery)
{
    GError *error = NULL;
    struct run *run = conduct->run;
    gint64 started_us = g_get_monotonic_time();
    g_autoptr(GPtrArray) plans = discovery_plans(discovery, &conduct->options, NULL, run->seed);
    discovery_add_references(discovery, &conduct->options, plans);
    progress_begin(&conduct->progress, plans->len, plans->len, conduct->options.is_quiet);
    bool is_complete = plans_test(plans, conduct->options.jobs, take_results, conduct, &error);
    progress_end(&conduct->progress);
    run->is_test = true;
    run->duration_s = (double)(g_get_monotonic_time() - started_us) / 1e6;
    discovery_sort(discovery, run->results);
    if (conduct->options.is_strict)
        refuse_unchecked(run->results);
    int presented =
        is_complete || run->results->len > 0 ? present_run(run, &conduct->options) : EXIT_GOOD;
    if (is_complete)
        return presented != EXIT_GOOD ? presented : conduct_judge(run->results);
    int code = interruption_is_requested() ? EXIT_INTERRUPTED : EXIT_UNMEASURED;
    complain(code, "%s: %u of %u cases were tested", error->message, run->results->len,
             discovery->cases->len);
    g_error_free(error);
    return code;
}

int cmd_test(char **argv)
{
    struct conduct conduct;
    struct discovery discovery = {0};
    int code = conduct_begin_with(&conduct, &command, argv, &discovery);
    g_ptr_array_set_size(conduct.run->warnings, 0); // they are about times
    if (code == EXIT_GOOD)
        code = test_and_report(&conduct, &discovery);
    discovery_clear(&discovery);
    conduct_clear(&conduct);
    return code;
}
