// SPDX-License-Identifier: MIT
// Where the results go: files, reports and charts.
#include <string.h>
#include <unistd.h>

#include "framework/cli/baselines.h"
#include "framework/cli/option_row.h"
#include "reports/charts/drawing.h"
#include "reports/reporters.h"

bool option_take_format(struct options *options, const char *value, GError **error)
{
    return output_list_set_format(&options->outputs, value, error);
}

static bool take_output(struct options *options, const char *value, GError **error)
{
    return output_list_add_file(&options->outputs, value, error);
}

static const struct option_row saving[] = {
    {
        .name = "folder",
        .kind = OPTION_TEXT,
        .metavar = "DIR",
        .commands = COMMANDS_SHARD | COMMAND_PROFILE | COMMAND_ATTACH,
        .keys = COMMANDS_SAVE,
        .help = "Folder for result files",
        .more = "The first JSON file that -o names replaces the one in that folder.",
        .normal = {.value = OPTIONS_FOLDER},
        .proposal = PROPOSE_FOLDERS,
        OPTION_FIELD(folder),
    },
    {
        .name = "resume",
        .kind = OPTION_FLAG,
        .commands = COMMANDS_SAVE,
        .help = "Continue the newest interrupted run in that folder",
        .more = "It continues with the options that started it; finished cases are kept.",
        OPTION_FIELD(resume),
    },
    {
        .name = "save-baseline",
        .kind = OPTION_TEXT,
        .metavar = "NAME",
        .commands = COMMAND_RUN,
        .help = "Also save the run as a baseline, for 'benchrun compare NAME'",
        .more = "Baselines are in .benchrun/baselines next to benchrun.ini, or in the current "
                "folder if there is none. One of the same name is replaced once the run is "
                "complete.",
        .check = baseline_check_name,
        OPTION_FIELD(baseline),
    },
    {
        .name = "format",
        .kind = OPTION_TAKEN,
        .metavar = "NAME",
        .commands = COMMANDS_SHOW & ~COMMAND_REPORT,
        .help = "Format of the next -o, or of stdout",
        .more = "The format github prints annotations, and appends the Markdown to the file that "
                "the variable GITHUB_STEP_SUMMARY names.",
        .normal = {.words = "table"},
        .list_choices = reporter_names,
        .take = option_take_format,
        OPTION_FIELD(outputs),
    },
    {
        .name = "format",
        .kind = OPTION_TAKEN,
        .metavar = "NAME",
        .commands = COMMAND_REPORT,
        .help = "Format of the next -o, or of stdout",
        .more = "collapsed, speedscope, callgrind, pprof and trace are formats of profiles; table, "
                "json "
                "and html of both; the others of runs.",
        .normal = {.words = "table"},
        .list_choices = reporter_names_of_all,
        .take = option_take_format,
        OPTION_FIELD(outputs),
    },
    {
        .name = "format",
        .kind = OPTION_TAKEN,
        .metavar = "NAME",
        .commands = COMMAND_EXPLAIN,
        .help = "Format of the next -o, or of stdout",
        .normal = {.words = "table"},
        .list_choices = reporter_names_of_explanations,
        .take = option_take_format,
        OPTION_FIELD(outputs),
    },
    {
        .name = "format",
        .kind = OPTION_TAKEN,
        .metavar = "NAME",
        .commands = COMMAND_WHERE,
        .help = "Format of the next -o, or of stdout",
        .normal = {.words = "table"},
        .list_choices = reporter_names_of_stacks,
        .take = option_take_format,
        OPTION_FIELD(outputs),
    },
    {
        .name = "output",
        .letter = 'o',
        .kind = OPTION_TAKEN,
        .metavar = "FILE",
        .commands = (COMMANDS_SHOW & ~COMMAND_EXEC) | COMMAND_PROFILE | COMMAND_DOCTOR |
                    COMMAND_EXPLAIN | COMMAND_WHERE | COMMAND_WATCH | COMMAND_HISTORY,
        .help = "Write a file, in the --format before it or by its extension (repeatable)",
        .more = "The extensions are .txt, .json, .csv, .md, .html, .tap and .xml, and of profiles "
                ".folded, .callgrind and .pb; '-' is stdout. A device or pipe is written to "
                "directly.",
        .proposal = PROPOSE_FILES,
        .take = take_output,
        OPTION_FIELD(outputs),
    },
    {
        .name = "report",
        .letter = 'o',
        .kind = OPTION_TAKEN,
        .metavar = "FILE",
        .commands = COMMAND_EXEC,
        .help = "Write a file, in the --format before it or by its extension (repeatable)",
        .more = "As -o of the other commands; --output is where the commands write.",
        .proposal = PROPOSE_FILES,
        .take = take_output,
        OPTION_FIELD(outputs),
    },
    {
        .name = "one-row",
        .kind = OPTION_FLAG,
        .commands = COMMANDS_SHOW,
        .help = "gbench: one row per case, for tools that make a series of every row",
        OPTION_FIELD(one_row),
    },
    {
        .name = "samples",
        .kind = OPTION_FLAG,
        .commands = COMMAND_REPORT,
        .help = "csv: one row per sample, as csv-samples",
        OPTION_FIELD(per_sample),
    },
    {.name = NULL},
};

static bool take_columns(struct options *options, const char *value, GError **error)
{
    g_auto(GStrv) words = g_strsplit(value, ",", -1);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (char **word = words; *word != NULL; word++) {
        if (*g_strstrip(*word) == '\0')
            return option_refuse(error,
                                 "--columns must be names separated by commas, such as "
                                 "case,median,verdict, not '%s'",
                                 value);
        if (!g_hash_table_add(seen, *word))
            return option_refuse(error, "--columns names '%s' twice", *word);
    }
    if (*words == NULL)
        return option_refuse(error, "--columns must be at least one name");
    g_strfreev(options->columns);
    options->columns = g_steal_pointer(&words);
    return true;
}

// Metrics too, but those are a profile's own.
static char *list_orders(void)
{
    return g_strdup(REPORT_ORDERS ", total");
}

static const struct option_row showing[] = {
    {
        .name = "sort",
        .kind = OPTION_TEXT,
        .metavar = "ORDER",
        .commands = COMMANDS_MEASURE,
        .help = "Order of the table's rows: declared, change (largest first), name or time",
        .normal = {.words = "declared; for two builds, change"},
        .choices = REPORT_ORDERS,
        OPTION_FIELD(sort_word),
    },
    {
        .name = "sort",
        .kind = OPTION_TEXT,
        .metavar = "ORDER",
        .commands = COMMAND_REPORT,
        .help = "Order of the rows; of a profile, by a metric or total (with callees)",
        .more = "change puts the largest change first.",
        .normal = {.words = "declared; for two builds, change"},
        .list_choices = list_orders,
        OPTION_FIELD(sort_word),
    },
    {
        .name = "unit",
        .kind = OPTION_TEXT,
        .metavar = "UNIT",
        .commands = COMMANDS_MEASURE | COMMAND_REPORT,
        .help = "Unit of the table's times: ns, us, ms, s or auto",
        .normal = {.value = "auto"},
        .choices = "auto, ns, us, ms, s",
        OPTION_FIELD(unit),
    },
    {
        .name = "columns",
        .kind = OPTION_TAKEN,
        .metavar = "LIST",
        .commands = COMMANDS_MEASURE | COMMAND_REPORT,
        .help = "Columns of the table, separated by commas, such as case,median,verdict",
        .more = "The names are best, median, ratio, speed-up, verdict, claim, and metrics (those "
                "that benchrun knows); of two builds base, head, change, bar, interval, verdict, "
                "detectable and note; and the name of any metric, such as cycles.",
        .take = take_columns,
        OPTION_FIELD(columns),
    },
    {
        .name = "width",
        .kind = OPTION_COUNT,
        .metavar = "N",
        .commands = COMMANDS_SHOW | COMMAND_PROFILE | COMMAND_DOCTOR | COMMAND_EXPLAIN |
                    COMMAND_WATCH | COMMAND_HISTORY,
        .help = "Width of the report in columns",
        .more = "The variable COLUMNS does the same for what is printed.",
        .normal = {.words = "the terminal's, or as wide as needed"},
        .least = 20,
        .most = 100000,
        OPTION_FIELD(width),
    },
    {
        .name = "color",
        .kind = OPTION_TEXT,
        .metavar = "WHEN",
        .commands = COMMANDS_SHOW | COMMAND_PROFILE | COMMAND_DOCTOR | COMMAND_EXPLAIN |
                    COMMAND_WHERE | COMMAND_WATCH | COMMAND_HISTORY,
        .help = "Use colour: auto, always or never",
        .normal = {.value = "auto"},
        .choices = "auto, always, never",
        OPTION_FIELD(colour_word),
    },
    {
        .name = "quiet",
        .letter = 'q',
        .kind = OPTION_FLAG,
        .commands = COMMANDS_SHOW | COMMAND_PROFILE | COMMAND_DOCTOR | COMMAND_EXPLAIN |
                    COMMAND_WATCH | COMMAND_HISTORY | COMMAND_BISECT,
        .help = "No progress and no notes on stderr",
        OPTION_FIELD(is_quiet),
    },
    {.name = NULL},
};

static bool may_use_colour(void)
{
    const char *no_colour = g_getenv("NO_COLOR");
    return isatty(STDOUT_FILENO) && (no_colour == NULL || *no_colour == '\0') &&
           g_strcmp0(g_getenv("TERM"), "dumb") != 0;
}

static bool finish_showing(struct options *options, G_GNUC_UNUSED enum command_bit command,
                           G_GNUC_UNUSED GError **error)
{
    const char *when = options->colour_word;
    options->use_colour =
        g_strcmp0(when, "auto") == 0 ? may_use_colour() : g_strcmp0(when, "always") == 0;
    options->outputs.width = (unsigned)options->width;
    options->sort = g_strcmp0(options->sort_word, "change") == 0 ? REPORT_SORT_CHANGE
                    : g_strcmp0(options->sort_word, "name") == 0 ? REPORT_SORT_NAME
                    : g_strcmp0(options->sort_word, "time") == 0 ? REPORT_SORT_TIME
                    : options->sort_word != NULL                 ? REPORT_SORT_DECLARED
                                                                 : REPORT_SORT_USUAL;
    if (g_strcmp0(options->unit, "auto") == 0)
        g_clear_pointer(&options->unit, g_free);
    return true;
}

static bool take_plot_formats(struct options *options, const char *value, GError **error)
{
    if (picture_formats_parse(value, &options->plot_formats, error))
        return true;
    g_prefix_error(error, "--plot-format: ");
    return false;
}

static const struct option_row drawing[] = {
    {
        .name = "plot",
        .kind = OPTION_TEXT,
        .metavar = "DIR",
        .commands = COMMANDS_MEASURE | COMMAND_REPORT | COMMAND_DOCTOR | COMMAND_HISTORY,
        .help = "Draw charts into a folder; needs gnuplot",
        .more = "plots.md in it is the index, of a run. If there are more than 50 cases, only the "
                "first ones "
                "(in a comparison the worst ones) get their own charts.",
        .proposal = PROPOSE_FOLDERS,
        OPTION_FIELD(plot_folder),
    },
    {
        .name = "plot-format",
        .kind = OPTION_TAKEN,
        .metavar = "LIST",
        .commands = COMMANDS_MEASURE | COMMAND_REPORT | COMMAND_DOCTOR | COMMAND_HISTORY,
        .help = "Formats of those charts: svg, png, pdf, or several separated by commas",
        .normal = {.words = "svg"},
        .choices = "svg, png, pdf",
        .take = take_plot_formats,
        OPTION_FIELD(plot_formats),
    },
    {
        .name = "plot-terminal",
        .kind = OPTION_FLAG,
        .commands = COMMANDS_MEASURE | COMMAND_REPORT,
        .help = "Draw charts in the terminal; needs gnuplot",
        .more = "As graphics if the terminal says that it can show them, otherwise as text.",
        OPTION_FIELD(plots_to_terminal),
    },
    {.name = NULL},
};

static bool finish_drawing(struct options *options, G_GNUC_UNUSED enum command_bit command,
                           GError **error)
{
    if (options->plot_formats != 0 && options->plot_folder == NULL)
        return option_refuse(error, "--plot-format needs --plot DIR");
    if (options->plot_formats == 0)
        options->plot_formats = 1U << PICTURE_SVG;
    return true;
}

static const struct option_row helping[] = {
    {
        .name = "help",
        .letter = 'h',
        .kind = OPTION_FLAG,
        .commands = COMMANDS_ALL,
        .help = "Show this help",
        OPTION_FIELD(wants_help),
    },
    {.name = NULL},
};

const struct option_group options_saving = {"Where the results go", saving, NULL};
const struct option_group options_showing = {"How the report looks", showing, finish_showing};
const struct option_group options_drawing = {"Charts", drawing, finish_drawing};
const struct option_group options_helping = {"Help", helping, NULL};
