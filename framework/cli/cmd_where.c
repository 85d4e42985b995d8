// SPDX-License-Identifier: MIT
#include "framework/cli/command.h"
#include "framework/cli/named_span.h"
#include "framework/cli/option_parser.h"
#include "framework/cli/target_pid.h"
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
    g_autoptr(Whereabouts) whereabouts = whereabouts_find(pid, 0, &error);
    return whereabouts != NULL ? show(whereabouts, options) : refuse(EXIT_UNMEASURED, error);
}

// At the thread that began a span.
static int look_at_span(pid_t pid, const char *word, const struct options *options)
{
    int code = EXIT_UNMEASURED;
    GError *error = NULL;
    g_autoptr(LiveList) list = target_pid_list(pid);
    if (list == NULL)
        return code;
    if (list->programs->len == 0)
        return complain(code, "process %d is a benchrun, which has no spans", pid);
    const struct open_span *span =
        named_span_find(g_ptr_array_index(list->programs, 0), word, &code);
    if (span == NULL)
        return code;
    g_autoptr(Whereabouts) whereabouts = whereabouts_find(pid, span->tid, &error);
    if (whereabouts != NULL)
        return show(whereabouts, options);
    if (g_error_matches(error, ATTACHING_ERROR, ATTACHING_ERROR_GONE))
        g_prefix_error(&error,
                       "span %" G_GUINT64_FORMAT " '%s' has no thread any more: ", span->number,
                       span->label);
    return refuse(EXIT_UNMEASURED, error);
}

static int find(const struct options *options)
{
    GError *error = NULL;
    pid_t pid = 0;
    char *const *words = options->suites;
    if (words == NULL)
        return complain(EXIT_USAGE, "name a process by its number, as 'ps -e' lists them");
    if (words[1] != NULL && words[2] != NULL)
        return complain(EXIT_USAGE,
                        "where looks at a process, or at one of its spans: leave out "
                        "'%s'",
                        words[2]);
    if (!target_pid_read(words[0], &pid))
        return EXIT_USAGE;
    if (!output_list_check(&options->outputs, OUTPUT_STACKS, &error))
        return refuse(EXIT_USAGE, error);
    return words[1] != NULL ? look_at_span(pid, words[1], options) : look(pid, options);
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
