// SPDX-License-Identifier: MIT
// What is watched, and what counts as blocked.
#include "framework/cli/option_row.h"
#include "reports/reporters.h"

static bool take_over(struct options *options, const char *value, GError **error)
{
    static const struct {
        const char *unit;
        double ns;
    } units[] = {{"us", 1e3}, {"ms", 1e6}, {"s", 1e9}};
    static const double least_ns = 1e6, most_ns = 3600e9;
    char *end = NULL;
    double number = g_ascii_strtod(value, &end);
    for (size_t i = 0; i < G_N_ELEMENTS(units); i++) {
        double ns = number * units[i].ns;
        if (!g_str_equal(end, units[i].unit) || !(ns >= least_ns && ns <= most_ns))
            continue;
        options->watch.over_ns = (uint64_t)ns;
        return true;
    }
    return option_refuse(error,
                         "--over must be a time from 1ms to 3600s, with its unit (us, ms or s), "
                         "not '%s'",
                         value);
}

static const struct option_row watching[] = {
    {
        .name = "over",
        .kind = OPTION_TAKEN,
        .metavar = "TIME",
        .commands = COMMAND_WATCH,
        .help = "How long a loop may stay away from its poll: 50ms, 0.5s",
        .normal = {.value = "100ms"},
        .take = take_over,
        OPTION_FIELD(watch.over_ns),
    },
    {
        .name = "fail-on",
        .kind = OPTION_TEXT,
        .metavar = "WHAT",
        .commands = COMMAND_WATCH,
        .help = "Exit code 1 if a loop was blocked: blocked or never",
        .normal = {.value = "never"},
        .choices = "never, blocked",
        OPTION_FIELD(watch.fail_on),
    },
    {
        .name = "pid",
        .kind = OPTION_COUNT,
        .metavar = "PID",
        .commands = COMMAND_WATCH,
        .help = "Watch a running process, all of its threads, from outside",
        .more = "Its threads are looked at every few milliseconds. That is coarser than what is "
                "known of a command: short stalls are missed, and a loop that never sleeps looks "
                "like one that is blocked.",
        .least = 1,
        .most = 1 << 22,
        OPTION_FIELD(pid),
    },
    {
        .name = "time",
        .kind = OPTION_NUMBER,
        .metavar = "S",
        .commands = COMMAND_WATCH,
        .help = "Seconds to watch; then the command is ended",
        .normal = {.words = "until it ends"},
        .least = 0.01,
        .most = 1e6,
        OPTION_FIELD(time_s),
    },
    {
        .name = "format",
        .kind = OPTION_TAKEN,
        .metavar = "NAME",
        .commands = COMMAND_WATCH,
        .help = "Format of the next -o, or of stdout",
        .normal = {.words = "table"},
        .list_choices = reporter_names_of_profiles,
        .take = option_take_format,
        OPTION_FIELD(outputs),
    },
    {.name = NULL},
};

const struct option_group options_watching = {"What is watched", watching, NULL};
