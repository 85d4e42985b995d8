// SPDX-License-Identifier: MIT
// What `exec` runs, and how often.
#include <string.h>

#include "framework/cli/option_row.h"

static const struct option_row executing[] = {
    {
        .name = "compare",
        .kind = OPTION_FLAG,
        .commands = COMMAND_EXEC,
        .help = "Decide whether the second of two commands is slower than the first",
        .more = "By the method and the promise of 'benchrun compare', in pairs of runs; the exit "
                "code is 1 if it is slower.",
        OPTION_FIELD(exec.is_comparison),
    },
    {
        .name = "time",
        .kind = OPTION_NUMBER,
        .metavar = "S",
        .commands = COMMAND_EXEC,
        .help = "Time budget of each command, in seconds",
        .more = "A command that takes longer is run 3 times nevertheless, or as often as a "
                "comparison needs where that takes no more than 10 times the budget.",
        .normal = {.value = "3"},
        .least = 0.001,
        .most = 1e6,
        OPTION_FIELD(time_s),
    },
    {
        .name = "runs",
        .letter = 'r',
        .kind = OPTION_COUNT,
        .metavar = "N",
        .commands = COMMAND_EXEC,
        .help = "Run each command N times, however long that takes",
        .normal = {.words = "as time allows"},
        .least = 1,
        .most = 1e6,
        OPTION_FIELD(samples),
    },
    {
        .name = "warmup",
        .letter = 'w',
        .kind = OPTION_COUNT,
        .metavar = "N",
        .commands = COMMAND_EXEC,
        .help = "Run each command N times before, without counting these runs",
        .normal = {.value = "0"},
        .least = 0,
        .most = 1e6,
        OPTION_FIELD(exec.warmup),
    },
    {
        .name = "setup",
        .letter = 's',
        .kind = OPTION_TEXTS,
        .metavar = "CMD",
        .commands = COMMAND_EXEC,
        .help = "Run CMD once before the runs of each command",
        .more = "Commands are run in turn, so that all of them are set up before the first run. "
                "If --setup, --prepare or --cleanup is given as often as there are commands, each "
                "command has its own.",
        OPTION_FIELD(exec.setup),
    },
    {
        .name = "prepare",
        .letter = 'p',
        .kind = OPTION_TEXTS,
        .metavar = "CMD",
        .commands = COMMAND_EXEC,
        .help = "Run CMD before each run, not timed",
        OPTION_FIELD(exec.prepare),
    },
    {
        .name = "cleanup",
        .letter = 'c',
        .kind = OPTION_TEXTS,
        .metavar = "CMD",
        .commands = COMMAND_EXEC,
        .help = "Run CMD once after all runs of each command",
        OPTION_FIELD(exec.cleanup),
    },
    {
        .name = "ignore-failure",
        .letter = 'i',
        .kind = OPTION_FLAG,
        .commands = COMMAND_EXEC,
        .help = "Count runs that fail, too",
        .more = "Without it, a command that exits with a code other than 0, or is ended by a "
                "signal, is a failed case.",
        OPTION_FIELD(exec.ignores_failure),
    },
    {
        .name = "shell",
        .kind = OPTION_WORDS,
        .metavar = "SHELL",
        .commands = COMMAND_EXEC,
        .help = "Have a shell run the commands, for pipes, wildcards and variables",
        .more = "Starting it is in the time. Without =SHELL: sh. Without the option, a command is "
                "split into words as a shell does.",
        .implied = "sh",
        OPTION_FIELD(exec.shell),
    },
    {
        .name = "dry-run",
        .kind = OPTION_FLAG,
        .commands = COMMAND_EXEC,
        .help = "Print the commands as they would be run, and run none of them",
        OPTION_FIELD(is_dry),
    },
    {
        .name = "input",
        .kind = OPTION_TEXT,
        .metavar = "FILE",
        .commands = COMMAND_EXEC,
        .help = "What commands read from stdin, from its start in each run",
        .normal = {.words = "nothing"},
        .proposal = PROPOSE_FILES,
        OPTION_FIELD(exec.input),
    },
    {
        .name = "output",
        .kind = OPTION_TEXT,
        .metavar = "WHERE",
        .commands = COMMAND_EXEC,
        .help = "Where the stdout of commands goes: null, inherit (benchrun's own, with stderr) or "
                "a file, which has that of the last run",
        .more = "-o names a file for the report.",
        .normal = {.value = "null"},
        .proposal = PROPOSE_FILES,
        OPTION_FIELD(exec.output),
    },
    {
        .name = "parameter-scan",
        .letter = 'P',
        .kind = OPTION_TEXTS,
        .metavar = "NAME MIN MAX",
        .n_words = 3,
        .commands = COMMAND_EXEC,
        .help = "Run the commands for each number from MIN to MAX in place of {NAME}",
        .more = "Whole numbers become an argument of the case, so that charts have a line over "
                "them; the commands are compared at each of them. Of several parameters there is "
                "a case for each combination.",
        OPTION_FIELD(exec.scans),
    },
    {
        .name = "parameter-step",
        .letter = 'D',
        .kind = OPTION_TEXTS,
        .metavar = "STEP",
        .commands = COMMAND_EXEC,
        .help = "The step of the scan: the first of the first one, and so on",
        .normal = {.words = "1"},
        OPTION_FIELD(exec.steps),
    },
    {
        .name = "parameter-list",
        .letter = 'L',
        .kind = OPTION_TEXTS,
        .metavar = "NAME LIST",
        .n_words = 2,
        .commands = COMMAND_EXEC,
        .help = "The same for each value of a list, separated by commas",
        .more = "Values other than whole numbers make commands of their own, which are compared "
                "with each other.",
        OPTION_FIELD(exec.lists),
    },
    {
        .name = "fail-on",
        .kind = OPTION_TEXTS,
        .metavar = "WHAT",
        .commands = COMMAND_EXEC,
        .help = "What makes the exit code 1 with --compare; a metric does if it got worse",
        .normal = {.words = "regression"},
        .choices = "regression, unclear, never, user_time, system_time, peak_resident",
        OPTION_FIELD(fail_on_words),
    },
    {
        .name = "timeout",
        .kind = OPTION_NUMBER,
        .metavar = "S",
        .commands = COMMAND_EXEC,
        .help = "Seconds that one run may take, with --prepare",
        .more = "Then it is killed with all its children, and the case ends as 'timeout'.",
        .normal = {.value = "86400", .words = "a day"},
        .least = 0.01,
        .most = 1e6,
        OPTION_FIELD(timeout_s),
    },
    {.name = NULL},
};

static bool finish_executing(struct options *options, enum command_bit command, GError **error)
{
    guint n_scans = options->exec.scans ? g_strv_length(options->exec.scans) : 0;
    guint n_steps = options->exec.steps ? g_strv_length(options->exec.steps) : 0;
    if (command != COMMAND_EXEC)
        return true;
    if (n_steps > n_scans)
        return option_refuse(error, "--parameter-step needs a --parameter-scan of its own");
    if (*options->exec.output == '\0')
        return option_refuse(error, "--output must be null, inherit or a file");
    return options->exec.shell == NULL || *options->exec.shell != NULL ||
           option_refuse(error, "--shell: name a shell, or nothing");
}

const struct option_group options_executing = {"What is run", executing, finish_executing};
