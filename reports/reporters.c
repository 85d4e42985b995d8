// SPDX-License-Identifier: MIT
#include "reports/reporters.h"

#include <string.h>

#include "reports/formats.h"

static const struct reporter reporters[] = {
    {.name = "table",
     .extension = "txt",
     .write = table_write,
     .write_profile = profile_table_write,
     .write_checkup = checkup_text_write,
     .write_explanation = explanation_text_write,
     .write_stacks = stacks_text_write,
     .write_history = history_table_write,
     .write_steps = steps_table_write},
    {.name = "json",
     .extension = "json",
     .write = json_write,
     .write_profile = profile_json_write,
     .write_checkup = checkup_json_write,
     .write_stacks = stacks_json_write,
     .write_history = history_json_write,
     .write_steps = steps_json_write,
     .needs = NEEDS_STEPS},
    {.name = "csv", .extension = "csv", .write = csv_write, .write_history = history_csv_write},
    {.name = "csv-samples", .write = csv_samples_write},
    {.name = "markdown",
     .extension = "md",
     .write = markdown_write,
     .write_checkup = checkup_markdown_write,
     .write_explanation = explanation_markdown_write},
    {.name = "html",
     .extension = "html",
     .write = html_write,
     .write_profile = profile_page_write,
     .write_checkup = checkup_page_write,
     .write_explanation = explanation_page_write,
     .write_history = history_page_write,
     .needs = NEEDS_DRAWINGS | NEEDS_STEPS},
    {.name = "github",
     .write = github_write,
     .needs = NEEDS_TRACKED,
     .append_variable = "GITHUB_STEP_SUMMARY",
     .append = markdown_write},
    {.name = "tap", .extension = "tap", .write = tap_write},
    {.name = "junit", .extension = "xml", .write = junit_write},
    {.name = "gbench", .write = gbench_write},
    {.name = "hyperfine", .write = hyperfine_write},
    {.name = "go", .write = go_write},
    {.name = "pyperf", .write = pyperf_write},
    {.name = "customSmallerIsBetter", .write = smaller_is_better_write},
    {.name = "otava", .write = otava_write, .write_history = history_otava_write},
    {.name = "openmetrics", .write = openmetrics_write},
    {.name = "collapsed", .extension = "folded", .write_profile = collapsed_write},
    {.name = "speedscope", .write_profile = speedscope_write},
    {.name = "callgrind", .extension = "callgrind", .write_profile = callgrind_write},
    {.name = "pprof", .extension = "pb", .write_profile = pprof_write},
    {.name = "trace", .write_profile = trace_write},
};

const struct reporter *reporter_find(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(reporters); i++)
        if (strcmp(reporters[i].name, name) == 0)
            return &reporters[i];
    return NULL;
}

const struct reporter *reporter_for_path(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(slash ? slash : path, '.');
    if (!dot)
        return NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(reporters); i++)
        if (reporters[i].extension && g_ascii_strcasecmp(reporters[i].extension, dot + 1) == 0)
            return &reporters[i];
    return NULL;
}

static void append_name(GString *names, const char *name)
{
    g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", name);
}

enum {
    RUNS = 1,
    PROFILES = 2,
    CHECKUPS = 4,
    EXPLANATIONS = 8,
    STACKS = 16,
    HISTORIES = 32,
    STEPS = 64
};

static char *list_names(unsigned kinds)
{
    GString *names = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(reporters); i++)
        if ((reporters[i].write != NULL && (kinds & RUNS) != 0) ||
            (reporters[i].write_profile != NULL && (kinds & PROFILES) != 0) ||
            (reporters[i].write_checkup != NULL && (kinds & CHECKUPS) != 0) ||
            (reporters[i].write_explanation != NULL && (kinds & EXPLANATIONS) != 0) ||
            (reporters[i].write_stacks != NULL && (kinds & STACKS) != 0) ||
            (reporters[i].write_history != NULL && (kinds & HISTORIES) != 0) ||
            (reporters[i].write_steps != NULL && (kinds & STEPS) != 0))
            append_name(names, reporters[i].name);
    return g_string_free(names, FALSE);
}

char *reporter_names(void)
{
    return list_names(RUNS);
}

char *reporter_names_of_profiles(void)
{
    return list_names(PROFILES);
}

char *reporter_names_of_checkups(void)
{
    return list_names(CHECKUPS);
}

char *reporter_names_of_explanations(void)
{
    return list_names(EXPLANATIONS);
}

char *reporter_names_of_stacks(void)
{
    return list_names(STACKS);
}

char *reporter_names_of_histories(void)
{
    return list_names(HISTORIES);
}

char *reporter_names_of_steps(void)
{
    return list_names(STEPS);
}

char *reporter_names_of_all(void)
{
    return list_names(RUNS | PROFILES);
}
