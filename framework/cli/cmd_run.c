// SPDX-License-Identifier: MIT
#include "framework/cli/baselines.h"
#include "framework/cli/claims.h"
#include "framework/cli/command.h"
#include "framework/cli/engine.h"
#include "framework/cli/own_suites.h"
#include "framework/cli/running.h"

// Better now than when all is measured.
static int prepare_baselines(const struct config *config)
{
    g_autoptr(GError) error = NULL;
    return baselines_prepare(config, &error) ? EXIT_GOOD
                                             : complain(EXIT_USAGE, "%s", error->message);
}

// On a cluster, once it is known that there is something to measure.
static int submit(struct recording *recording, const struct discovery *discovery,
                  const struct own_suites *own, char **argv)
{
    g_autoptr(GPtrArray) plans = discovery_plans(discovery, &recording->options, NULL, 0);
    return engine_perform(recording, argv, plans->len, &own->building);
}

static int measure(struct recording *recording, const struct discovery *discovery,
                   const struct own_suites *own, char **argv)
{
    if (engine_is_asked(&recording->options))
        return submit(recording, discovery, own, argv);
    recording_describe(recording, discovery);
    int code = recording_prepare(recording, argv);
    return code == EXIT_GOOD ? running_record(recording, discovery, NULL, NULL) : code;
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
    if (code == EXIT_GOOD)
        code = measure(&recording, &discovery, &own, argv);
    if (code == EXIT_DRY)
        engine_preview(&recording, argv, &own.building);
    discovery_clear(&discovery);
    own_suites_clear(&own);
    recording_clear(&recording);
    return code;
}
