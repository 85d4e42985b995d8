// SPDX-License-Identifier: MIT
#include "framework/cli/present.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "framework/cli/command.h"
#include "reports/charts.h"

// The width of the terminal; 0 where stdout is none.
static unsigned terminal_width(void)
{
    struct winsize size;
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

static int draw(const struct run *run, const struct options *options)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) files = charts_draw(run, options->plot_folder, NULL, &error);
    if (files != NULL) {
        if (!options->is_quiet)
            fprintf(stderr, "benchrun: drew %u files into %s\n", files->len, options->plot_folder);
        return EXIT_GOOD;
    }
    bool is_missing = g_error_matches(error, CHARTS_ERROR, CHARTS_ERROR_MISSING);
    complain(EXIT_UNMEASURED, "%s", error->message);
    g_error_free(error);
    return is_missing ? EXIT_GOOD : EXIT_UNMEASURED;
}

int present_run(const struct run *run, const struct options *options)
{
    GError *error = NULL;
    struct report report = {
        .run = run,
        .width = terminal_width(),
        .use_colour = options->use_colour,
        .worth_ratio = options->worth_ratio,
    };
    int code = EXIT_GOOD;
    if (!output_list_write(&options->outputs, &report, &error)) {
        code = complain(EXIT_UNMEASURED, "%s", error->message);
        g_error_free(error);
    }
    int drawn = options->plot_folder != NULL ? draw(run, options) : EXIT_GOOD;
    return code != EXIT_GOOD ? code : drawn;
}
