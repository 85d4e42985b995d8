// SPDX-License-Identifier: MIT
// What becomes of the results: files, reports and charts.
#include <string.h>
#include <unistd.h>

#include "framework/cli/options_group.h"
#include "reports/charts/drawing.h"

void options_add_save(GOptionGroup *group, struct raw_options *raw)
{
    const GOptionEntry entries[] = {
        {"folder", 0, 0, G_OPTION_ARG_FILENAME, &raw->options->folder,
         "Where result files go (" OPTIONS_FOLDER ")", "DIR"},
        {"resume", 0, 0, G_OPTION_ARG_NONE, &raw->resume,
         "Go on with the newest interrupted run in that folder", NULL},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    g_option_group_add_entries(group, entries);
}

bool options_check_save(const struct raw_options *raw, G_GNUC_UNUSED GError **error)
{
    if (raw->options->folder == NULL)
        raw->options->folder = g_strdup(OPTIONS_FOLDER);
    raw->options->resume = raw->resume;
    return true;
}

// `--format` and `-o` depend on their order, so they are read as they come.
static gboolean take_output(const char *name, const char *value, void *data, GError **error)
{
    struct raw_options *raw = data;
    struct output_list *outputs = &raw->options->outputs;
    if (strcmp(name, "--format") == 0)
        return output_list_set_format(outputs, value, error);
    return output_list_add_file(outputs, value, error);
}

void options_add_output(GOptionGroup *group, struct raw_options *raw)
{
    int plot_flags = raw->groups & OPTIONS_TEST ? G_OPTION_FLAG_HIDDEN : 0; // nothing to draw
    static char *formats;
    if (formats == NULL)
        formats = output_formats_help();
    const GOptionEntry entries[] = {
        {"format", 0, 0, G_OPTION_ARG_CALLBACK, (void *)(guintptr)take_output, formats, "NAME"},
        {"output", 'o', 0, G_OPTION_ARG_CALLBACK, (void *)(guintptr)take_output,
         "Write to a file, in the --format before it or by its extension", "FILE"},
        {"one-row", 0, 0, G_OPTION_ARG_NONE, &raw->one_row,
         "gbench: one row for each case, for tools that make a series of every row", NULL},
        {"plot", 0, plot_flags, G_OPTION_ARG_FILENAME, &raw->options->plot_folder,
         "Draw charts into a folder", "DIR"},
        {"plot-format", 0, plot_flags, G_OPTION_ARG_STRING, &raw->plot_formats,
         "Formats of those charts: svg, png, pdf, or several with commas (svg)", "LIST"},
        {"plot-terminal", 0, plot_flags, G_OPTION_ARG_NONE, &raw->plot_terminal,
         "Draw charts in the terminal", NULL},
        {"color", 0, 0, G_OPTION_ARG_STRING, &raw->colour, "auto, always or never", "WHEN"},
        {"quiet", 'q', 0, G_OPTION_ARG_NONE, &raw->quiet, "No progress and no notes", NULL},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    g_option_group_add_entries(group, entries);
}

static bool check_plots(const struct raw_options *raw, GError **error)
{
    struct options *options = raw->options;
    options->plots_to_terminal = raw->plot_terminal;
    if (raw->plot_formats != NULL && options->plot_folder == NULL)
        return options_refuse(error, "--plot-format goes with --plot DIR");
    if (picture_formats_parse(raw->plot_formats != NULL ? raw->plot_formats : "svg",
                              &options->plot_formats, error))
        return true;
    g_prefix_error(error, "--plot-format: ");
    return false;
}

static bool parse_colour(const char *when, bool *out, GError **error)
{
    const char *no_colour = g_getenv("NO_COLOR");
    if (when == NULL || strcmp(when, "auto") == 0)
        *out = isatty(STDOUT_FILENO) && (no_colour == NULL || *no_colour == '\0') &&
               g_strcmp0(g_getenv("TERM"), "dumb") != 0;
    else if (strcmp(when, "always") == 0 || strcmp(when, "never") == 0)
        *out = strcmp(when, "always") == 0;
    else
        return options_refuse(error, "--color wants auto, always or never, not '%s'", when);
    return true;
}

bool options_check_output(const struct raw_options *raw, GError **error)
{
    struct options *options = raw->options;
    options->one_row = raw->one_row;
    options->is_quiet = raw->quiet;
    return check_plots(raw, error) && parse_colour(raw->colour, &options->use_colour, error);
}

// Where samples are taken, --samples is their number; the format csv-samples is there everywhere.
void options_add_report(GOptionGroup *group, struct raw_options *raw)
{
    const GOptionEntry entries[] = {
        {"samples", 0, 0, G_OPTION_ARG_NONE, &raw->per_sample,
         "csv: one row for each sample, as csv-samples", NULL},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    g_option_group_add_entries(group, entries);
}

bool options_check_report(const struct raw_options *raw, G_GNUC_UNUSED GError **error)
{
    raw->options->per_sample = raw->per_sample;
    return true;
}
