// SPDX-License-Identifier: MIT
// `history show` and `history export`.
#include <string.h>

#include "framework/base/array.h"
#include "framework/base/hash.h"
#include "framework/base/near.h"
#include "framework/cli/command.h"
#include "framework/cli/history_action.h"
#include "framework/cli/planned_charts.h"
#include "framework/cli/terminal.h"
#include "framework/history/series.h"
#include "framework/result/case_pattern.h"
#include "reports/charts/chart_history.h"
#include "reports/report.h"

// The words of a command line as patterns, after those of -f; to free with g_free().
static char **join_patterns(const struct history_call *call)
{
    g_autoptr(GPtrArray) patterns = g_ptr_array_new();
    for (char **word = call->options->patterns; word != NULL && *word != NULL; word++)
        g_ptr_array_add(patterns, *word);
    for (char *const *word = call->words; *word != NULL; word++)
        g_ptr_array_add(patterns, *word);
    if (patterns->len == 0)
        return NULL;
    g_ptr_array_add(patterns, NULL);
    return (char **)g_ptr_array_steal(patterns, NULL);
}

static const char *const *choose_metrics(const struct history_options *options)
{
    static const char *const usual[] = {HISTORY_TIME, NULL};
    const char *const *given = (const char *const *)options->metrics;
    if (given == NULL)
        return usual;
    return g_strv_contains(given, "all") ? NULL : given;
}

static gint compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

// What there is instead.
static int select_nothing(const struct history_call *call, struct history *history,
                          const struct history_filter *filter)
{
    const struct history_filter everything = {.machine = filter->machine, .last = 1};
    g_autoptr(GHashTable) ids = g_hash_table_new(hash_text, g_str_equal);
    g_autoptr(GHashTable) metrics = g_hash_table_new(hash_text, g_str_equal);
    g_autoptr(HistoryReading) all = history_read(history, &everything, NULL);
    guint n = all != NULL ? all->series->len : 0;
    for (guint i = 0; i < n; i++) {
        const struct history_series *series = g_ptr_array_index(all->series, i);
        g_hash_table_add(ids, series->case_id);
        g_hash_table_add(metrics, series->metric);
    }
    bool is_metric = filter->metrics != NULL && !g_hash_table_contains(metrics, *filter->metrics);
    g_autoptr(GPtrArray) names = pointers_of_set(is_metric ? metrics : ids);
    g_ptr_array_sort(names, compare_names);
    g_autofree char *hint = near_hint(is_metric ? filter->metrics : filter->patterns, names);
    return complain(EXIT_NOTHING, "none of the %u series in '%s' is selected%s", n, call->file,
                    hint);
}

static int present(const struct history_call *call, const struct output_list *outputs,
                   const struct history_reading *reading)
{
    const struct options *options = call->options;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    struct history_report report = {
        .reading = reading,
        .version = BENCHRUN_VERSION,
        .file = call->file,
        .width = options->width > 0 ? (unsigned)options->width : terminal_width(),
        .use_colour = options->use_colour,
        .notes = notes,
    };
    bool is_page = (output_list_needs(outputs) & NEEDS_DRAWINGS) != 0;
    g_auto(Planned) planned = is_page || options->plot_folder != NULL
                                  ? chart_history_plan(&report, HISTORY_MOST_CHARTS)
                                  : (struct planned){0};
    g_autoptr(Drawings) drawings = is_page ? planned_charts_for_page(&planned) : NULL;
    report.drawings = drawings;
    if (!output_list_write_history(outputs, &report, &error))
        return complain(error->domain == G_OPTION_ERROR ? EXIT_USAGE : EXIT_UNMEASURED, "%s",
                        error->message);
    for (guint i = 0; i < notes->len && !options->is_quiet; i++)
        say("%s", (const char *)g_ptr_array_index(notes, i));
    if (planned.n_cases > 0 && !options->is_quiet)
        say("%u more series have no chart: choose some", planned.n_cases);
    return planned_charts_draw(&planned, options);
}

static int show(const struct history_call *call, const struct output_list *outputs,
                const struct history_filter *filter, bool needs_series)
{
    int code = EXIT_GOOD;
    GError *error = NULL;
    if (!output_list_check(outputs, OUTPUT_HISTORY, &error))
        return history_complain(error);
    g_autoptr(History) history = history_action_open(call, HISTORY_READS, &code);
    if (history == NULL)
        return code;
    g_autoptr(HistoryReading) reading = history_read(history, filter, &error);
    if (reading == NULL)
        return history_complain(error);
    if (needs_series && reading->series->len == 0)
        return select_nothing(call, history, filter);
    return present(call, outputs, reading);
}

int history_show(const struct history_call *call)
{
    const struct history_options *options = &call->options->history;
    g_autofree char **patterns = join_patterns(call);
    GError *error = NULL;
    for (char *const *word = call->words; *word != NULL; word++)
        if (!case_pattern_check(*word, &error))
            return history_complain(error);
    const struct history_filter filter = {
        .patterns = (const char *const *)patterns,
        .metrics = choose_metrics(options),
        .machine = options->machine,
        .branch = options->branch,
        .compiler = options->compiler,
        .last = (guint)options->last,
    };
    return show(call, &call->options->outputs, &filter, true);
}

int history_export(const struct history_call *call)
{
    const struct history_filter everything = {0};
    struct output_list outputs = call->options->outputs;
    if (outputs.pending == NULL && outputs.targets == NULL)
        output_list_set_format(&outputs, "json", NULL);
    return show(call, &outputs, &everything, false);
}
