// SPDX-License-Identifier: MIT
// How the commands look at programs that run.
#include "framework/cli/option_row.h"

static const struct option_row looking[] = {
    {
        .name = "watch",
        .kind = OPTION_FLAG,
        .commands = COMMAND_PS,
        .help = "Refresh it every second, until q or Ctrl-C",
        OPTION_FIELD(look.watches),
    },
    {
        .name = "format",
        .kind = OPTION_TEXT,
        .metavar = "NAME",
        .commands = COMMAND_PS,
        .help = "Format of what is printed: table or json",
        .normal = {.value = "table"},
        .choices = "table, json",
        OPTION_FIELD(look.format),
    },
    {
        .name = "kill",
        .kind = OPTION_FLAG,
        .commands = COMMAND_CANCEL,
        .help = "Of a case: end its worker at once, also where it hangs",
        .more = "Without it, the case ends with the sample that it is at.",
        OPTION_FIELD(look.kills),
    },
    {.name = NULL},
};

const struct option_group options_looking = {"Programs that run", looking, NULL};
