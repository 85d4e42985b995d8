// SPDX-License-Identifier: MIT
// Alternatives of a group for one argument, side by side, relative to the baseline.
#include <math.h>
#include <string.h>

#include "framework/base/text.h"
#include "reports/charts/chart.h"
#include "reports/charts/chart_kinds.h"
#include "reports/charts/templates.h"
#include "reports/words/comparison_words.h"
#include "reports/words/finding.h"
#include "reports/words/units.h"

enum { LABEL_COLUMNS = 48, ROW_PIXELS = 38, FRAME_PIXELS = 180, PLOT_PIXELS = 440 };

// The results of a group (GPtrArray), alternatives of each other together, in declared order.
static GPtrArray *collect_alternatives(const struct group *group)
{
    GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    g_autoptr(GHashTable) by_case = g_hash_table_new(case_hash_alternative, case_equal_alternative);
    for (guint i = 0; i < group->results->len; i++) {
        struct result *result = g_ptr_array_index(group->results, i);
        GPtrArray *alternatives = g_hash_table_lookup(by_case, result->bench_case);
        if (alternatives == NULL) {
            alternatives = g_ptr_array_new();
            g_ptr_array_add(all, alternatives);
            g_hash_table_insert(by_case, result->bench_case, alternatives);
        }
        g_ptr_array_add(alternatives, result);
    }
    return all;
}

// What the others are measured by: the baseline if it was measured, or else the fastest.
static const struct result *find_reference(const struct run *run, const GPtrArray *results)
{
    const struct result *fastest = NULL;
    for (guint i = 0; i < results->len; i++) {
        const struct result *result = g_ptr_array_index(results, i);
        double median_ns = result_ranked_ns(result);
        if (isnan(median_ns))
            continue;
        if (case_is_reference(run, result->bench_case))
            return result;
        if (!fastest || median_ns < result_ranked_ns(fastest))
            fastest = result;
    }
    return fastest;
}

// `role`: what a case is that is compared with none.
static char *format_note(const struct result *result, const struct comparison *comparison,
                         const char *role)
{
    if (result->status != STATUS_OK)
        return g_strdup(status_word(result->status));
    g_autofree char *time = units_time(result->summary.median_ns);
    if (result->is_optimised_out)
        return g_strdup_printf("%s, %s", time, case_verdict(result, NULL, false));
    if (result->is_at_floor)
        return g_strdup_printf("%s, at the floor", time);
    if (!comparison)
        return g_strconcat(time, role, NULL);
    g_autofree char *speedup = units_speedup(comparison->ratio);
    return g_strdup_printf("%s, %s, %s", time, speedup, verdict_word(comparison->verdict));
}

struct extent {
    double low, high; // of the relative times
    size_t label_columns, note_columns;
};

static void add_row(struct chart *chart, const struct run *run, const struct result *result,
                    const struct result *reference, unsigned row, struct extent *extent)
{
    const struct comparison *comparison = run_find_comparison(run, result->bench_case->id);
    const struct summary *summary = &result->summary;
    double median_ns = result_ranked_ns(result);
    double base_ns = result_ranked_ns(reference);
    bool is_known = isfinite(median_ns);
    struct mark mark =
        comparison && is_known ? palette_verdict(comparison->verdict) : palette_plain;
    double relative[] = {median_ns / base_ns, summary->ci95_ns[0] / base_ns,
                         summary->ci95_ns[1] / base_ns,
                         summary->best_ns / reference->summary.best_ns};
    // Where there is a comparison its ratio is shown, on which verdict and title are based.
    if (comparison && is_known && comparison->is_known) {
        relative[0] = comparison->ratio;
        // An interval that is wider than the chart says no more than one that ends at its edge.
        bool decides = !comparison_is_disturbed(comparison);
        relative[1] = decides ? fmax(comparison->interval[0], comparison->ratio / 4) : NAN;
        relative[2] = decides ? fmin(comparison->interval[1], comparison->ratio * 4) : NAN;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(relative); i++) {
        relative[i] = is_known && relative[i] > 0 ? relative[i] : NAN;
        extent->low = fmin(extent->low, relative[i]);
        extent->high = fmax(extent->high, relative[i]);
    }
    const double columns[] = {row,         relative[0], relative[1], relative[2],
                              relative[3], mark.colour, mark.shape};
    chart_add_numbers(chart, columns, G_N_ELEMENTS(columns));

    chart_add_word(chart, result->bench_case->name, LABEL_COLUMNS);
    const char *role = result != reference                          ? ""
                       : case_is_reference(run, result->bench_case) ? ", baseline"
                                                                    : ", lowest median";
    g_autofree char *note = format_note(result, is_known ? comparison : NULL, role);
    extent->label_columns =
        MAX(extent->label_columns,
            text_columns(g_ptr_array_index(chart->words, chart->words->len - 1)));
    extent->note_columns = MAX(extent->note_columns, text_columns(note));
    g_ptr_array_add(chart->words, g_steal_pointer(&note));
}

static void add_titles(struct chart *chart, const struct chart_plan *plan,
                       const struct group *group, const GPtrArray *results,
                       const struct result *reference)
{
    enum { SUBTITLE_COLUMNS = 70 };
    const struct bench_case *bench_case = reference->bench_case;
    g_autofree char *finding = finding_of_alternatives(plan->run, results);
    g_autofree char *title = group_title(group);
    g_autoptr(GString) subtitle = g_string_new(title);
    g_autoptr(GString) name = g_string_new(group->name);
    if (bench_case->has_arg) {
        const char *arg_name = bench_case->arg_name ? bench_case->arg_name : "argument";
        g_string_append_printf(subtitle, ", %s %" G_GINT64_FORMAT, arg_name, bench_case->arg);
        g_string_append_printf(name, "-%s-%" G_GINT64_FORMAT,
                               bench_case->arg_name ? arg_name : "arg", bench_case->arg);
    }
    if (bench_case->variant != NULL) {
        g_autofree char *variant = text_printable(bench_case->variant);
        g_string_append_printf(subtitle, ", %s", variant);
        g_string_append_printf(name, "-%s", bench_case->variant);
    }
    chart->name = g_strdup(name->str);
    chart->group = group;
    chart_add_word(chart, finding, SUBTITLE_COLUMNS + 20);
    chart_add_word(chart, subtitle->str, SUBTITLE_COLUMNS);
}

static void set_axis(struct chart *chart, const struct extent *extent, bool is_log)
{
    double low = is_log ? extent->low / 1.15 : 0;
    double high = extent->high * (is_log ? 1.15 : 1.05);
    chart_set(chart, "is_log", is_log);
    chart_set(chart, "x_low", low);
    chart_set(chart, "x_high", high);
    if (is_log)
        chart_set_log_tics(chart, "x", low, high, units_times);
    else
        g_string_append(chart->numbers, "set format x '%gx'\n");
}

static struct chart *plan_chart(const struct chart_plan *plan, const struct group *group,
                                const GPtrArray *results)
{
    const struct run *run = plan->run;
    const struct result *reference = find_reference(run, results);
    if (results->len < 2 || !reference)
        return NULL;
    struct chart *chart = chart_new(CHART_ALTERNATIVES, template_alternatives);
    add_titles(chart, plan, group, results, reference);
    g_autofree char *name = finding_name(reference->bench_case->name);
    g_ptr_array_add(chart->words, NULL); // the axis, when its kind is known

    struct extent extent = {.low = 1, .high = 1};
    g_string_append(chart->numbers, "$rows << END_OF_ROWS\n");
    for (guint i = 0; i < results->len; i++)
        add_row(chart, run, g_ptr_array_index(results, i), reference, i + 1, &extent);
    g_string_append(chart->numbers, "END_OF_ROWS\n");
    bool is_log = extent.high / extent.low > 10;
    chart->words->pdata[2] = g_strdup_printf("time relative to %s, less is faster%s", name,
                                             is_log ? " (log scale)" : "");
    chart_set_frame(chart, chart_label_pixels(extent.label_columns) + 24, PLOT_PIXELS,
                    chart_label_pixels(extent.note_columns) + 24,
                    FRAME_PIXELS + ROW_PIXELS * results->len);
    chart_set(chart, "rows", results->len);
    set_axis(chart, &extent, is_log);
    return chart;
}

void chart_alternatives_plan(const struct chart_plan *plan)
{
    // Between two builds the verdicts are not about alternatives.
    if (run_has_sides(plan->run))
        return;
    for (guint g = 0; g < plan->groups->len && !chart_plan_is_full(plan); g++) {
        const struct group *group = g_ptr_array_index(plan->groups, g);
        g_autoptr(GPtrArray) all = collect_alternatives(group);
        for (guint i = 0; i < all->len && !chart_plan_is_full(plan); i++) {
            struct chart *chart = plan_chart(plan, group, g_ptr_array_index(all, i));
            if (chart)
                g_ptr_array_add(plan->charts, chart);
        }
    }
}
