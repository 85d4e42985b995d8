// SPDX-License-Identifier: MIT
#include "framework/cli/history_records.h"

#include <string.h>

#include "framework/base/escape.h"
#include "framework/cli/command.h"
#include "framework/cli/history_action.h"
#include "framework/history/store.h"

static bool has_flag(char *const *words, const char *flag)
{
    for (; *words != NULL && strcmp(*words, "--") != 0; words++)
        if (strcmp(*words, flag) == 0)
            return true;
    return false;
}

bool history_records_check(struct options *options, char *const *words)
{
    static const char rule[] =
        "a part is not recorded: 'benchrun merge PART... -o whole.json', then "
        "'benchrun history add whole.json'";
    static const char engine_rule[] =
        "--engine slurm does not record: save the whole with -o whole.json, then "
        "'benchrun history add whole.json'";
    bool is_engine = g_strcmp0(options->engine, "slurm") == 0;
    if (!options->history.records || (options->shard.of == 0 && !is_engine))
        return true;
    const char *why = is_engine ? engine_rule : rule;
    if (options->part_file == NULL && has_flag(words, "--record")) {
        complain(EXIT_USAGE, "--record: %s", why);
        return false;
    }
    if (options->part_file == NULL && !options->is_quiet)
        say("'record' of benchrun.ini is left out: %s", why);
    options->history.records = false;
    return true;
}

static struct history *open_file(const struct options *options, const struct config *config,
                                 char **file, GError **error)
{
    *file = history_file(options, config, error);
    return *file != NULL ? history_open(*file, HISTORY_WRITES, error) : NULL;
}

int history_records_prepare(const struct options *options, const struct config *config)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *file = NULL;
    if (!options->history.records || options->is_dry)
        return EXIT_GOOD;
    g_autoptr(History) history = open_file(options, config, &file, &error);
    return history != NULL ? EXIT_GOOD : complain(EXIT_USAGE, "--record: %s", error->message);
}

static void tell(const char *file, const struct history_added *added)
{
    if (added->unplaced > 0)
        say("base is not in the history, as its commit is not known: --git names commits");
    if (added->runs > 0)
        say("added %u value%s to the history '%s'", added->points, added->points == 1 ? "" : "s",
            file);
}

static int complain_unrecorded(const char *why, const char *path)
{
    g_autofree char *quoted = escape_shell((const char *const[]){path, NULL});
    return complain(EXIT_UNMEASURED,
                    "%s; the results are saved, and this adds them: benchrun history add %s", why,
                    quoted);
}

int history_records_add(const struct options *options, const struct config *config,
                        const struct run *run, const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *file = NULL;
    struct history_added added = {0};
    if (!options->history.records)
        return EXIT_GOOD;
    g_autoptr(History) history = open_file(options, config, &file, &error);
    if (history == NULL || !history_action_add(history, run, &added, &error))
        return complain_unrecorded(error->message, path);
    if (!options->is_quiet)
        tell(file, &added);
    return EXIT_GOOD;
}
