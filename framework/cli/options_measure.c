// SPDX-License-Identifier: MIT
// How cases are measured, and what alternatives claim.
#include <string.h>

#include "framework/cli/asked_passes.h"
#include "framework/cli/option_row.h"
#include "framework/runner/passes/passes.h"

static bool take_cpu(struct options *options, const char *value, GError **error)
{
    guint64 number = 0;
    if (strcmp(value, "auto") == 0)
        options->cpu = CPU_AUTO;
    else if (strcmp(value, "none") == 0)
        options->cpu = CPU_NONE;
    else if (g_ascii_string_to_unsigned(value, 10, 0, 65535, &number, NULL))
        options->cpu = (int)number;
    else
        return option_refuse(error, "--cpu must be auto, none or the number of a CPU, not '%s'",
                             value);
    return true;
}

static bool take_seed(struct options *options, const char *value, GError **error)
{
    guint64 seed = 0;
    if (!g_ascii_string_to_unsigned(value, 10, 0, G_MAXINT64, &seed, NULL))
        return option_refuse(error, "--seed must be a non-negative integer, not '%s'", value);
    options->seed = seed;
    options->has_seed = true;
    return true;
}

static const struct option_row measuring[] = {
    {
        .name = "pass",
        .kind = OPTION_TEXTS,
        .metavar = "LIST",
        .commands = COMMANDS_MEASURE_SUITES,
        .keys = COMMANDS_SAVE,
        .help = "Also run each case under these passes",
        .more = "A pass runs in separate processes, after the times are taken. instructions: the "
                "instructions of an iteration, exactly, with callgrind. memory: what an iteration "
                "allocates and leaks, the peak, page faults. counters: events of perf_event; "
                "counters=EVENT,... those of these names, as perf list has them. Separate several "
                "by commas.",
        .list_choices = pass_names,
        .check = asked_passes_check,
        OPTION_FIELD(passes),
    },
    {
        .name = "oversubscribe",
        .kind = OPTION_FLAG,
        .commands = COMMANDS_SAVE | COMMAND_BISECT,
        .keys = COMMANDS_SAVE,
        .help = "Run cases with more threads than there are CPUs, too",
        OPTION_FIELD(oversubscribes),
    },
    {
        .name = "quick",
        .kind = OPTION_FLAG,
        .commands = COMMANDS_MEASURE_SUITES,
        .keys = COMMANDS_SAVE,
        .help = "A first look: --time 0.3, and in run --processes 16 --precision 2",
        OPTION_FIELD(is_quick),
    },
    {
        .name = "quick",
        .kind = OPTION_FLAG,
        .commands = COMMAND_EXPLAIN,
        .help = "A first look: --time 0.1, and shorter profiles",
        OPTION_FIELD(is_quick),
    },
    {
        .name = "time",
        .kind = OPTION_NUMBER,
        .metavar = "S",
        .commands = COMMANDS_MEASURE_SUITES,
        .keys = COMMANDS_SAVE,
        .help = "Time budget of each case, in seconds",
        .more = "Alternatives are measured together and share the sum of their budgets.",
        .normal = {.value = "1"},
        .quick = "0.3",
        .least = 0.001,
        .most = 1e6,
        OPTION_FIELD(time_s),
    },
    {
        .name = "time",
        .kind = OPTION_NUMBER,
        .metavar = "S",
        .commands = COMMAND_EXPLAIN,
        .help = "Time budget of each case of the group, in seconds",
        .normal = {.value = "0.2"},
        .quick = "0.1",
        .least = 0.001,
        .most = 1e6,
        OPTION_FIELD(time_s),
    },
    {
        .name = "time",
        .kind = OPTION_NUMBER,
        .metavar = "S",
        .commands = COMMAND_BISECT,
        .help = "Time budget of a comparison, in seconds; four times that where it is not enough",
        .more = "A comparison ends when it is clear which end of the range the commit is like.",
        .normal = {.value = "2"},
        .least = 0.001,
        .most = 1e6,
        OPTION_FIELD(time_s),
    },
    {
        .name = "samples",
        .kind = OPTION_COUNT,
        .metavar = "N",
        .commands = COMMANDS_TIME,
        .keys = COMMANDS_SAVE,
        .help = "Take N samples of each case, however long that takes",
        .least = 1,
        .most = 1e12,
        OPTION_FIELD(samples),
    },
    {
        .name = "processes",
        .kind = OPTION_COUNT,
        .metavar = "N",
        .commands = COMMANDS_TIME,
        .keys = COMMANDS_SAVE,
        .help = "Measure each case in N processes, one after another",
        .more = "Starts fewer if that would take more than half of the budget.",
        .normal = {.value = "20"},
        .in_compare = {.words = "what fits in the budget"},
        .quick = "16",
        .least = 1,
        .most = 100000,
        OPTION_FIELD(processes),
    },
    {
        .name = "precision",
        .kind = OPTION_PERCENT,
        .metavar = "PERCENT",
        .commands = COMMANDS_TIME | COMMAND_EXEC,
        .keys = COMMAND_RUN,
        .help = "Stop early when every median is known to +- PERCENT; 0: never",
        .more = "That is half the width of its 95 % interval. With 0 the whole budget is used.",
        .normal = {.value = "1"},
        .in_compare = {.value = "0"},
        .quick = "2",
        .least = 0,
        .most = 100,
        OPTION_FIELD(precision),
    },
    {
        .name = "sample-time",
        .kind = OPTION_NUMBER,
        .metavar = "US",
        .commands = COMMANDS_TIME,
        .keys = COMMANDS_SAVE,
        .help = "Length of a sample, in microseconds",
        .normal = {.value = "250"},
        .in_compare = {.value = "100"},
        .least = 1,
        .most = 1e9,
        OPTION_FIELD(sample_us),
    },
    {
        .name = "cpu",
        .kind = OPTION_TAKEN,
        .metavar = "CPU",
        .commands = COMMANDS_TIME | COMMAND_EXEC | COMMAND_DOCTOR,
        .keys = COMMANDS_SAVE,
        .help = "CPU to measure on: auto, none or a number",
        .more =
            "If another benchrun is measuring on it, this one waits; auto takes a free CPU "
            "instead. Benchmarks with .all_cpus always use every CPU that benchrun may use, and "
            "commands of exec do unless a number is given.",
        .normal = {.value = "auto"},
        .take = take_cpu,
        OPTION_FIELD(cpu),
    },
    {
        .name = "cpu-wait",
        .may_differ = true,
        .kind = OPTION_NUMBER,
        .metavar = "S",
        .commands = COMMANDS_TIME | COMMAND_EXEC | COMMAND_DOCTOR,
        .keys = COMMANDS_SAVE,
        .help = "How long to wait for a CPU that other users hold, in seconds",
        .more = "If another user still holds the CPU after this time, benchrun exits with 3. It "
                "always waits for your own runs.",
        .normal = {.value = "60"},
        .least = 0,
        .most = 1e6,
        OPTION_FIELD(cpu_wait_s),
    },
    {
        .name = "seed",
        .kind = OPTION_TAKEN,
        .metavar = "N",
        .commands = COMMANDS_TIME | COMMAND_EXEC,
        .keys = COMMANDS_SAVE,
        .help = "Seed of all random choices; it is saved with the result",
        .normal = {.words = "random"},
        .take = take_seed,
        OPTION_FIELD(seed),
    },
    {
        .name = "no-check",
        .kind = OPTION_FLAG,
        .commands = COMMAND_RUN,
        .keys = COMMAND_RUN,
        .help = "Do not check that alternatives produce the same output",
        OPTION_FIELD(no_check),
    },
    {.name = NULL},
};

static bool finish_measuring(struct options *options, G_GNUC_UNUSED enum command_bit command,
                             G_GNUC_UNUSED GError **error)
{
    if (!options->has_seed)
        options->seed = (guint64)g_random_int() << 16 ^ g_random_int();
    return true;
}

static const struct option_row claiming[] = {
    {
        .name = "claims",
        .kind = OPTION_FLAG,
        .commands = COMMAND_RUN | COMMAND_REPORT | COMMAND_MERGE,
        .help = "Exit with 1 when a claim (.min_speedup) fails",
        .more = "A claim fails when the interval of its speed-up lies below it; an unclear one "
                "does not. If no selected case makes a claim, the exit code is 4.",
        OPTION_FIELD(judges_claims),
    },
    {
        .name = "worth",
        .kind = OPTION_NUMBER,
        .metavar = "RATIO",
        .commands = COMMAND_RUN | COMMAND_REPORT | COMMAND_MERGE,
        .help = "Below this speed-up, suggest the simpler code; 1: never",
        .normal = {.value = "2"},
        .least = 1,
        .most = 1e6,
        OPTION_FIELD(worth_ratio),
    },
    {.name = NULL},
};

const struct option_group options_measuring = {"How cases are measured", measuring,
                                               finish_measuring};
const struct option_group options_claiming = {"What alternatives claim", claiming, NULL};
