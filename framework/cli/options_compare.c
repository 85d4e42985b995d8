// SPDX-License-Identifier: MIT
// What is compared, what counts as a difference, and what of it fails.
#include <string.h>

#include "framework/cli/margins.h"
#include "framework/cli/option_row.h"
#include "framework/runner/passes/counters.h"
#include "framework/runner/passes/passes.h"

static bool check_variable(const char *value, GError **error)
{
    return (strchr(value, '=') != NULL && *value != '=') ||
           option_refuse(error, "--env-base and --env-head must be KEY=VALUE, not '%s'", value);
}

enum { LEAST_LAYOUTS = 11, MOST_LAYOUTS = 500 };

static bool is_auto(const char *layouts)
{
    return g_strcmp0(layouts, "auto") == 0;
}

static bool check_layouts(const char *value, GError **error)
{
    guint64 ignored = 0;
    return is_auto(value) ||
           g_ascii_string_to_unsigned(value, 10, LEAST_LAYOUTS, MOST_LAYOUTS, &ignored, NULL) ||
           option_refuse(error, "--layouts must be auto or a whole number from %d to %d, not '%s'",
                         LEAST_LAYOUTS, MOST_LAYOUTS, value);
}

static char *list_fail_on(void)
{
    g_autofree char *metrics = pass_metric_names();
    return g_strconcat("regression, placement, unclear, missing, never, ", metrics, NULL);
}

static bool check_fail_on(const char *value, GError **error)
{
    g_autofree char *known = list_fail_on();
    g_auto(GStrv) words = g_strsplit(known, ", ", -1);
    char *const event[] = {(char *)value, NULL}; // of --pass counters=EVENT
    return g_strv_contains((const char *const *)words, value) || counters_check(event, NULL) ||
           option_refuse(error, "--fail-on must be one of %s, not '%s'", known, value);
}

static bool check_margin(const char *value, GError **error)
{
    struct thresholds alone = {0};
    return margins_add(&alone, value, error);
}

static const struct option_row comparing[] = {
    {
        .name = "git",
        .kind = OPTION_TEXT,
        .metavar = "RANGE",
        .commands = COMMAND_COMPARE,
        .help = "Build and compare revisions: BASE..HEAD, BASE...HEAD (from their merge base), or "
                "BASE (with the working tree)",
        .more = "The repository is the one around the current folder; the working tree is taken "
                "with its uncommitted changes.",
        OPTION_FIELD(git),
    },
    {
        .name = "overlay",
        .kind = OPTION_TEXTS,
        .metavar = "DIR",
        .commands = COMMAND_COMPARE | COMMAND_BISECT,
        .keys = COMMAND_COMPARE,
        .help = "Build both sides with the working tree's copy of this folder",
        .more =
            "This way a benchmark written today measures older commits. Paths start at the top of "
            "the repository.",
        .proposal = PROPOSE_FOLDERS,
        OPTION_FIELD(overlay),
    },
    {
        .name = "build-base",
        .kind = OPTION_TEXT,
        .metavar = "COMMAND",
        .commands = COMMAND_COMPARE,
        .help = "Build base with this command",
        .more = "It replaces the one in benchrun.ini. Without --git both sides are the working "
                "tree.",
        OPTION_FIELD(build[0]),
    },
    {
        .name = "build-head",
        .kind = OPTION_TEXT,
        .metavar = "COMMAND",
        .commands = COMMAND_COMPARE,
        .help = "Build head with this command",
        OPTION_FIELD(build[1]),
    },
    {
        .name = "layouts",
        .kind = OPTION_TEXT,
        .metavar = "N",
        .commands = COMMAND_COMPARE | COMMAND_BISECT,
        .keys = COMMAND_COMPARE,
        .help = "Build each side in N layouts of its machine code, to treat the layout as noise; "
                "auto: only for cases that would be slower or faster",
        .more =
            "N is at least 11: each layout counts as one process, and fewer decide nothing. The "
            "compilers in PATH pad functions and change their order, unless the build command "
            "has {layout}. With auto, a case that would be slower or faster is measured again "
            "in 21 layouts or more, which decide; in up to 8 times as many if it is unclear.",
        .check = check_layouts,
        OPTION_FIELD(layouts_word),
    },
    {
        .name = "only-changed",
        .kind = OPTION_FLAG,
        .commands = COMMAND_COMPARE,
        .keys = COMMAND_COMPARE,
        .help = "Do not measure cases that run the same code in both builds",
        .more = "They are listed as `same code`. In doubt a case is measured.",
        OPTION_FIELD(only_changed),
    },
    {
        .name = "aa",
        .kind = OPTION_FLAG,
        .commands = COMMAND_COMPARE,
        .help = "Compare BASE with itself, to see how small a change each case can show",
        .more = "The two sides are copies of one file.",
        OPTION_FIELD(is_aa),
    },
    {
        .name = "env-base",
        .kind = OPTION_TEXTS,
        .metavar = "K=V",
        .commands = COMMAND_COMPARE,
        .keys = COMMAND_COMPARE,
        .help = "Set an environment variable for base only",
        .check = check_variable,
        OPTION_FIELD(env[0]),
    },
    {
        .name = "env-head",
        .kind = OPTION_TEXTS,
        .metavar = "K=V",
        .commands = COMMAND_COMPARE,
        .keys = COMMAND_COMPARE,
        .help = "Set an environment variable for head only",
        .check = check_variable,
        OPTION_FIELD(env[1]),
    },
    {
        .name = "args-base",
        .kind = OPTION_WORDS,
        .metavar = "WORDS",
        .commands = COMMAND_COMPARE,
        .help = "Arguments for base's suites",
        OPTION_FIELD(args[0]),
    },
    {
        .name = "args-head",
        .kind = OPTION_WORDS,
        .metavar = "WORDS",
        .commands = COMMAND_COMPARE,
        .help = "Arguments for head's suites",
        OPTION_FIELD(args[1]),
    },
    {
        .name = "margin",
        .kind = OPTION_PERCENT,
        .metavar = "PERCENT",
        .commands = COMMAND_COMPARE | COMMAND_EXEC | COMMAND_BISECT,
        .keys = COMMAND_COMPARE,
        .help = "Smallest change worth reporting",
        .normal = {.value = "0.5"},
        .least = 0,
        .most = 1000,
        OPTION_FIELD(margin),
    },
    {
        .name = "margin-instructions",
        .kind = OPTION_PERCENT,
        .metavar = "PERCENT",
        .commands = COMMAND_COMPARE,
        .keys = COMMAND_COMPARE,
        .help = "Smallest change of instructions worth reporting, with --pass instructions",
        .normal = {.value = "1"},
        .least = 0,
        .most = 1000,
        OPTION_FIELD(margin_instructions),
    },
    {
        .name = "margin-metric",
        .kind = OPTION_TEXTS,
        .metavar = "NAME=PERCENT",
        .commands = COMMAND_COMPARE,
        .keys = COMMAND_COMPARE,
        .help = "Smallest change of a pass's metric worth reporting",
        .more = "The names are those of --fail-on: --margin-metric latency_p99=5.",
        .check = check_margin,
        OPTION_FIELD(metric_margins),
    },
    {
        .name = "same-within",
        .kind = OPTION_PERCENT,
        .metavar = "PERCENT",
        .commands = COMMAND_COMPARE | COMMAND_EXEC | COMMAND_BISECT,
        .keys = COMMAND_COMPARE,
        .help = "Largest change that counts as the same",
        .normal = {.value = "2"},
        .least = 0,
        .most = 1000,
        OPTION_FIELD(same_within),
    },
    {
        .name = "alpha",
        .kind = OPTION_PERCENT,
        .metavar = "PERCENT",
        .commands = COMMAND_COMPARE | COMMAND_EXEC | COMMAND_BISECT,
        .keys = COMMAND_COMPARE,
        .help = "Share of false verdicts allowed, over all comparisons",
        .normal = {.value = "1"},
        .least = 1e-6,
        .most = 50,
        OPTION_FIELD(alpha),
    },
    {
        .name = "instructions",
        .kind = OPTION_FLAG,
        .commands = COMMAND_COMPARE,
        .keys = COMMAND_COMPARE,
        .help = "The same as --pass instructions",
        OPTION_FIELD(counts_instructions),
    },
    {
        .name = "witness",
        .kind = OPTION_TEXT,
        .metavar = "WHEN",
        .commands = COMMAND_COMPARE | COMMAND_BISECT,
        .keys = COMMAND_COMPARE,
        .help = "When to count the instructions of cases that differ: auto, always or never",
        .more = "auto: the 10 largest differences that the machine code does not explain, if "
                "valgrind is installed, about a second each. always: every case with a verdict.",
        .normal = {.value = "auto"},
        .choices = "auto, always, never",
        OPTION_FIELD(witness_word),
    },
    {
        .name = "explain",
        .kind = OPTION_TEXT,
        .metavar = "WHAT",
        .commands = COMMAND_COMPARE | COMMAND_BISECT,
        .keys = COMMAND_COMPARE,
        .help = "Profile both builds where a case got slower, and show what changed: "
                "regressions, or all to explain improvements too",
        .more = "By function, line and path, with instructions (valgrind), allocations, and the "
                "machine code of the function that changed most. The largest change first, some "
                "seconds each; Ctrl-C keeps those that are done. Without =WHAT: regressions.",
        .implied = "regressions",
        .choices = "regressions, all",
        OPTION_FIELD(explain),
    },
    {
        .name = "fail-on",
        .kind = OPTION_TEXTS,
        .metavar = "WHAT",
        .commands = COMMAND_COMPARE,
        .keys = COMMAND_COMPARE,
        .help = "What makes the exit code 1; a metric of a pass does if it got worse",
        .more = "Events of --pass counters are known too, by the names that the pass takes.",
        .normal = {.words = "regression"},
        .list_choices = list_fail_on,
        .check = check_fail_on,
        OPTION_FIELD(fail_on_words),
    },
    {
        .name = "allow-machines",
        .may_differ = true,
        .kind = OPTION_FLAG,
        .commands = COMMAND_COMPARE,
        .help = "Compare saved runs even if they come from different machines",
        OPTION_FIELD(allows_machines),
    },
    {.name = NULL},
};

static bool finish_comparing(struct options *options, G_GNUC_UNUSED enum command_bit command,
                             GError **error)
{
    options->layouts_for_suspects = is_auto(options->layouts_word);
    options->layouts = 0;
    if (options->layouts_word != NULL && !options->layouts_for_suspects)
        options->layouts = g_ascii_strtoull(options->layouts_word, NULL, 10);
    if (options->only_changed && options->is_aa)
        return option_refuse(error,
                             "--only-changed and --aa exclude each other: a build and itself "
                             "run the same code");
    const char *when = options->witness_word;
    options->witnessing = g_strcmp0(when, "always") == 0  ? WITNESS_ALWAYS
                          : g_strcmp0(when, "never") == 0 ? WITNESS_NEVER
                                                          : WITNESS_AUTO;
    return true;
}

const struct option_group options_comparing = {"How builds are compared", comparing,
                                               finish_comparing};
