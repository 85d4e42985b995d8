// SPDX-License-Identifier: MIT
// How the work is divided between machines.
#include "framework/cli/option_row.h"

static bool take_shard(struct options *options, const char *value, GError **error)
{
    return shard_parse(value, &options->shard, error);
}

static const struct option_row sharding[] = {
    {
        .name = "shard",
        .kind = OPTION_TAKEN,
        .metavar = "I/N",
        .commands = COMMANDS_SHARD,
        .help = "Do only part I of N of the work; 'benchrun merge' joins the parts",
        .more = "The cut is the same on every machine, and no comparison is split. Every part "
                "must be started with the same options and suites. The exit code says whether the "
                "part could be measured; merge decides.",
        .take = take_shard,
        OPTION_FIELD(shard),
    },
    {
        .name = "durations",
        .kind = OPTION_TEXT,
        .metavar = "FILE",
        .commands = COMMANDS_SHARD,
        .help = "Cut by how long cases took in this result file, not by their budgets",
        .more = "The same file for all parts.",
        .proposal = PROPOSE_FILES,
        OPTION_FIELD(durations),
    },
    {
        .name = "partial",
        .kind = OPTION_FLAG,
        .commands = COMMAND_MERGE,
        .help = "Merge even if parts are missing or not complete",
        .more = "A warning says what is missing. The comparisons that are missing still count as "
                "some of those that are decided together.",
        OPTION_FIELD(is_partial),
    },
    {.name = NULL},
};

static bool finish_sharding(struct options *options, G_GNUC_UNUSED enum command_bit command,
                            GError **error)
{
    bool is_part = options->shard.of > 0;
    if (is_part && options->baseline != NULL)
        return option_refuse(error, "--save-baseline needs a whole run: save the merged file with "
                                    "benchrun merge -o .benchrun/baselines/NAME.json");
    if (is_part && options->history.records)
        return option_refuse(error, "--record needs a whole run: 'benchrun history add FILE' adds "
                                    "the merged file");
    if (!is_part && options->durations != NULL)
        return option_refuse(error, "--durations says how to cut: it needs --shard I/N");
    return true;
}

const struct option_group options_sharding = {"How work is divided", sharding, finish_sharding};
