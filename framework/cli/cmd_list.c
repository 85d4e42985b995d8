// SPDX-License-Identifier: MIT
#include <stdio.h>

#include "framework/base/text.h"
#include "framework/cli/command.h"
#include "framework/cli/discovery.h"
#include "framework/cli/option_parser.h"
#include "framework/cli/options.h"

// One id a line, so that other programs can read it.
static void print_cases(const GPtrArray *cases)
{
    for (guint i = 0; i < cases->len; i++) {
        const struct bench_case *bench_case = g_ptr_array_index(cases, i);
        g_autofree char *id = text_printable(bench_case->id);
        puts(id);
    }
}

int cmd_list(char **argv)
{
    struct options options;
    struct discovery discovery = {0};
    int code = EXIT_USAGE;
    if (options_parse(&options, OPTIONS_SELECT | OPTIONS_START, "SUITE...",
                      "Shows the ids of the cases of suites, one a line, without running them.",
                      argv))
        code = discovery_find(&discovery, &options, (const char *const *)options.suites);
    if (code == EXIT_GOOD)
        print_cases(discovery.cases);
    discovery_clear(&discovery);
    options_clear(&options);
    return code;
}
