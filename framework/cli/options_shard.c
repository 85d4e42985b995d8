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
        .commands = COMMANDS_SHARD | COMMAND_LIST,
        .help = "Do only part I of N of the work; 'benchrun merge' joins the parts",
        .more = "The cut is the same on every machine, and no comparison is split. Every part "
                "must be started with the same options and suites. The exit code says whether the "
                "part could be measured; merge decides. Parts are not recorded: 'benchrun history "
                "add' adds the merged file. 'benchrun list' shows what a part of 'run' holds.",
        .take = take_shard,
        OPTION_FIELD(shard),
    },
    {
        .name = "durations",
        .kind = OPTION_TEXT,
        .metavar = "FILE",
        .commands = COMMANDS_SHARD | COMMAND_LIST,
        .help = "Cut by how long cases took in this result file or history, not by their budgets",
        .more = "The same file for all parts.",
        .proposal = PROPOSE_FILES,
        OPTION_FIELD(durations),
    },
    {
        .name = "part",
        .kind = OPTION_TEXT,
        .metavar = "FILE",
        .commands = COMMANDS_SHARD,
        .help = "Save the part as this file, and report nothing, whatever -o says",
        .proposal = PROPOSE_FILES,
        OPTION_FIELD(part_file),
    },
    {
        .name = "engine",
        .kind = OPTION_TEXT,
        .metavar = "NAME",
        .commands = COMMANDS_SHARD,
        .help = "What measures the parts: local (this machine) or slurm (a cluster)",
        .more =
            "slurm submits an array of jobs, one for each part, each alone on a node, waits, and "
            "merges. The results folder must be on a file system that all nodes share. A part "
            "whose node is lost is submitted once more. 'benchrun attach' waits again.",
        .normal = {.value = "local"},
        .choices = "local, slurm",
        OPTION_FIELD(engine),
    },
    {
        .name = "nodes",
        .kind = OPTION_COUNT,
        .metavar = "N",
        .commands = COMMANDS_SHARD,
        .help = "Measure on at most N nodes at the same time",
        .normal = {.words = "those that are free"},
        .least = 1,
        .most = MOST_SHARDS,
        OPTION_FIELD(nodes),
    },
    {
        .name = "shards",
        .kind = OPTION_COUNT,
        .metavar = "N",
        .commands = COMMANDS_SHARD,
        .help = "How many parts a cluster measures",
        .normal = {.words = "two for each of --nodes, or 8"},
        .least = 1,
        .most = MOST_SHARDS,
        OPTION_FIELD(shards),
    },
    {
        .name = "partition",
        .kind = OPTION_TEXT,
        .metavar = "NAME",
        .commands = COMMANDS_SHARD,
        .help = "Partition of the cluster",
        OPTION_FIELD(partition),
    },
    {
        .name = "constraint",
        .kind = OPTION_TEXT,
        .metavar = "FEATURES",
        .commands = COMMANDS_SHARD,
        .help = "Features that nodes must have, as sbatch takes them",
        .more = "On nodes of one kind, times of different groups can be compared more nearly.",
        OPTION_FIELD(constraint),
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

// The words of the whole are those of a part, too.
static bool replace_outputs(struct options *options, GError **error)
{
    output_list_clear(&options->outputs);
    options->outputs = (struct output_list){0};
    g_clear_pointer(&options->plot_folder, g_free);
    options->plots_to_terminal = false;
    g_free(options->engine);
    options->engine = g_strdup("local");
    return options->shard.of == 0
               ? option_refuse(error, "--part needs --shard I/N")
               : output_list_set_format(&options->outputs, "json", error) &&
                     output_list_add_file(&options->outputs, options->part_file, error);
}

static bool check_engine(const struct options *options, GError **error)
{
    if (g_strcmp0(options->engine, "slurm") == 0) {
        if (options->shard.of > 0)
            return option_refuse(error,
                                 "--engine slurm makes the parts itself: --shards N says how "
                                 "many");
        return !options->resume ||
               option_refuse(error, "--resume continues a run of this machine; 'benchrun attach' "
                                    "waits for one of a cluster");
    }
    bool has_words = options->nodes > 0 || options->shards > 0 || options->partition != NULL ||
                     options->constraint != NULL;
    return !has_words || options->part_file != NULL ||
           option_refuse(error, "--nodes, --shards, --partition and --constraint need --engine "
                                "slurm");
}

static bool finish_sharding(struct options *options, enum command_bit command, GError **error)
{
    if ((command & (COMMANDS_SHARD | COMMAND_LIST)) == 0)
        return true;
    if (options->part_file != NULL && !replace_outputs(options, error))
        return false;
    bool is_cut = options->shard.of > 0 || g_strcmp0(options->engine, "slurm") == 0;
    if (is_cut && options->baseline != NULL)
        return option_refuse(error, "--save-baseline needs a whole run: save the merged file with "
                                    "benchrun merge -o .benchrun/baselines/NAME.json");
    if (!is_cut && options->durations != NULL)
        return option_refuse(error, "--durations says how to cut: it needs --shard I/N");
    return check_engine(options, error);
}

const struct option_group options_sharding = {"How work is divided", sharding, finish_sharding};
