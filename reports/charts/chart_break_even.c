// SPDX-License-Identifier: MIT
// Where an alternative begins to pay: its time relative to the baseline's over the argument.
#include <math.h>

#include "framework/base/array.h"
#include "framework/base/text.h"
#include "reports/charts/chart_kinds.h"
#include "reports/charts/chart_lines.h"
#include "reports/charts/templates.h"
#include "reports/words/finding.h"
#include "reports/words/units.h"

enum { LEAST_ARGUMENTS = 3 };

static const struct comparison *known_comparison(const struct run *run, const struct result *result)
{
    const struct comparison *comparison = run_find_comparison(run, result->bench_case->id);
    return comparison && isfinite(comparison->ratio) && comparison->ratio > 0 ? comparison : NULL;
}

static bool spot_of(const struct result *result, const void *run, struct spot *spot)
{
    const struct comparison *comparison = known_comparison(run, result);
    if (!comparison)
        return false;
    *spot = (struct spot){(double)result->bench_case->arg, comparison->ratio,
                          comparison->interval[0], comparison->interval[1]};
    // An interval that is wider than the chart says no more than one that ends at its edge.
    spot->low = fmax(spot->low, spot->y / 4);
    spot->high = fmin(spot->high, spot->y * 4);
    return true;
}

static bool is_compared(const void *result, const void *run)
{
    return known_comparison(run, result) != NULL;
}

static bool has_results(const void *line, G_GNUC_UNUSED const void *data)
{
    return ((const struct line *)line)->results->len > 0;
}

// Drops the results that are compared with nothing, and the lines that have none left.
static void keep_compared(GPtrArray *lines, const struct run *run)
{
    for (guint i = 0; i < lines->len; i++)
        pointers_keep(((struct line *)g_ptr_array_index(lines, i))->results, is_compared, run);
    pointers_keep(lines, has_results, NULL);
}

// The baseline of all; NULL where it changes from one argument to the next.
static const char *baseline_name(const GPtrArray *lines, const struct run *run)
{
    const char *name = NULL;
    for (guint i = 0; i < lines->len; i++) {
        const struct line *line = g_ptr_array_index(lines, i);
        for (guint r = 0; r < line->results->len; r++) {
            const struct comparison *comparison =
                known_comparison(run, g_ptr_array_index(line->results, r));
            const struct result *baseline = run_find_result(run, comparison->baseline);
            if (!baseline || (name && g_strcmp0(name, baseline->bench_case->name) != 0))
                return NULL;
            name = baseline->bench_case->name;
        }
    }
    return name;
}

// From which argument on all verdicts are `verdict`: an index, the number of results where none is.
static guint last_stretch(const struct line *line, const struct run *run, enum verdict verdict)
{
    guint from = line->results->len;
    while (from > 0 &&
           known_comparison(run, g_ptr_array_index(line->results, from - 1))->verdict == verdict)
        from--;
    return from;
}

static guint count_verdicts(const struct line *line, const struct run *run, enum verdict verdict)
{
    guint n = 0;
    for (guint r = 0; r < line->results->len; r++)
        n += known_comparison(run, g_ptr_array_index(line->results, r))->verdict == verdict;
    return n;
}

// Says no more than the verdicts: "quick is faster than insertion from n 256 on".
static char *describe(const struct line *line, const struct run *run, const char *baseline,
                      const char *arg_name)
{
    g_autofree char *name = line_name(line);
    guint n = line->results->len;
    for (unsigned i = 0; i < 2; i++) {
        enum verdict verdict = i == 0 ? VERDICT_FASTER : VERDICT_SLOWER;
        guint from = last_stretch(line, run, verdict);
        if (from == 0)
            return g_strdup_printf("%s is %s than %s for every %s", name, verdict_word(verdict),
                                   baseline, arg_name);
        if (from < n && count_verdicts(line, run, verdict) == n - from) {
            const struct result *result = g_ptr_array_index(line->results, from);
            g_autofree char *argument = lines_argument_text(result->bench_case->arg);
            return g_strdup_printf("%s is %s than %s from %s %s on", name, verdict_word(verdict),
                                   baseline, arg_name, argument);
        }
    }
    return g_strdup_printf("%s is faster than %s at %u of %u arguments", name, baseline,
                           count_verdicts(line, run, VERDICT_FASTER), n);
}

// Of several lines the title speaks of the first that breaks even, or else of the fastest at the
// end, which is the last.
static const struct line *pick_line(const GPtrArray *lines, const struct run *run)
{
    for (guint i = lines->len; i-- > 0;) {
        const struct line *line = g_ptr_array_index(lines, i);
        guint n_faster = count_verdicts(line, run, VERDICT_FASTER);
        if (n_faster > 0 && n_faster < line->results->len)
            return line;
    }
    return g_ptr_array_index(lines, lines->len - 1);
}

static void set_ratio_axis(struct chart *chart, struct spots spots, bool is_log)
{
    spots.y_low = fmin(spots.y_low, 1);
    spots.y_high = fmax(spots.y_high, 1);
    chart_set(chart, "is_log_ratio", is_log);
    if (is_log) {
        chart_set_value_axis(chart, &spots, units_times);
        return;
    }
    chart_set(chart, "y_low", 0);
    chart_set(chart, "y_high", spots.y_high * 1.08);
    chart_set_even_tics(chart, "y", 0, spots.y_high * 1.08, units_times);
}

static struct chart *plan_chart(const struct chart_plan *plan, const struct group *group)
{
    g_autoptr(GPtrArray) lines = lines_of(group);
    keep_compared(lines, plan->run);
    g_autoptr(GArray) arguments = lines_arguments(lines);
    const char *baseline = baseline_name(lines, plan->run);
    if (arguments->len < LEAST_ARGUMENTS || !baseline)
        return NULL;
    struct chart *chart = chart_new(CHART_BREAK_EVEN, template_break_even);
    const char *arg_name = lines_argument_name(lines);
    chart->name = g_strdup_printf("%s-break-even", group->name);
    g_autofree char *short_baseline = finding_name(baseline);
    g_autofree char *short_argument = finding_name(arg_name);
    g_autofree char *finding =
        describe(pick_line(lines, plan->run), plan->run, short_baseline, short_argument);
    chart_add_titles(chart, plan, group, finding);
    chart_add_word(chart, arg_name, 60);
    g_ptr_array_add(chart->words, NULL); // the other axis, when its kind is known
    chart_add_lines(chart, lines);
    chart_set_argument_axis(chart, arguments);
    struct spots spots = chart_add_spots(chart, lines, spot_of, plan->run);
    bool is_log = fmax(spots.y_high, 1) / fmin(spots.y_low, 1) > 10;
    chart->words->pdata[3] = g_strdup(is_log ? "time relative to the baseline (log scale)"
                                             : "time relative to the baseline");
    set_ratio_axis(chart, spots, is_log);
    return chart;
}

void chart_break_even_plan(const struct chart_plan *plan)
{
    // Between two builds the verdicts are not about alternatives.
    if (!run_has_sides(plan->run))
        chart_plan_groups(plan, plan_chart);
}
