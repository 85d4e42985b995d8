// SPDX-License-Identifier: MIT
// What is compared, what counts as a difference, and what of it fails.
#include <math.h>
#include <string.h>

#include "framework/cli/options_group.h"
#include "framework/runner/passes/passes.h"

void options_add_compare(GOptionGroup *group, struct raw_options *raw)
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
        {"git", 0, 0, G_OPTION_ARG_STRING, &raw->options->git,
         "Build and compare revisions: BASE..HEAD, BASE...HEAD (from their merge base), or BASE "
         "with the working tree",
         "RANGE"},
        {"overlay", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &raw->options->overlay,
         "Put this folder of head onto base before it is built (repeatable)", "DIR"},
        {"build-base", 0, 0, G_OPTION_ARG_STRING, &raw->options->build[0],
         "Build base by this command", "COMMAND"},
        {"build-head", 0, 0, G_OPTION_ARG_STRING, &raw->options->build[1],
         "Build head by this command", "COMMAND"},
        {"layouts", 0, 0, G_OPTION_ARG_INT, &raw->layouts,
         "Build each side so many times, with {layout} in the build command, and take the layout "
         "of the code for luck",
         "N"},
        {"instructions", 0, 0, G_OPTION_ARG_NONE, &raw->instructions,
         "Count the instructions of both sides by callgrind, in a pass of their own", NULL},
        {"allow-machines", 0, 0, G_OPTION_ARG_NONE, &raw->allow_machines,
         "Compare saved runs of different machines all the same", NULL},
        {"env-base", 0, 0, G_OPTION_ARG_STRING_ARRAY, &raw->options->env[0],
         "Set a variable for base alone (repeatable)", "K=V"},
        {"env-head", 0, 0, G_OPTION_ARG_STRING_ARRAY, &raw->options->env[1],
         "Set a variable for head alone (repeatable)", "K=V"},
        {"args-base", 0, 0, G_OPTION_ARG_STRING, &raw->args[0],
         "Words that base's suites get as arguments", "WORDS"},
        {"args-head", 0, 0, G_OPTION_ARG_STRING, &raw->args[1],
         "Words that head's suites get as arguments", "WORDS"},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    g_option_group_add_entries(group, entries);
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
            return options_refuse(
                error, "--fail-on wants regression, unclear, missing or never, not '%s'", *words);
        options->fail_on |= known[i].flag;
    }
    return true;
}

static bool check_env(char *const *pairs, GError **error)
{
    for (; pairs != NULL && *pairs != NULL; pairs++)
        if (strchr(*pairs, '=') == NULL || **pairs == '=')
            return options_refuse(error, "--env-base and --env-head want KEY=VALUE, not '%s'",
                                  *pairs);
    return true;
}

// A comparison takes shorter samples in more and shorter restarts, and ends when it is decided.
static void replace_measure_defaults(const struct raw_options *raw)
{
    raw->options->sample_us = option_or(raw->sample_us, 100);
    raw->options->precision = option_or(raw->precision_percent, 0) / 100;
    raw->options->processes = raw->processes != -1 ? (unsigned)raw->processes : 0;
}

static bool check_sides(const struct raw_options *raw, GError **error)
{
    struct options *options = raw->options;
    for (unsigned side = 0; side < 2; side++) {
        if (!check_env(options->env[side], error))
            return false;
        if (raw->args[side] != NULL &&
            !g_shell_parse_argv(raw->args[side], NULL, &options->args[side], error))
            return false;
    }
    return true;
}

bool options_check_compare(const struct raw_options *raw, GError **error)
{
    struct options *options = raw->options;
    options->margin = option_or(raw->margin_percent, 0.5) / 100;
    options->same_within = option_or(raw->same_percent, 2) / 100;
    options->alpha = option_or(raw->alpha_percent, 1) / 100;
    options->is_aa = raw->aa;
    options->allows_machines = raw->allow_machines;
    options->layouts = (unsigned)MAX(raw->layouts, 0);
    if (raw->instructions)
        options_add_pass(options, pass_find("instructions"));
    replace_measure_defaults(raw);
    return (raw->layouts == 0 || options_check_range("--layouts", raw->layouts, 5, 1000, error)) &&
           check_sides(raw, error) &&
           options_check_range("--margin", options->margin * 100, 0, 1000, error) &&
           options_check_range("--same-within", options->same_within * 100, 0, 1000, error) &&
           options_check_range("--alpha", options->alpha * 100, 1e-6, 50, error) &&
           check_fail_on(options, raw->fail_on, error);
}
