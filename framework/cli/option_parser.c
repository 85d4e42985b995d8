// SPDX-License-Identifier: MIT
#include "framework/cli/option_parser.h"

#include <math.h>

#include "framework/cli/command.h"
#include "framework/cli/options_group.h"

// In the order of the help, in which they are also checked: a comparison has other defaults than
// the measurement before it.
static const struct {
    enum option_groups group;
    void (*add)(GOptionGroup *group, struct raw_options *raw);
    bool (*check)(const struct raw_options *raw, GError **error); // NULL: anything goes
} rows[] = {
    {OPTIONS_SELECT, options_add_select, NULL},
    {OPTIONS_START, options_add_start, options_check_start},
    {OPTIONS_MEASURE, options_add_measure, options_check_measure},
    {OPTIONS_CHECK, options_add_check, options_check_check},
    {OPTIONS_CLAIMS, options_add_claims, options_check_claims},
    {OPTIONS_TEST, options_add_test, options_check_test},
    {OPTIONS_COMPARE, options_add_compare, options_check_compare},
    {OPTIONS_SAVE, options_add_save, options_check_save},
    {OPTIONS_OUTPUT, options_add_output, options_check_output},
    {OPTIONS_REPORT, options_add_report, options_check_report},
};

static void raw_init(struct raw_options *raw, struct options *options, unsigned groups)
{
    *raw = (struct raw_options){
        .options = options,
        .groups = groups,
        .timeout_s = NAN,
        .time_s = NAN,
        .precision_percent = NAN,
        .sample_us = NAN,
        .worth_ratio = NAN,
        .margin_percent = NAN,
        .same_percent = NAN,
        .alpha_percent = NAN,
        .samples = -1,
        .processes = -1,
        .jobs = G_MININT,
    };
}

static void raw_clear(struct raw_options *raw)
{
    char *texts[] = {raw->launcher,     raw->memory_limit, raw->cpu,     raw->seed,
                     raw->plot_formats, raw->colour,       raw->args[0], raw->args[1]};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_strfreev(raw->fail_on);
    g_strfreev(raw->passes);
}

static bool parse(struct raw_options *raw, GOptionContext *context, char *const *argv,
                  GError **error)
{
    GOptionGroup *group = g_option_group_new("main", "", "", raw, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        if (raw->groups & rows[i].group)
            rows[i].add(group, raw);
    const GOptionEntry rest[] = {
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &raw->options->suites, NULL, NULL},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    g_option_group_add_entries(group, rest);
    g_option_context_set_main_group(context, group);
    g_auto(GStrv) words = g_strdupv((char **)argv); // parsing eats them
    return g_option_context_parse_strv(context, &words, error);
}

static bool check(const struct raw_options *raw, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        if ((raw->groups & rows[i].group) && rows[i].check != NULL && !rows[i].check(raw, error))
            return false;
    return true;
}

bool options_parse(struct options *options, unsigned groups, const char *usage, const char *summary,
                   char *const *argv)
{
    GError *error = NULL;
    struct raw_options raw;
    *options = (struct options){0};
    raw_init(&raw, options, groups);
    g_autoptr(GOptionContext) context = g_option_context_new(usage);
    g_option_context_set_summary(context, summary);
    g_autofree char *program = g_strdup_printf("benchrun %s", argv[0]);
    g_set_prgname(program);
    bool is_good = parse(&raw, context, argv, &error) && check(&raw, &error);
    if (!is_good) {
        complain(EXIT_USAGE, "%s (see '%s --help')", error->message, program);
        g_error_free(error);
    }
    raw_clear(&raw);
    return is_good;
}
