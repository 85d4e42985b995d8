// SPDX-License-Identifier: MIT
// `history show` and `history export`.
#include "framework/cli/command.h"
#include "framework/cli/history_selecting.h"
#include "framework/cli/planned_charts.h"
#include "framework/cli/terminal.h"
#include "framework/history/step_search.h"
#include "reports/charts/chart_history.h"
#include "reports/report.h"

// The steps of few enough series to look at, as a report has them that shows them; NULL: none.
static GHashTable *find_steps(const struct options *options, const struct history_reading *reading)
{
    const struct step_rules rules = {.alpha = options->alpha, .margin = options->margin};
    guint n = reading->series->len;
    bool are_shown = (output_list_needs(&options->outputs) & NEEDS_STEPS) != 0 ||
                     (output_list_prints_table(&options->outputs) && n == 1) ||
                     options->plot_folder != NULL;
    if (!are_shown || n > HISTORY_MOST_CHARTS)
        return NULL;
    g_autoptr(StepSearch) search = step_search_new(reading, &rules);
    g_autoptr(GHashTable) found =
        g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
    for (guint i = search->steps->len; i-- > 0;) { // the oldest first
        const struct found_step *step = g_ptr_array_index(search->steps, i);
        const struct history_step shown = {step->at, step->before, step->after, step->ratio};
        GArray *steps = g_hash_table_lookup(found, step->series);
        if (!step->is_called)
            continue;
        if (steps == NULL) {
            steps = g_array_new(FALSE, FALSE, sizeof(struct history_step));
            g_hash_table_insert(found, (void *)step->series, steps);
        }
        g_array_append_val(steps, shown);
    }
    return g_hash_table_size(found) > 0 ? g_steal_pointer(&found) : NULL;
}

static int present(const struct history_call *call, const struct output_list *outputs,
                   const struct history_reading *reading, GHashTable *steps)
{
    const struct options *options = call->options;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    struct history_report report = {
        .reading = reading,
        .steps = steps,
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
    bool has_none = options->plot_folder != NULL && planned.charts->len == 0;
    if (has_none && !options->is_quiet)
        say("there is nothing to draw: a chart needs values of two runs");
    return has_none ? EXIT_GOOD : planned_charts_draw(&planned, options);
}

int history_show(const struct history_call *call)
{
    static const char *const usual[] = {HISTORY_TIME, NULL};
    const struct options *options = call->options;
    int code = EXIT_GOOD;
    GError *error = NULL;
    if (!output_list_check(&options->outputs, OUTPUT_HISTORY, &error))
        return history_complain(error);
    g_autoptr(History) history = history_action_open(call, HISTORY_READS, &code);
    if (history == NULL)
        return code;
    g_autoptr(HistoryReading) reading =
        history_select(call, history, usual, (guint)options->history.last, &code);
    if (reading == NULL)
        return code;
    g_autoptr(GHashTable) steps = find_steps(options, reading);
    return present(call, &options->outputs, reading, steps);
}

int history_export(const struct history_call *call)
{
    const struct history_filter everything = {.with_references = true};
    struct output_list outputs = call->options->outputs;
    outputs.prints_nothing = outputs.pending == NULL && outputs.targets != NULL;
    int code = EXIT_GOOD;
    GError *error = NULL;
    if (outputs.pending == NULL && outputs.targets == NULL)
        output_list_set_format(&outputs, "json", NULL);
    if (!output_list_check(&outputs, OUTPUT_HISTORY, &error))
        return history_complain(error);
    g_autoptr(History) history = history_action_open(call, HISTORY_READS, &code);
    if (history == NULL)
        return code;
    g_autoptr(HistoryReading) reading = history_read(history, &everything, &error);
    return reading != NULL ? present(call, &outputs, reading, NULL) : history_complain(error);
}
