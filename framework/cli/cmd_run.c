// SPDX-License-Identifier: MIT
#include "framework/cli/claims.h"
#include "framework/cli/command.h"
#include "framework/cli/conduct.h"
#include "framework/cli/present.h"
#include "framework/compare/compare.h"

static const struct conduct_command command = {
    .groups = OPTIONS_SELECT | OPTIONS_START | OPTIONS_MEASURE | OPTIONS_CHECK | OPTIONS_CLAIMS |
              OPTIONS_SAVE | OPTIONS_OUTPUT,
    .usage = "SUITE...",
    .summary = "Measures suites: best of many samples in isolated workers, alternatives of a "
               "group\ncompared in random rounds. Results are saved as one file.",
};

static int measure_and_report(struct conduct *conduct, const struct discovery *discovery)
{
    struct settings settings = conduct_settings(conduct, discovery);
    struct thresholds thresholds = thresholds_default();
    struct run *run = conduct->run;
    g_autoptr(GPtrArray) plans =
        discovery_plans(discovery, &conduct->options, &conduct->pinning, run->seed);
    int code = conduct_measure(conduct, plans, &settings, NULL, NULL);
    if (run->results->len == 0 && code != EXIT_GOOD)
        return code;
    discovery_sort(discovery, run->results);
    compare_alternatives(run, &thresholds);
    run_fit(run);
    int saved = conduct_save(conduct, code == EXIT_GOOD);
    int presented = present_run(run, &conduct->options);
    if (code != EXIT_GOOD)
        return code;
    if (saved != EXIT_GOOD || presented != EXIT_GOOD)
        return saved != EXIT_GOOD ? saved : presented;
    int judged = conduct_judge(run->results);
    return judged != EXIT_GOOD ? judged : claims_judge(run, &conduct->options);
}

int cmd_run(char **argv)
{
    struct conduct conduct;
    struct discovery discovery = {0};
    int code = conduct_begin_with(&conduct, &command, argv, &discovery);
    if (code == EXIT_GOOD)
        code = claims_require(discovery.cases, &conduct.options);
    if (code == EXIT_GOOD)
        code = conduct_prepare(&conduct, argv);
    if (code == EXIT_GOOD)
        code = measure_and_report(&conduct, &discovery);
    discovery_clear(&discovery);
    conduct_clear(&conduct);
    return code;
}
