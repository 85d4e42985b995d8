// SPDX-License-Identifier: MIT
#include "framework/cli/present.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "framework/cli/command.h"
#include "framework/compare/git.h"
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

// The files of the repository around us; NULL outside of one.
static char **list_tracked(void)
{
    gsize length = 0;
    const struct git_call call = {.folder = ".", .length = &length};
    g_autofree char *names = git_run(&call, NULL, "ls-files", "-z", "--full-name", ":/");
    if (names == NULL)
        return NULL;
    g_autoptr(GPtrArray) paths = g_ptr_array_new();
    for (const char *name = names; name < names + length; name += strlen(name) + 1)
        g_ptr_array_add(paths, g_strdup(name));
    g_ptr_array_add(paths, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&paths), FALSE);
}

int present_run(const struct run *run, const struct options *options)
{
    GError *error = NULL;
    unsigned needs = output_list_needs(&options->outputs);
    g_auto(GStrv) tracked = needs & NEEDS_TRACKED ? list_tracked() : NULL;
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    struct report report = {
        .run = run,
        .per_sample = options->per_sample,
        .one_row = options->one_row,
        .notes = notes,
        .width = terminal_width(),
        .use_colour = options->use_colour,
        .worth_ratio = options->worth_ratio,
        .tracked = tracked,
    };
    int code = EXIT_GOOD;
    if (!output_list_write(&options->outputs, &report, &error)) {
        code = complain(EXIT_UNMEASURED, "%s", error->message);
        g_error_free(error);
    }
    for (guint i = 0; i < notes->len && !options->is_quiet; i++)
        fprintf(stderr, "benchrun: %s\n", (const char *)g_ptr_array_index(notes, i));
    int drawn = options->plot_folder != NULL ? draw(run, options) : EXIT_GOOD;
    return code != EXIT_GOOD ? code : drawn;
}
