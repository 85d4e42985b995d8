// SPDX-License-Identifier: MIT
#include "reports/words/group_notes.h"

#include "framework/base/text.h"
#include "reports/words/units.h"

enum { LABEL_COLUMNS = 36 };

char *group_fits(const struct group *group)
{
    GString *line = g_string_new(NULL);
    for (guint i = 0; i < group->fits->len; i++) {
        const struct fit *fit = g_ptr_array_index(group->fits, i);
        g_autofree char *whole = alternative_label(fit->name, fit->variant, fit->threads);
        g_autofree char *label = text_keep_tail(whole, LABEL_COLUMNS);
        g_autofree char *error = units_percent(fit->complexity.error);
        g_string_append_printf(line, "%s%s %s ±%s", line->len > 0 ? ", " : "", label,
                               complexity_word(fit->complexity.complexity), error);
    }
    g_autofree char *argument = group_argument_name(group);
    if (line->len > 0 && g_strcmp0(argument, "n") != 0)
        g_string_append_printf(line, " (n: %s)", argument ? argument : "the argument");
    return g_string_free(line, FALSE);
}

static bool is_below(const struct run *run, const struct result *result, double worth_ratio)
{
    const struct comparison *comparison = run_find_comparison(run, result->bench_case->id);
    if (comparison == NULL || !comparison->is_known || comparison->verdict == VERDICT_SLOWER)
        return false;
    const struct result *baseline = run_find_result(run, comparison->baseline);
    return baseline != NULL && baseline->bench_case->is_baseline &&
           comparison->interval[0] > 1 / worth_ratio;
}

char *group_advice(const struct run *run, const struct group *group, double worth_ratio)
{
    GString *line = g_string_new(NULL);
    for (guint i = 0; i < group->results->len && worth_ratio > 1 && !run_has_sides(run); i++) {
        const struct result *result = g_ptr_array_index(group->results, i);
        if (!is_below(run, result, worth_ratio))
            continue;
        g_autofree char *label = case_label(result->bench_case);
        g_autofree char *tail = text_keep_tail(label, LABEL_COLUMNS);
        g_string_append_printf(line, "%s%s", line->len > 0 ? ", " : "", tail);
    }
    if (line->len > 0)
        g_string_append_printf(line, ": less than %gx as fast; is the extra code worth it?",
                               worth_ratio);
    return g_string_free(line, FALSE);
}
