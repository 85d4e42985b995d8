// SPDX-License-Identifier: MIT
#include "framework/cli/options.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#include "framework/cli/command.h"
#include "reports/charts.h"

// What GOption fills in, before it is checked.
struct raw {
    char **patterns, **tags, **suites;
    char *launcher, *memory_limit, *cpu, *seed, *folder, *plot_folder, *plot_formats, *colour;
    double timeout_s, time_s, precision_percent, sample_us, worth_ratio;
    gint64 samples;
    int processes, jobs;
    double margin_percent, same_percent, alpha_percent;
    char **fail_on, **env[2];
    char *args[2];
    char *git, **overlay, *build[2];
    gboolean instructions;
    int layouts;
    gboolean strict, quick, no_check, resume, plot_terminal, quiet, aa, allow_machines, claims,
        one_row, per_sample;
    struct output_list outputs;
};

static bool set_usage_error(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);
static bool set_usage_error(GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, message);
    return false;
}

// `--format` and `-o` depend on their order, so they are read as they come.
static gboolean take_output(const char *name, const char *value, void *data, GError **error)
{
    struct raw *raw = data;
    if (strcmp(name, "--format") == 0)
        return output_list_set_format(&raw->outputs, value, error);
    return output_list_add_file(&raw->outputs, value, error);
}

static void add_select(GOptionGroup *group, struct raw *raw)
{
    const GOptionEntry entries[] = {
        {"filter", 'f', 0, G_OPTION_ARG_STRING_ARRAY, &raw->patterns,
         "Only cases whose id fits the glob (repeatable)", "PATTERN"},
        {"tag", 0, 0, G_OPTION_ARG_STRING_ARRAY, &raw->tags,
         "Only cases with this tag (repeatable)", "WORD"},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    g_option_group_add_entries(group, entries);
}

static void add_start(GOptionGroup *group, struct raw *raw)
{
    const GOptionEntry entries[] = {
        {"launcher", 0, 0, G_OPTION_ARG_STRING, &raw->launcher,
         "Start suites by this command ('qemu-aarch64', 'ssh board')", "COMMAND"},
        {"timeout", 0, 0, G_OPTION_ARG_DOUBLE, &raw->timeout_s,
         "Seconds that a suite may take for one answer (60)", "S"},
        {"memory-limit", 0, 0, G_OPTION_ARG_STRING, &raw->memory_limit,
         "Most memory of a worker (three quarters of what is free)", "SIZE"},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    g_option_group_add_entries(group, entries);
}

static void add_measure(GOptionGroup *group, struct raw *raw)
{
    const GOptionEntry entries[] = {
        {"quick", 0, 0, G_OPTION_ARG_NONE, &raw->quick,
         "A first look: --time 0.3 --processes 10 --precision 2", NULL},
        {"time", 0, 0, G_OPTION_ARG_DOUBLE, &raw->time_s, "Seconds for each case (1)", "S"},
        {"samples", 0, 0, G_OPTION_ARG_INT64, &raw->samples,
         "Samples of each case, whatever the time", "N"},
        {"processes", 0, 0, G_OPTION_ARG_INT, &raw->processes,
         "Workers started one after another for each case (20; of a comparison what fits)", "N"},
        {"precision", 0, 0, G_OPTION_ARG_DOUBLE, &raw->precision_percent,
         "End early when the medians are known to +- this (1; of a comparison 0: never)",
         "PERCENT"},
        {"sample-time", 0, 0, G_OPTION_ARG_DOUBLE, &raw->sample_us,
         "Length of a sample in microseconds (250; of a comparison 100)", "US"},
        {"cpu", 0, 0, G_OPTION_ARG_STRING, &raw->cpu, "CPU to measure on: auto, none or a number",
         "CPU"},
        {"seed", 0, 0, G_OPTION_ARG_STRING, &raw->seed, "Seed of all random choices", "N"},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    g_option_group_add_entries(group, entries);
}

static void add_check(GOptionGroup *group, struct raw *raw)
{
    const GOptionEntry entries[] = {
        {"no-check", 0, 0, G_OPTION_ARG_NONE, &raw->no_check,
         "Do not check that alternatives put out the same", NULL},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    g_option_group_add_entries(group, entries);
}

static void add_claims(GOptionGroup *group, struct raw *raw)
{
    const GOptionEntry entries[] = {
        {"claims", 0, 0, G_OPTION_ARG_NONE, &raw->claims,
         "Exit with 1 when a claim (.min_speedup) fails", NULL},
        {"worth", 0, 0, G_OPTION_ARG_DOUBLE, &raw->worth_ratio,
         "Advise the plain alternative below this speed-up (2; 1: no advice)", "RATIO"},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    g_option_group_add_entries(group, entries);
}

static void add_test(GOptionGroup *group, struct raw *raw)
{
    const GOptionEntry entries[] = {
        {"jobs", 'j', 0, G_OPTION_ARG_INT, &raw->jobs,
         "Cases that run at the same time (the CPUs allowed)", "N"},
        {"strict", 0, 0, G_OPTION_ARG_NONE, &raw->strict, "A case that puts nothing out fails",
         NULL},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    g_option_group_add_entries(group, entries);
}

static void add_compare(GOptionGroup *group, struct raw *raw)
{
    const GOptionEntry entries[] = {
        {"margin", 0, 0, G_OPTION_ARG_DOUBLE, &raw->margin_percent,
         "The smallest difference worth a call (0.5)", "PERCENT"},
        {"same-within", 0, 0, G_OPTION_ARG_DOUBLE, &raw->same_percent,
         "What counts as the same (2)", "PERCENT"},
        {"alpha", 0, 0, G_OPTION_ARG_DOUBLE, &raw->alpha_percent,
         "The share of false calls allowed (1)", "PERCENT"},
        {"fail-on", 0, 0, G_OPTION_ARG_STRING_ARRAY, &raw->fail_on,
         "What makes the exit code 1: regression, unclear, missing or never (regression; "
         "repeatable)",
         "WHAT"},
        {"aa", 0, 0, G_OPTION_ARG_NONE, &raw->aa,
         "Compare BASE with itself: shows the floor of each case", NULL},
        {"git", 0, 0, G_OPTION_ARG_STRING, &raw->git,
         "Build and compare revisions: BASE..HEAD, BASE...HEAD (from their merge base), or BASE "
         "with the working tree",
         "RANGE"},
        {"overlay", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &raw->overlay,
         "Put this folder of head onto base before it is built (repeatable)", "DIR"},
        {"build-base", 0, 0, G_OPTION_ARG_STRING, &raw->build[0], "Build base by this command",
         "COMMAND"},
        {"build-head", 0, 0, G_OPTION_ARG_STRING, &raw->build[1], "Build head by this command",
         "COMMAND"},
        {"layouts", 0, 0, G_OPTION_ARG_INT, &raw->layouts,
         "Build each side so many times, with {layout} in the build command, and take the layout "
         "of the code for luck",
         "N"},
        {"instructions", 0, 0, G_OPTION_ARG_NONE, &raw->instructions,
         "Count the instructions of both sides by callgrind, in a pass of their own", NULL},
        {"allow-machines", 0, 0, G_OPTION_ARG_NONE, &raw->allow_machines,
         "Compare saved runs of different machines all the same", NULL},
        {"env-base", 0, 0, G_OPTION_ARG_STRING_ARRAY, &raw->env[0],
         "Set a variable for base alone (repeatable)", "K=V"},
        {"env-head", 0, 0, G_OPTION_ARG_STRING_ARRAY, &raw->env[1],
         "Set a variable for head alone (repeatable)", "K=V"},
        {"args-base", 0, 0, G_OPTION_ARG_STRING, &raw->args[0],
         "Words that base's suites get as arguments", "WORDS"},
        {"args-head", 0, 0, G_OPTION_ARG_STRING, &raw->args[1],
         "Words that head's suites get as arguments", "WORDS"},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    g_option_group_add_entries(group, entries);
}

static void add_save(GOptionGroup *group, struct raw *raw)
{
    const GOptionEntry entries[] = {
        {"folder", 0, 0, G_OPTION_ARG_FILENAME, &raw->folder,
         "Where result files go (" OPTIONS_FOLDER ")", "DIR"},
        {"resume", 0, 0, G_OPTION_ARG_NONE, &raw->resume,
         "Go on with the newest interrupted run in that folder", NULL},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    g_option_group_add_entries(group, entries);
}

static void add_output(GOptionGroup *group, struct raw *raw, bool can_plot)
{
    int plot_flags = can_plot ? 0 : G_OPTION_FLAG_HIDDEN;
    static char *formats;
    if (formats == NULL)
        formats = output_formats_help();
    const GOptionEntry entries[] = {
        {"format", 0, 0, G_OPTION_ARG_CALLBACK, (void *)(guintptr)take_output, formats, "NAME"},
        {"output", 'o', 0, G_OPTION_ARG_CALLBACK, (void *)(guintptr)take_output,
         "Write to a file, in the --format before it or by its extension", "FILE"},
        {"one-row", 0, 0, G_OPTION_ARG_NONE, &raw->one_row,
         "gbench: one row for each case, for tools that make a series of every row", NULL},
        {"plot", 0, plot_flags, G_OPTION_ARG_FILENAME, &raw->plot_folder,
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

// Where samples are taken, --samples is their number; the format csv-samples is there everywhere.
static void add_report(GOptionGroup *group, struct raw *raw)
{
    const GOptionEntry entries[] = {
        {"samples", 0, 0, G_OPTION_ARG_NONE, &raw->per_sample,
         "csv: one row for each sample, as csv-samples", NULL},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    g_option_group_add_entries(group, entries);
}

static bool check_positive(const char *option, double value, double least, double most,
                           GError **error)
{
    if (value >= least && value <= most)
        return true;
    return set_usage_error(error, "%s wants a number from %g to %g, not %g", option, least, most,
                           value);
}

static bool parse_size(const char *text, uint64_t *out, GError **error)
{
    char *end = NULL;
    double number = g_ascii_strtod(text, &end);
    const char *units = "KMGT";
    const char *unit = *end != '\0' ? strchr(units, g_ascii_toupper(*end)) : NULL;
    double bytes = number * pow(1024, unit ? (double)(unit - units + 1) : 0);
    bool is_whole = *end == '\0' || (unit != NULL && end[1] == '\0');
    if (end == text || !is_whole || !(bytes >= 1 && bytes < 1e18))
        return set_usage_error(error, "--memory-limit wants a size such as 512M or 2G, not '%s'",
                               text);
    *out = (uint64_t)bytes;
    return true;
}

// What the kernel would hand out now, without swapping.
static uint64_t free_memory_bytes(void)
{
    g_autofree char *text = NULL;
    g_file_get_contents("/proc/meminfo", &text, NULL, NULL);
    const char *line = text ? strstr(text, "MemAvailable:") : NULL;
    return line ? g_ascii_strtoull(line + strlen("MemAvailable:"), NULL, 10) * 1024 : 0;
}

static bool parse_cpu(const char *text, int *out, GError **error)
{
    guint64 number = 0;
    *out = CPU_AUTO;
    if (text == NULL || strcmp(text, "auto") == 0)
        return true;
    if (strcmp(text, "none") == 0)
        *out = CPU_NONE;
    else if (g_ascii_string_to_unsigned(text, 10, 0, 65535, &number, NULL))
        *out = (int)number;
    else
        return set_usage_error(error, "--cpu wants auto, none or the number of a CPU, not '%s'",
                               text);
    return true;
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
        return set_usage_error(error, "--color wants auto, always or never, not '%s'", when);
    return true;
}

static bool check_plots(struct options *options, struct raw *raw, GError **error)
{
    options->plot_folder = g_steal_pointer(&raw->plot_folder);
    options->plots_to_terminal = raw->plot_terminal;
    if (raw->plot_formats != NULL && options->plot_folder == NULL)
        return set_usage_error(error, "--plot-format goes with --plot DIR");
    if (picture_formats_parse(raw->plot_formats != NULL ? raw->plot_formats : "svg",
                              &options->plot_formats, error))
        return true;
    g_prefix_error(error, "--plot-format: ");
    return false;
}

static bool parse_seed(struct options *options, const char *text, GError **error)
{
    guint64 seed = (guint64)g_random_int() << 16 ^ g_random_int();
    options->has_seed = text != NULL;
    if (text != NULL && !g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT64, &seed, NULL))
        return set_usage_error(error, "--seed wants a whole number from 0, not '%s'", text);
    options->seed = seed;
    return true;
}

static bool check_start(struct options *options, struct raw *raw, GError **error)
{
    options->timeout_s = isnan(raw->timeout_s) ? 60 : raw->timeout_s;
    options->memory_limit_bytes = free_memory_bytes() / 4 * 3;
    if (!check_positive("--timeout", options->timeout_s, 0.01, 1e6, error))
        return false;
    if (raw->memory_limit && !parse_size(raw->memory_limit, &options->memory_limit_bytes, error))
        return false;
    if (raw->launcher != NULL &&
        !g_shell_parse_argv(raw->launcher, NULL, &options->launcher, error)) {
        g_prefix_error(error, "--launcher: ");
        return false;
    }
    return true;
}

static double given_or(double given, double fallback)
{
    return isnan(given) ? fallback : given;
}

static bool check_measure(struct options *options, const struct raw *raw, GError **error)
{
    bool quick = raw->quick;
    options->is_quick = quick;
    options->time_s = given_or(raw->time_s, quick ? 0.3 : 1);
    options->precision = given_or(raw->precision_percent, quick ? 2 : 1) / 100;
    options->sample_us = given_or(raw->sample_us, 250);
    options->processes = raw->processes != -1 ? (unsigned)raw->processes : quick ? 10 : 20;
    options->samples = raw->samples != -1 ? (uint64_t)raw->samples : 0;
    options->no_check = raw->no_check;
    return check_positive("--time", options->time_s, 0.001, 1e6, error) &&
           check_positive("--precision", options->precision * 100, 0, 100, error) &&
           check_positive("--sample-time", options->sample_us, 1, 1e9, error) &&
           (raw->processes == -1 ||
            check_positive("--processes", raw->processes, 1, 100000, error)) &&
           (raw->samples == -1 ||
            check_positive("--samples", (double)raw->samples, 1, 1e12, error)) &&
           parse_cpu(raw->cpu, &options->cpu, error) && parse_seed(options, raw->seed, error);
}

static bool check_claims(struct options *options, const struct raw *raw, GError **error)
{
    options->judges_claims = raw->claims;
    options->worth_ratio = given_or(raw->worth_ratio, 2);
    return check_positive("--worth", options->worth_ratio, 1, 1e6, error);
}

// Those that run at the same time share the memory.
static bool check_test(struct options *options, const struct raw *raw, GError **error)
{
    options->is_strict = raw->strict;
    options->jobs = raw->jobs != G_MININT ? (unsigned)raw->jobs : g_get_num_processors();
    if (raw->jobs != G_MININT && !check_positive("--jobs", raw->jobs, 1, 1000, error))
        return false;
    if (options->plot_folder != NULL || options->plots_to_terminal)
        return set_usage_error(error, "a test measures nothing that --plot could draw");
    if (raw->memory_limit == NULL)
        options->memory_limit_bytes /= options->jobs;
    return true;
}

static bool check_fail_on(struct options *options, char *const *words, GError **error)
{
    static const struct {
        const char *word;
        unsigned flag;
    } known[] = {{"regression", FAIL_ON_REGRESSION},
                 {"unclear", FAIL_ON_UNCLEAR},
                 {"missing", FAIL_ON_MISSING},
                 {"never", 0}};
    options->fail_on = words != NULL ? 0 : FAIL_ON_REGRESSION;
    for (; words != NULL && *words != NULL; words++) {
        size_t i = 0;
        while (i < G_N_ELEMENTS(known) && strcmp(known[i].word, *words) != 0)
            i++;
        if (i == G_N_ELEMENTS(known))
            return set_usage_error(
                error, "--fail-on wants regression, unclear, missing or never, not '%s'", *words);
        options->fail_on |= known[i].flag;
    }
    return true;
}

static bool check_env(char *const *pairs, GError **error)
{
    for (; pairs != NULL && *pairs != NULL; pairs++)
        if (strchr(*pairs, '=') == NULL || **pairs == '=')
            return set_usage_error(error, "--env-base and --env-head want KEY=VALUE, not '%s'",
                                   *pairs);
    return true;
}

static bool check_compare(struct options *options, struct raw *raw, GError **error)
{
    options->margin = given_or(raw->margin_percent, 0.5) / 100;
    options->same_within = given_or(raw->same_percent, 2) / 100;
    options->alpha = given_or(raw->alpha_percent, 1) / 100;
    options->is_aa = raw->aa;
    options->allows_machines = raw->allow_machines;
    options->git = g_steal_pointer(&raw->git);
    options->layouts = (unsigned)MAX(raw->layouts, 0);
    if (raw->layouts != 0 && !check_positive("--layouts", raw->layouts, 5, 1000, error))
        return false;
    options->overlay = g_steal_pointer(&raw->overlay);
    options->counts_instructions = raw->instructions;
    for (unsigned side = 0; side < 2; side++) {
        options->build[side] = g_steal_pointer(&raw->build[side]);
        options->env[side] = g_steal_pointer(&raw->env[side]);
        if (!check_env(options->env[side], error))
            return false;
        if (raw->args[side] != NULL &&
            !g_shell_parse_argv(raw->args[side], NULL, &options->args[side], error))
            return false;
    }
    return check_positive("--margin", options->margin * 100, 0, 1000, error) &&
           check_positive("--same-within", options->same_within * 100, 0, 1000, error) &&
           check_positive("--alpha", options->alpha * 100, 1e-6, 50, error) &&
           check_fail_on(options, raw->fail_on, error);
}

// A comparison takes shorter samples in more and shorter restarts, and ends when it is decided.
static void set_compare_defaults(struct options *options, const struct raw *raw)
{
    options->sample_us = given_or(raw->sample_us, 100);
    options->precision = given_or(raw->precision_percent, 0) / 100;
    options->processes = raw->processes != -1 ? (unsigned)raw->processes : 0;
}

static bool check(struct options *options, unsigned groups, struct raw *raw, GError **error)
{
    options->patterns = g_steal_pointer(&raw->patterns);
    options->tags = g_steal_pointer(&raw->tags);
    options->suites = g_steal_pointer(&raw->suites);
    options->folder = raw->folder ? g_steal_pointer(&raw->folder) : g_strdup(OPTIONS_FOLDER);
    options->resume = raw->resume;
    options->is_quiet = raw->quiet;
    options->one_row = raw->one_row;
    options->per_sample = raw->per_sample;
    bool is_good = ((groups & OPTIONS_START) == 0 || check_start(options, raw, error)) &&
                   ((groups & OPTIONS_MEASURE) == 0 || check_measure(options, raw, error)) &&
                   ((groups & OPTIONS_CLAIMS) == 0 || check_claims(options, raw, error)) &&
                   check_plots(options, raw, error) &&
                   ((groups & OPTIONS_TEST) == 0 || check_test(options, raw, error)) &&
                   ((groups & OPTIONS_COMPARE) == 0 || check_compare(options, raw, error)) &&
                   parse_colour(raw->colour, &options->use_colour, error);
    if (groups & OPTIONS_COMPARE)
        set_compare_defaults(options, raw);
    return is_good;
}

static void raw_clear(struct raw *raw)
{
    g_strfreev(raw->patterns);
    g_strfreev(raw->tags);
    g_strfreev(raw->suites);
    g_strfreev(raw->fail_on);
    g_free(raw->git);
    g_strfreev(raw->overlay);
    for (unsigned side = 0; side < 2; side++) {
        g_free(raw->build[side]);
        g_strfreev(raw->env[side]);
        g_free(raw->args[side]);
    }
    char *texts[] = {raw->launcher, raw->memory_limit, raw->cpu,          raw->seed,
                     raw->folder,   raw->plot_folder,  raw->plot_formats, raw->colour};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
}

bool options_parse(struct options *options, unsigned groups, const char *usage, const char *summary,
                   char *const *argv)
{
    struct raw raw = {.timeout_s = NAN,
                      .time_s = NAN,
                      .precision_percent = NAN,
                      .sample_us = NAN,
                      .worth_ratio = NAN,
                      .margin_percent = NAN,
                      .same_percent = NAN,
                      .alpha_percent = NAN,
                      .samples = -1,
                      .processes = -1,
                      .jobs = G_MININT};
    g_autoptr(GOptionContext) context = g_option_context_new(usage);
    GOptionGroup *group = g_option_group_new("main", "", "", &raw, NULL);
    const GOptionEntry rest[] = {
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &raw.suites, NULL, NULL},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    GError *error = NULL;
    *options = (struct options){0};
    if (groups & OPTIONS_SELECT)
        add_select(group, &raw);
    if (groups & OPTIONS_START)
        add_start(group, &raw);
    if (groups & OPTIONS_MEASURE)
        add_measure(group, &raw);
    if (groups & OPTIONS_CHECK)
        add_check(group, &raw);
    if (groups & OPTIONS_CLAIMS)
        add_claims(group, &raw);
    if (groups & OPTIONS_TEST)
        add_test(group, &raw);
    if (groups & OPTIONS_COMPARE)
        add_compare(group, &raw);
    if (groups & OPTIONS_SAVE)
        add_save(group, &raw);
    if (groups & OPTIONS_OUTPUT)
        add_output(group, &raw, (groups & OPTIONS_TEST) == 0);
    if (groups & OPTIONS_REPORT)
        add_report(group, &raw);
    g_option_group_add_entries(group, rest);
    g_option_context_set_main_group(context, group);
    g_option_context_set_summary(context, summary);
    g_autofree char *program = g_strdup_printf("benchrun %s", argv[0]);
    g_set_prgname(program);
    g_auto(GStrv) words = g_strdupv((char **)argv); // parsing eats them
    bool is_good = g_option_context_parse_strv(context, &words, &error) &&
                   check(options, groups, &raw, &error);
    if (!is_good) {
        complain(EXIT_USAGE, "%s (see '%s --help')", error->message, program);
        g_error_free(error);
    }
    options->outputs = raw.outputs;
    raw_clear(&raw);
    return is_good;
}

void options_clear(struct options *options)
{
    g_strfreev(options->patterns);
    g_strfreev(options->tags);
    g_strfreev(options->suites);
    g_strfreev(options->launcher);
    g_free(options->git);
    g_strfreev(options->overlay);
    for (unsigned side = 0; side < 2; side++) {
        g_free(options->build[side]);
        g_strfreev(options->env[side]);
        g_strfreev(options->args[side]);
    }
    g_free(options->folder);
    g_free(options->plot_folder);
    output_list_clear(&options->outputs);
}
