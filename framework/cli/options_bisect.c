// SPDX-License-Identifier: MIT
// How the commit that changed a case is searched for.
#include "framework/cli/option_row.h"

static const struct option_row bisecting[] = {
    {
        .name = "first-parent",
        .kind = OPTION_FLAG,
        .commands = COMMAND_BISECT,
        .help = "Stop at a merge: do not search the commits that it merged",
        OPTION_FIELD(bisect.stops_at_merges),
    },
    {
        .name = "restart",
        .kind = OPTION_FLAG,
        .commands = COMMAND_BISECT,
        .help = "Forget what an earlier search of this range measured",
        .more = "Builds are kept. Without it a search with the same range, case and options "
                "measures only what is not known yet.",
        OPTION_FIELD(bisect.restarts),
    },
    {
        .name = "format",
        .kind = OPTION_TEXT,
        .metavar = "NAME",
        .commands = COMMAND_BISECT,
        .help = "Format of what is found: text or json",
        .normal = {.value = "text"},
        .choices = "text, json",
        OPTION_FIELD(bisect.format),
    },
    {.name = NULL},
};

const struct option_group options_bisecting = {"How the commit is searched for", bisecting, NULL};
