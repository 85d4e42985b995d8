// SPDX-License-Identifier: MIT
#include "framework/cli/command.h"
#include "framework/cli/option_parser.h"
#include "framework/live/attaching.h"
#include "framework/live/whereabouts.h"

static int refuse(int code, GError *error)
{
    complain(code, "%s", error->message);
    g_error_free(error);
    return code;
}

static int show(const struct whereabouts *whereabouts, const struct options *options)
{
    GError *error = NULL;
    g_autofree char *folder = g_get_current_dir();
    const struct stacks_report report = {
        .whereabouts = whereabouts,
        .version = BENCHRUN_VERSION,
        .folder = folder,
        .use_colour = options->use_colour,
    };
    return output_list_write_stacks(&options->outputs, &report, &error)
               ? EXIT_GOOD
               : refuse(EXIT_UNMEASURED, error);
}

static int look(pid_t pid, const struct options *options)
{
    GError *error = NULL;
    if (!output_list_check(&options->outputs, OUTPUT_STACKS, &error))
        return refuse(EXIT_USAGE, error);
    g_autoptr(Whereabouts) whereabouts = whereabouts_find(pid, 0, &error);
    return whereabouts != NULL ? show(whereabouts, options) : refuse(EXIT_UNMEASURED, error);
}

static int find(const struct options *options)
{
    enum { MOST_PID = 1 << 22 };
    guint64 pid = 0;
    char *const *words = options->suites;
    if (words == NULL)
        return complain(EXIT_USAGE, "name a process by its number, as 'ps -e' lists them");
    if (words[1] != NULL)
        return complain(EXIT_USAGE, "where looks at one process: leave out '%s'", words[1]);
    if (!g_ascii_string_to_unsigned(words[0], 10, 1, MOST_PID, &pid, NULL))
        return complain(EXIT_USAGE,
                        "'%s' is not the number of a process: it is a whole number from 1 to %d, "
                        "as 'ps -e' lists them",
                        words[0], MOST_PID);
    return look((pid_t)pid, options);
}

int cmd_where(char **argv)
{
    struct options options;
    int code = EXIT_USAGE;
    if (options_parse(&options, argv))
        code = find(&options);
    options_clear(&options);
    return code;
}
