// SPDX-License-Identifier: MIT
#include "framework/cli/running.h"

#include "framework/cli/claims.h"
#include "framework/cli/command.h"
#include "framework/cli/performing.h"
#include "framework/cli/sharding.h"
#include "framework/compare/compare.h"
#include "framework/compare/decision.h"
#include "framework/result/scaling.h"

struct running {
    const struct discovery *discovery;
    struct fresh_copies *copies;
    void (*announce)(void *data, const struct recording *recording);
    void *data;
};

static void conclude(void *data, struct recording *recording)
{
    const struct running *running = data;
    struct thresholds thresholds = thresholds_default();
    fresh_copies_report(running->copies, recording->run->warnings);
    discovery_sort(running->discovery, recording->run->results);
    sharding_number(recording, running->discovery->cases, recording->run->results);
    compare_alternatives(recording->run, &thresholds);
    run_fit(recording->run);
    scaling_compute(recording->run->results);
    if (running->announce != NULL)
        running->announce(running->data, recording);
}

static int judge(const struct recording *recording)
{
    int judged = recording_judge(recording->run->results);
    return judged != EXIT_GOOD || recording->run->part.of > 0
               ? judged
               : claims_judge(recording->run, &recording->options);
}

int running_record(struct recording *recording, const struct discovery *discovery,
                   void (*announce)(void *data, const struct recording *recording), void *data)
{
    struct running running = {discovery, fresh_copies_new(recording->run->seed), announce, data};
    g_autoptr(GPtrArray) plans =
        discovery_plans(discovery, &recording->options, &recording->pinning, recording->run->seed);
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
    int code = sharding_cut(recording, plans, &task.settings, plans_comparisons(plans));
    sharding_keep(recording, plans);
    plans_copy(plans, running.copies);
    if (code == EXIT_GOOD)
        code = recording_perform(recording, &task);
    fresh_copies_free(running.copies);
    return code;
}
