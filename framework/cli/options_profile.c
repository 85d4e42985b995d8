// SPDX-License-Identifier: MIT
// What is profiled, and how.
#include "framework/cli/option_row.h"
#include "framework/runner/passes/profile_passes.h"
#include "reports/reporters.h"

static bool check_passes(const char *value, GError **error)
{
    g_auto(GStrv) words = g_strsplit(value, ",", -1);
    g_autofree char *names = profile_pass_names();
    g_auto(GStrv) known = g_strsplit(names, ", ", -1);
    for (char **word = words; *word != NULL; word++)
        if (!g_strv_contains((const char *const *)known, *word))
            return option_refuse(error, "--pass: unknown pass '%s'; known: %s", *word, names);
    return true;
}

static const struct option_row profiling[] = {
    {
        .name = "pass",
        .kind = OPTION_TEXTS,
        .metavar = "LIST",
        .commands = COMMAND_PROFILE,
        .help = "What to record",
        .more = "The pass time samples CPU time; wait adds up how long threads are off the CPU "
                "(needs root or kernel.perf_event_paranoid of 1); calls counts calls and "
                "instructions with "
                "callgrind, lines how often each line runs (in a build with --coverage), heap "
                "allocations, and copies what memcpy() and the like copy, all exactly. Each runs "
                "the case or command again, so that none disturbs another; the "
                "report joins them by function. Separate several by commas.",
        .normal = {.words = "time"},
        .list_choices = profile_pass_names,
        .check = check_passes,
        OPTION_FIELD(passes),
    },
    {
        .name = "all",
        .kind = OPTION_FLAG,
        .commands = COMMAND_PROFILE,
        .help = "Record all passes that are available; the report says why others are not",
        OPTION_FIELD(all_passes),
    },
    {
        .name = "pid",
        .kind = OPTION_COUNT,
        .metavar = "PID",
        .commands = COMMAND_PROFILE,
        .help = "Profile a running process, all of its threads",
        .more = "It is neither stopped nor changed. Without --time, until it exits or Ctrl-C.",
        .least = 1,
        .most = 1 << 22,
        OPTION_FIELD(pid),
    },
    {
        .name = "live",
        .kind = OPTION_FLAG,
        .commands = COMMAND_PROFILE,
        .help = "With --pid: show the hottest functions and lines, refreshed every second, until q",
        .more = "With --lines NAME its lines. The whole profile is shown and saved at the end.",
        OPTION_FIELD(is_live),
    },
    {
        .name = "time",
        .kind = OPTION_NUMBER,
        .metavar = "S",
        .commands = COMMAND_PROFILE,
        .help = "Seconds to profile",
        .normal = {.words = "until a case has 2,000 samples"},
        .least = 0.01,
        .most = 1e6,
        OPTION_FIELD(time_s),
    },
    {
        .name = "rate",
        .kind = OPTION_COUNT,
        .metavar = "HZ",
        .commands = COMMAND_PROFILE,
        .help = "Samples taken in each second of CPU time",
        .more = "A prime rate avoids sampling in step with periodic work.",
        .normal = {.value = "997"},
        .least = 1,
        .most = 20000,
        OPTION_FIELD(rate_hz),
    },
    {
        .name = "stack-size",
        .kind = OPTION_COUNT,
        .metavar = "KIB",
        .commands = COMMAND_PROFILE,
        .help = "How much of the stack to copy with each sample, in KiB",
        .more = "Deep recursion needs more; the report says how many stacks are cut off.",
        .normal = {.value = "8"},
        .least = 1,
        .most = 32,
        OPTION_FIELD(stack_kib),
    },
    {.name = NULL},
};

static const struct option_row showing[] = {
    {
        .name = "sort",
        .kind = OPTION_TEXT,
        .metavar = "METRIC",
        .commands = COMMAND_PROFILE,
        .help = "Order functions by a metric, or by total (time with callees)",
        .normal = {.words = "time"},
        OPTION_FIELD(sort_word),
    },
    {
        .name = "top",
        .kind = OPTION_COUNT,
        .metavar = "N",
        .commands = COMMAND_PROFILE | COMMAND_REPORT,
        .help = "Functions of a profile to list; 0: all",
        .normal = {.value = "20"},
        .most = 1e6,
        OPTION_FIELD(top),
    },
    {
        .name = "lines",
        .kind = OPTION_TEXT,
        .metavar = "NAME",
        .commands = COMMAND_PROFILE | COMMAND_REPORT,
        .help = "List a function or file of a profile line by line",
        OPTION_FIELD(lines_of),
    },
    {
        .name = "diff",
        .kind = OPTION_FLAG,
        .commands = COMMAND_REPORT,
        .help = "Show what changed between two profiles, base and head",
        .more = "By function, line and path; per iteration if both are of cases. A change that "
                "sampling cannot tell from none is left out.",
        OPTION_FIELD(is_diff),
    },
    {
        .name = "format",
        .kind = OPTION_TAKEN,
        .metavar = "NAME",
        .commands = COMMAND_PROFILE,
        .help = "Format of the next -o, or of stdout",
        .normal = {.words = "table"},
        .list_choices = reporter_names_of_profiles,
        .take = option_take_format,
        OPTION_FIELD(outputs),
    },
    {.name = NULL},
};

const struct option_group options_profiling = {"What to profile", profiling, NULL};
const struct option_group options_showing_profiles = {"How a profile is shown", showing, NULL};
