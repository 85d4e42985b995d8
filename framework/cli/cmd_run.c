// SPDX-License-Identifier: MIT
#include "framework/cli/baselines.h"
#include "framework/cli/claims.h"
#include "framework/cli/command.h"
#include "framework/cli/own_suites.h"
#include "framework/cli/performing.h"
#include "framework/compare/compare.h"
#include "framework/compare/decision.h"
#include "framework/result/scaling.h"

struct running {
    const struct discovery *discovery;
    struct fresh_copies *copies;
};

static void conclude(void *data, struct recording *recording)
{
    const struct running *running = data;
    struct thresholds thresholds = thresholds_default();
    fresh_copies_report(running->copies, recording->run->warnings);
    discovery_sort(running->discovery, recording->run->results);
    compare_alternatives(recording->run, &thresholds);
    run_fit(recording->run);
    scaling_compute(recording->run->results);
}

static int judge(const struct recording *recording)
{
    int judged = recording_judge(recording->run->results);
    return judged != EXIT_GOOD ? judged : claims_judge(recording->run, &recording->options);
}

static int record(struct recording *recording, const struct discovery *discovery)
{
    struct running running = {discovery, fresh_copies_new(recording->run->seed)};
    g_autoptr(GPtrArray) plans =
        discovery_plans(discovery, &recording->options, &recording->pinning, recording->run->seed);
    plans_copy(plans, running.copies);
    struct recording_task task = {
        .plans = plans,
        .settings = recording_settings(recording, discovery),
        .conclude = conclude,
        .judge = judge,
        .data = &running,
    };
    double alpha = thresholds_default().alpha;
    task.settings.least_restarts = decision_least_restarts(alpha, plans_comparisons(plans));
    task.settings.sure_restarts = decision_sure_restarts(alpha, plans_comparisons(plans));
    if (recording->options.baseline != NULL) // enough for what it will be compared with
        task.settings.least_restarts = MAX(task.settings.least_restarts,
                                           decision_least_processes(alpha, discovery->cases->len));
    int code = recording_perform(recording, &task);
    fresh_copies_free(running.copies);
    return code;
}

// Better now than when all is measured.
static int prepare_baselines(const struct config *config)
{
    g_autoptr(GError) error = NULL;
    return baselines_prepare(config, &error) ? EXIT_GOOD
                                             : complain(EXIT_USAGE, "%s", error->message);
}

int cmd_run(char **argv)
{
    struct recording recording;
    struct own_suites own = {0};
    struct discovery discovery = {0};
    int code = recording_begin(&recording, argv);
    if (code == EXIT_GOOD)
        code = own_suites_discover(&own, &recording.config, &recording.options, &discovery);
    if (code == EXIT_GOOD)
        code = claims_require(discovery.cases, &recording.options);
    if (code == EXIT_GOOD && recording.options.baseline != NULL)
        code = prepare_baselines(&recording.config);
    if (code == EXIT_GOOD) {
        recording_describe(&recording, &discovery);
        code = recording_prepare(&recording, argv);
    }
    if (code == EXIT_GOOD)
        code = record(&recording, &discovery);
    discovery_clear(&discovery);
    own_suites_clear(&own);
    recording_clear(&recording);
    return code;
}
