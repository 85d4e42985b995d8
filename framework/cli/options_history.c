// SPDX-License-Identifier: MIT
// What is kept by commit, and what of it is shown.
#include "framework/cli/history_dates.h"
#include "framework/cli/option_row.h"
#include "reports/reporters.h"

static const struct option_row keeping[] = {
    {
        .name = "history",
        .kind = OPTION_TEXT,
        .metavar = "FILE",
        .commands = COMMAND_HISTORY | COMMANDS_SAVE,
        .help = "The history",
        .normal = {.words = "[history] file of benchrun.ini, or "
                            "$XDG_DATA_HOME/benchrun/history.db"},
        .proposal = PROPOSE_FILES,
        OPTION_FIELD(history.file),
    },
    {
        .name = "record",
        .kind = OPTION_FLAG,
        .commands = COMMANDS_SAVE,
        .keys = COMMANDS_SAVE,
        .help = "Add what is measured to the history",
        .more = "A comparison of revisions (--git) adds both sides. An interrupted run adds "
                "nothing until it is complete.",
        OPTION_FIELD(history.records),
    },
    {
        .name = "references",
        .kind = OPTION_FLAG,
        .commands = COMMANDS_SAVE,
        .keys = COMMANDS_SAVE,
        .help =
            "Measure eight reference kernels between the cases, for 'history --across-machines'",
        .more =
            "They take less than 5 % of a run of two seconds or more. --record has them measured, "
            "too, except in runs that are too short for that.",
        OPTION_FIELD(references),
    },
    {
        .name = "no-references",
        .kind = OPTION_FLAG,
        .commands = COMMANDS_SAVE,
        .keys = COMMANDS_SAVE,
        .help = "Do not measure them, in spite of --record or benchrun.ini",
        OPTION_FIELD(no_references),
    },
    {
        .name = "metric",
        .kind = OPTION_TEXTS,
        .metavar = "NAME",
        .commands = COMMAND_HISTORY,
        .help = "Only series of this metric, such as instructions; or all",
        .more = "'steps', 'check' and 'accept' take all of which it is known whether less is "
                "better, unless it is given.",
        .normal = {.words = "time"},
        OPTION_FIELD(history.metrics),
    },
    {
        .name = "machine",
        .kind = OPTION_TEXT,
        .metavar = "ID",
        .commands = COMMAND_HISTORY,
        .help = "Only this machine: its identity, or how that begins",
        .more = "With 'add', the machine of files that do not name one.",
        OPTION_FIELD(history.machine),
    },
    {
        .name = "across-machines",
        .kind = OPTION_FLAG,
        .commands = COMMAND_HISTORY,
        .help = "Join the times of all machines of one architecture, normalised by references",
        .more = "The runs must have references ('run --references'). Each case is normalised by "
                "the one that fits best, and its error is added to the intervals.",
        OPTION_FIELD(history.across_machines),
    },
    {
        .name = "across-compilers",
        .kind = OPTION_FLAG,
        .commands = COMMAND_HISTORY,
        .help = "Do not split series by compiler and flags",
        .more = "Unless given, what one compiler built is not compared with what another did.",
        OPTION_FIELD(history.across_compilers),
    },
    {
        .name = "branch",
        .kind = OPTION_TEXT,
        .metavar = "NAME",
        .commands = COMMAND_HISTORY,
        .help = "Only runs of this branch",
        OPTION_FIELD(history.branch),
    },
    {
        .name = "compiler",
        .kind = OPTION_TEXT,
        .metavar = "TEXT",
        .commands = COMMAND_HISTORY,
        .help = "Only runs whose compiler and flags contain this, such as 'gcc 12' or -O3",
        OPTION_FIELD(history.compiler),
    },
    {
        .name = "last",
        .kind = OPTION_COUNT,
        .metavar = "N",
        .commands = COMMAND_HISTORY,
        .help = "Only the newest N commits of each series",
        .more = "With 'steps' and 'check': only steps at these commits; 'check' looks at 10 unless "
                "it is given.",
        .least = 1,
        .most = 1e9,
        OPTION_FIELD(history.last),
    },
    {
        .name = "alpha",
        .kind = OPTION_PERCENT,
        .metavar = "PERCENT",
        .commands = COMMAND_HISTORY,
        .help = "Share of false steps allowed, over all series",
        .normal = {.value = "5"},
        .least = 1e-6,
        .most = 50,
        OPTION_FIELD(alpha),
    },
    {
        .name = "margin",
        .kind = OPTION_PERCENT,
        .metavar = "PERCENT",
        .commands = COMMAND_HISTORY,
        .help = "Smallest step worth reporting, in what varies; counts have none",
        .normal = {.value = "3"},
        .least = 0,
        .most = 1000,
        OPTION_FIELD(margin),
    },
    {
        .name = "confirm",
        .kind = OPTION_FLAG,
        .commands = COMMAND_HISTORY,
        .help = "With 'check': measure both sides of each step again, and keep what is confirmed",
        .more = "Each is a 'benchrun compare --git BEFORE..AFTER' of the case, with the options of "
                "[compare] in benchrun.ini, in the repository around the current folder.",
        OPTION_FIELD(history.confirms),
    },
    {
        .name = "commit",
        .kind = OPTION_TEXT,
        .metavar = "REV",
        .commands = COMMAND_HISTORY,
        .help = "With 'add': the commit of files that do not name one",
        OPTION_FIELD(history.commit),
    },
    {
        .name = "keep",
        .kind = OPTION_COUNT,
        .metavar = "N",
        .commands = COMMAND_HISTORY,
        .help = "With 'prune': keep the newest N commits of each machine, remove the others",
        .least = 1,
        .most = 1e9,
        OPTION_FIELD(history.keep),
    },
    {
        .name = "before",
        .kind = OPTION_TEXT,
        .metavar = "DATE",
        .commands = COMMAND_HISTORY,
        .help = "With 'prune': remove runs that were started before a date, such as 2026-01-31",
        .more = "With --keep, too: only what is older than both.",
        .check = history_date_check,
        OPTION_FIELD(history.before),
    },
    {
        .name = "salvage",
        .kind = OPTION_FLAG,
        .commands = COMMAND_HISTORY,
        .help = "With 'merge': take what can be read of a damaged history",
        OPTION_FIELD(history.salvages),
    },
    {
        .name = "dry-run",
        .kind = OPTION_FLAG,
        .commands = COMMAND_HISTORY,
        .help =
            "With 'prune': only say how much would be removed; with 'check --confirm': only print "
            "what would be built and run",
        OPTION_FIELD(history.is_dry),
    },
    {
        .name = "list",
        .kind = OPTION_FLAG,
        .commands = COMMAND_HISTORY,
        .help = "With 'accept': print what is accepted",
        OPTION_FIELD(history.lists),
    },
    {
        .name = "undo",
        .kind = OPTION_FLAG,
        .commands = COMMAND_HISTORY,
        .help = "With 'accept CASE COMMIT': take it back",
        OPTION_FIELD(history.undoes),
    },
    {
        .name = "format",
        .kind = OPTION_TAKEN,
        .metavar = "NAME",
        .commands = COMMAND_HISTORY,
        .help = "Format of the next -o, or of stdout",
        .normal = {.words = "table"},
        .list_choices = reporter_names_of_histories,
        .take = option_take_format,
        OPTION_FIELD(outputs),
    },
    {.name = NULL},
};

const struct option_group options_keeping = {"The history", keeping, NULL};
