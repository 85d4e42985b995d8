// SPDX-License-Identifier: MIT
#include "framework/cli/command.h"
#include "framework/cli/merging.h"
#include "framework/cli/option_parser.h"
#include "framework/cli/present.h"

static int merge(const struct options *options)
{
    GError *error = NULL;
    if (options->suites == NULL)
        return complain(EXIT_USAGE,
                        "name the result files of all parts (benchrun run --shard I/N)");
    g_autoptr(Run) whole =
        merging_join((const char *const *)options->suites, options->is_partial, &error);
    if (whole == NULL) {
        complain(EXIT_USAGE, "%s", error->message);
        g_error_free(error);
        return EXIT_USAGE;
    }
    int presented = present_run(whole, options);
    return presented != EXIT_GOOD ? presented : merging_judge(whole, options);
}

int cmd_merge(char **argv)
{
    struct options options;
    int code = EXIT_USAGE;
    if (options_parse(&options, argv))
        code = merge(&options);
    options_clear(&options);
    return code;
}
