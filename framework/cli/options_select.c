// SPDX-License-Identifier: MIT
// Which cases, how their suites are started, and how they are tested.
#include <math.h>
#include <string.h>

#include "framework/cli/option_row.h"
#include "framework/result/case_pattern.h"

static const struct option_row selecting[] = {
    {
        .name = "filter",
        .letter = 'f',
        .kind = OPTION_TEXTS,
        .metavar = "PATTERN",
        .commands =
            COMMANDS_ALL & ~(COMMAND_TIMEIT | COMMAND_EXEC | COMMAND_DOCTOR | COMMAND_WHERE |
                             COMMAND_WATCH | COMMANDS_LOOK | COMMAND_MERGE | COMMAND_ATTACH),
        .keys = COMMANDS_SAVE,
        .help = "Only cases that match: part of an id, a glob, '/regex/', or '!PATTERN' to leave "
                "out",
        .more =
            "A plain word matches a part of an id: 'four' selects 'sum/four_at_a_time/n:1000'. "
            "Where it ends in a parameter's value, that is the whole value: 'n:1' does not select "
            "'sum/loop/n:16'. "
            "A pattern with *, ? or [ is a glob on the whole id, or on the start of an id up "
            "to a '/': 'sum/*' selects the group 'sum'. Between slashes it is a regular "
            "expression (PCRE), matched anywhere: '/n:1.*0$/'. After '!' any of the three "
            "leaves out the cases that match. A case is selected when one of the patterns "
            "matches and none leaves it out; if all are exclusions, the other cases are selected.",
        .check = case_pattern_check,
        OPTION_FIELD(patterns),
    },
    {
        .name = "tag",
        .kind = OPTION_TEXTS,
        .metavar = "WORD",
        .commands = COMMANDS_ALL & ~(COMMAND_TIMEIT | COMMAND_EXEC | COMMAND_DOCTOR |
                                     COMMAND_WHERE | COMMAND_WATCH | COMMANDS_LOOK | COMMAND_MERGE |
                                     COMMAND_ATTACH | COMMAND_HISTORY),
        .keys = COMMANDS_SAVE,
        .help = "Only cases with this tag",
        .more = "Given several times, a case needs one of the tags.",
        OPTION_FIELD(tags),
    },
    {.name = NULL},
};

static bool take_size(struct options *options, const char *value, GError **error)
{
    char *end = NULL;
    double number = g_ascii_strtod(value, &end);
    const char *units = "KMGT";
    const char *unit = *end != '\0' ? strchr(units, g_ascii_toupper(*end)) : NULL;
    double bytes = number * pow(1024, unit ? (double)(unit - units + 1) : 0);
    bool is_whole = *end == '\0' || (unit != NULL && end[1] == '\0');
    if (end == value || !is_whole || !(bytes >= 1 && bytes < 1e18))
        return option_refuse(error, "--memory-limit must be a size such as 512M or 2G, not '%s'",
                             value);
    options->memory_limit_bytes = (uint64_t)bytes;
    return true;
}

static const struct option_row starting[] = {
    {
        .name = "launcher",
        .kind = OPTION_WORDS,
        .metavar = "COMMAND",
        .commands = COMMANDS_START | COMMAND_PROFILE,
        .keys = COMMANDS_SAVE,
        .help = "Start suites with this command ('qemu-aarch64', 'ssh board', 'srun')",
        .more = "Its words, quoted as in a shell, come before the suite's name. It must pass on "
                "stdin and stdout.",
        OPTION_FIELD(launcher),
    },
    {
        .name = "dry-run",
        .kind = OPTION_FLAG,
        .commands = COMMANDS_DRY & ~COMMAND_EXEC,
        .help = "Print what would be built and started, and do none of it",
        .more = "As lines for a shell; others begin with '#'. Only git is run, and it runs nothing "
                "that the repository names.",
        OPTION_FIELD(is_dry),
    },
    {
        .name = "timeout",
        .kind = OPTION_NUMBER,
        .metavar = "S",
        .commands = COMMANDS_START | COMMAND_PROFILE,
        .keys = COMMANDS_SAVE,
        .help = "Seconds a suite may take for one answer, such as one sample",
        .more = "Then it is killed with all its children, and the case ends as 'timeout'.",
        .normal = {.value = "60"},
        .least = 0.01,
        .most = 1e6,
        OPTION_FIELD(timeout_s),
    },
    {
        .name = "memory-limit",
        .kind = OPTION_TAKEN,
        .metavar = "SIZE",
        .commands = COMMANDS_START | COMMAND_PROFILE,
        .keys = COMMANDS_SAVE,
        .help = "Kill a worker that uses more memory than SIZE, such as 512M or 2G",
        .more = "Cases that are tested at the same time share the default.",
        .normal = {.words = "three quarters of the free memory"},
        .take = take_size,
        OPTION_FIELD(memory_limit_bytes),
    },
    {.name = NULL},
};

// What the kernel would hand out now, without swapping.
static uint64_t free_memory_bytes(void)
{
    g_autofree char *text = NULL;
    g_file_get_contents("/proc/meminfo", &text, NULL, NULL);
    const char *line = text ? strstr(text, "MemAvailable:") : NULL;
    return line ? g_ascii_strtoull(line + strlen("MemAvailable:"), NULL, 10) * 1024 : 0;
}

static bool finish_starting(struct options *options, enum command_bit command,
                            G_GNUC_UNUSED GError **error)
{
    if (command == COMMAND_TEST && options->jobs == 0)
        options->jobs = g_get_num_processors();
    if (options->memory_limit_bytes == 0)
        options->memory_limit_bytes = free_memory_bytes() / 4 * 3 / MAX(options->jobs, 1);
    return true;
}

static const struct option_row testing[] = {
    {
        .name = "jobs",
        .may_differ = true,
        .letter = 'j',
        .kind = OPTION_COUNT,
        .metavar = "N",
        .commands = COMMAND_TEST,
        .help = "Cases to run at the same time",
        .normal = {.words = "the number of CPUs"},
        .least = 1,
        .most = 1000,
        OPTION_FIELD(jobs),
    },
    {
        .name = "strict",
        .kind = OPTION_FLAG,
        .commands = COMMAND_TEST,
        .help = "Fail cases that produce no output to compare",
        OPTION_FIELD(is_strict),
    },
    {.name = NULL},
};

const struct option_group options_selecting = {"Which cases", selecting, NULL};
const struct option_group options_starting = {"How suites are started", starting, finish_starting};
const struct option_group options_testing = {"How cases are tested", testing, NULL};
