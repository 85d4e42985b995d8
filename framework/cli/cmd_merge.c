// SPDX-License-Identifier: MIT
#include "framework/cli/command.h"
#include "framework/cli/merging.h"
#include "framework/cli/option_parser.h"

int cmd_merge(char **argv)
{
    struct options options;
    int code = EXIT_USAGE;
    if (options_parse(&options, argv))
        code = options.suites == NULL
                   ? complain(EXIT_USAGE,
                              "name the result files of all parts (benchrun run --shard I/N)")
                   : merging_record((const char *const *)options.suites, &options);
    options_clear(&options);
    return code;
}
