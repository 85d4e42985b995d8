// SPDX-License-Identifier: MIT
#include "framework/cli/against_saved.h"
#include "framework/cli/command.h"
#include "framework/cli/comparing.h"
#include "framework/cli/engine.h"
#include "framework/cli/saved_runs.h"

static int compare_builds(struct recording *recording, char **argv)
{
    struct sides sides = {0};
    int code = sides_find(&sides, recording);
    if (code == EXIT_DRY)
        engine_preview(recording, argv, &sides.building);
    if (code == EXIT_GOOD && engine_is_asked(&recording->options)) {
        code = engine_perform(recording, argv, sides.common->len, &sides.building);
        sides_clear(&sides);
        return code;
    }
    if (code == EXIT_GOOD)
        code = comparing_record_found(recording, &sides, argv);
    sides_clear(&sides);
    return code;
}

// The run of the first word cannot be measured again.
static int compare_saved_run(struct recording *recording, const char *path, char **argv)
{
    const struct options *options = &recording->options;
    const char *second = options->suites[1];
    bool is_alone = second == NULL || options->suites[2] != NULL;
    g_autofree char *other = is_alone ? NULL : saved_run_find(&recording->config, second);
    if (options->is_aa || options->only_changed || options->env[SIDE_BASE] ||
        options->env[SIDE_HEAD] || options->args[SIDE_BASE] || options->args[SIDE_HEAD])
        return complain(EXIT_USAGE,
                        "'%s' is a saved run: --aa, --only-changed, --env-* and --args-* need two "
                        "programs that can be started",
                        options->suites[0]);
    return other != NULL ? saved_runs_compare(recording, (const char *const[]){path, other})
                         : against_saved_compare(recording, path, argv);
}

static int compare(struct recording *recording, char **argv)
{
    const struct options *options = &recording->options;
    const struct config *config = &recording->config;
    bool are_built = options->git != NULL || options->build[SIDE_BASE] || options->build[SIDE_HEAD];
    const char *first = options->suites != NULL && !are_built ? options->suites[0] : NULL;
    g_autofree char *saved = first != NULL ? saved_run_find(config, first) : NULL;
    if (saved != NULL)
        return compare_saved_run(recording, saved, argv);
    // With a launcher the programs may be on another machine.
    if (first != NULL && options->launcher == NULL && !g_file_test(first, G_FILE_TEST_EXISTS))
        return saved_run_miss(config, first);
    return compare_builds(recording, argv);
}

int cmd_compare(char **argv)
{
    struct recording recording;
    int code = recording_begin(&recording, argv);
    if (code == EXIT_GOOD)
        code = compare(&recording, argv);
    recording_clear(&recording);
    return code;
}
