// SPDX-License-Identifier: MIT
// Which cases, and how they are started, measured and tested.
#include <math.h>
#include <string.h>

#include "framework/cli/options_group.h"
#include "framework/runner/passes/passes.h"

void options_add_select(GOptionGroup *group, struct raw_options *raw)
{
    const GOptionEntry entries[] = {
        {"filter", 'f', 0, G_OPTION_ARG_STRING_ARRAY, &raw->options->patterns,
         "Only cases whose id fits the glob (repeatable)", "PATTERN"},
        {"tag", 0, 0, G_OPTION_ARG_STRING_ARRAY, &raw->options->tags,
         "Only cases with this tag (repeatable)", "WORD"},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    g_option_group_add_entries(group, entries);
}

void options_add_start(GOptionGroup *group, struct raw_options *raw)
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

static bool parse_size(const char *text, uint64_t *out, GError **error)
{
    char *end = NULL;
    double number = g_ascii_strtod(text, &end);
    const char *units = "KMGT";
    const char *unit = *end != '\0' ? strchr(units, g_ascii_toupper(*end)) : NULL;
    double bytes = number * pow(1024, unit ? (double)(unit - units + 1) : 0);
    bool is_whole = *end == '\0' || (unit != NULL && end[1] == '\0');
    if (end == text || !is_whole || !(bytes >= 1 && bytes < 1e18))
        return options_refuse(error, "--memory-limit wants a size such as 512M or 2G, not '%s'",
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

bool options_check_start(const struct raw_options *raw, GError **error)
{
    struct options *options = raw->options;
    options->timeout_s = option_or(raw->timeout_s, 60);
    options->memory_limit_bytes = free_memory_bytes() / 4 * 3;
    if (!options_check_range("--timeout", options->timeout_s, 0.01, 1e6, error))
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

void options_add_measure(GOptionGroup *group, struct raw_options *raw)
{
    const GOptionEntry entries[] = {
        {"pass", 0, 0, G_OPTION_ARG_STRING_ARRAY, &raw->passes,
         "Also run each case under these passes (instructions), in processes of their own; "
         "separated by commas, repeatable",
         "LIST"},
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
        return options_refuse(error, "--cpu wants auto, none or the number of a CPU, not '%s'",
                              text);
    return true;
}

static bool parse_seed(struct options *options, const char *text, GError **error)
{
    guint64 seed = (guint64)g_random_int() << 16 ^ g_random_int();
    options->has_seed = text != NULL;
    if (text != NULL && !g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT64, &seed, NULL))
        return options_refuse(error, "--seed wants a whole number from 0, not '%s'", text);
    options->seed = seed;
    return true;
}

static bool check_passes(struct options *options, char **lists, GError **error)
{
    for (char **list = lists; list != NULL && *list != NULL; list++) {
        g_auto(GStrv) words = g_strsplit(*list, ",", -1);
        for (char **word = words; *word != NULL; word++) {
            const struct pass *pass = pass_find(*word);
            g_autofree char *known = pass_names();
            if (pass == NULL)
                return options_refuse(error, "--pass: unknown pass '%s'; known: %s", *word, known);
            if (pass->count != NULL)
                options_add_pass(options, pass);
        }
    }
    return true;
}

bool options_check_measure(const struct raw_options *raw, GError **error)
{
    struct options *options = raw->options;
    bool quick = raw->quick;
    options->is_quick = quick;
    options->time_s = option_or(raw->time_s, quick ? 0.3 : 1);
    options->precision = option_or(raw->precision_percent, quick ? 2 : 1) / 100;
    options->sample_us = option_or(raw->sample_us, 250);
    options->processes = raw->processes != -1 ? (unsigned)raw->processes : quick ? 10 : 20;
    options->samples = raw->samples != -1 ? (uint64_t)raw->samples : 0;
    return options_check_range("--time", options->time_s, 0.001, 1e6, error) &&
           options_check_range("--precision", options->precision * 100, 0, 100, error) &&
           options_check_range("--sample-time", options->sample_us, 1, 1e9, error) &&
           (raw->processes == -1 ||
            options_check_range("--processes", raw->processes, 1, 100000, error)) &&
           (raw->samples == -1 ||
            options_check_range("--samples", (double)raw->samples, 1, 1e12, error)) &&
           check_passes(options, raw->passes, error) && parse_cpu(raw->cpu, &options->cpu, error) &&
           parse_seed(options, raw->seed, error);
}

void options_add_check(GOptionGroup *group, struct raw_options *raw)
{
    const GOptionEntry entries[] = {
        {"no-check", 0, 0, G_OPTION_ARG_NONE, &raw->no_check,
         "Do not check that alternatives put out the same", NULL},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    g_option_group_add_entries(group, entries);
}

bool options_check_check(const struct raw_options *raw, G_GNUC_UNUSED GError **error)
{
    raw->options->no_check = raw->no_check;
    return true;
}

void options_add_claims(GOptionGroup *group, struct raw_options *raw)
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

bool options_check_claims(const struct raw_options *raw, GError **error)
{
    struct options *options = raw->options;
    options->judges_claims = raw->claims;
    options->worth_ratio = option_or(raw->worth_ratio, 2);
    return options_check_range("--worth", options->worth_ratio, 1, 1e6, error);
}

void options_add_test(GOptionGroup *group, struct raw_options *raw)
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

// Those that run at the same time share the memory.
bool options_check_test(const struct raw_options *raw, GError **error)
{
    struct options *options = raw->options;
    options->is_strict = raw->strict;
    options->jobs = raw->jobs != G_MININT ? (unsigned)raw->jobs : g_get_num_processors();
    if (raw->jobs != G_MININT && !options_check_range("--jobs", raw->jobs, 1, 1000, error))
        return false;
    if (options->plot_folder != NULL || raw->plot_terminal)
        return options_refuse(error, "a test measures nothing that --plot could draw");
    if (raw->memory_limit == NULL)
        options->memory_limit_bytes /= options->jobs;
    return true;
}
