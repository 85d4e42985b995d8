// SPDX-License-Identifier: MIT
// Each group of the page: its table, its charts, and for each case how its samples are spread and
// what is known of it.
#include <math.h>
#include <string.h>

#include "framework/result/summary.h"
#include "reports/html/histogram.h"
#include "reports/html/html_page.h"
#include "reports/html/html_text.h"
#include "reports/words/comparison_words.h"
#include "reports/words/group_finding.h"
#include "reports/words/group_notes.h"
#include "reports/words/metrics.h"
#include "reports/words/units.h"

void html_charts(GString *out, const struct page *page)
{
    if (!page->report->drawings)
        g_string_append(out, "<p>There are no charts: gnuplot could not draw them where this page "
                             "was written.</p>\n");
    page_charts_append(out, page->charts, NULL, NULL);
}

static void append_distribution(GString *out, const struct result *result,
                                const struct result *base)
{
    struct spread spread = {0};
    if (!spread_of(result, base, &spread))
        return;
    g_autofree char *low = units_time(spread.low_ns);
    g_autofree char *high = units_time(spread.high_ns);
    g_autofree char *above =
        spread.above > 0 ? g_strdup_printf("%zu more above", spread.above) : g_strdup("");
    html_printf(out,
                "<figure class=\"spread\"><svg viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" "
                "role=\"img\" aria-label=\"Distribution of %zu samples from %s to %s\">",
                HISTOGRAM_BINS, HISTOGRAM_HEIGHT, spread.shown, low, high);
    g_string_append(out, "<path d=\"");
    histogram_append_path(out, result, &spread);
    g_string_append(out, "\"/>");
    if (base) {
        g_string_append(out, "<path class=\"base\" d=\"");
        histogram_append_path(out, base, &spread);
        g_string_append(out, "\"/>");
    }
    html_printf(out,
                "</svg><figcaption><span>%s</span><span>%s</span><span>%s</span></figcaption>"
                "</figure>\n",
                low, above, high);
}

// Appends "name value, "; nothing where there is no value.
static void add_item(GString *out, const char *name, const char *value)
{
    if (*value)
        html_printf(out, "%s%s%s", name, *name ? " " : "", value);
    if (*value)
        g_string_append(out, ", ");
}

static void add_metrics(GString *out, const struct result *result)
{
    for (guint i = 0; i < result->metrics->len; i++) {
        const struct metric *metric = g_ptr_array_index(result->metrics, i);
        const struct metric_kind *kind = metric_kind_find(metric->name);
        g_autofree char *value = metric_text(metric);
        html_name(out, kind ? kind->title : metric->name);
        g_string_append_printf(out, " %s", value);
        if (kind == NULL && *metric->unit != '\0') {
            g_string_append_c(out, ' ');
            html_name(out, metric->unit);
        }
        g_string_append(out, ", ");
    }
}

static void append_times(GString *out, const struct result *result)
{
    const struct summary *summary = &result->summary;
    g_autofree char *best = units_time(summary->best_ns);
    g_autofree char *time = units_time(summary->median_ns);
    g_autofree char *half = units_percent(summary_precision(summary));
    g_autofree char *median = g_strconcat(time, *half ? " ±" : "", half, NULL);
    g_autofree char *mean = units_time(summary->mean_ns);
    g_autofree char *first = units_time(summary->first_ns);
    g_string_append(out, "<p>");
    size_t start = out->len;
    add_item(out, "Best", best);
    add_item(out, "median", median);
    add_item(out, "mean", mean);
    add_item(out, "first call", first);
    add_metrics(out, result);
    if (out->len > start) // each item ends in a comma
        g_string_truncate(out, out->len - strlen(", "));
    g_string_append(out, ".</p>\n");
}

static void append_effort(GString *out, const struct result *result)
{
    static const char *const endings[ENDINGS] = {
        [ENDED_BY_BUDGET] = ", until the time was up",
        [ENDED_BY_PRECISION] = ", until the median was precise enough",
        [ENDED_BY_COUNT] = ", as requested",
        [ENDED_BY_DECISION] = ", until the comparison was clear",
        [ENDED_UNKNOWN] = "",
    };
    const struct summary *summary = &result->summary;
    html_printf(out, "<p>%zu samples of about %" G_GUINT64_FORMAT " iterations in %u processes%s",
                summary->n, result->iterations, result->processes->len, endings[result->ending]);
    if (summary->n_disturbed > 0)
        html_printf(out, "; disturbed and left out: %zu", summary->n_disturbed);
    g_string_append(out, ".</p>\n");
}

static void append_comparison(GString *out, const struct page *page,
                              const struct comparison *comparison)
{
    if (!comparison)
        return;
    g_autofree char *speedup = units_speedup(comparison->ratio);
    g_autofree char *interval = comparison_speedup_interval(comparison);
    g_autofree char *unseen = units_percent(comparison->detectable);
    html_printf(out, "<p><b>%s</b>", verdict_word(comparison->verdict));
    if (page->has_sides) {
        g_autofree char *change = units_change(comparison->ratio);
        g_autofree char *within = comparison_interval(comparison);
        html_printf(out, "%s%s%s%s", *change ? ": " : "", change, *within ? " " : "", within);
    } else if (*speedup) {
        html_printf(out, ": %s as fast as ", speedup);
        html_name(out, comparison->baseline);
        html_printf(out, "%s%s", *interval ? " " : "", interval);
    }
    if (comparison->verdict == VERDICT_PLACEMENT)
        g_string_append(out, "; only the address of its code changed");
    if (comparison->note) {
        g_string_append(out, "; ");
        html_name(out, comparison->note);
    }
    if (comparison->claim != CLAIM_NONE && !page->has_sides)
        html_printf(out, "; claimed %gx: %s", comparison->min_speedup,
                    claim_word(comparison->claim));
    if (*unseen)
        html_printf(out, "; a change of %s would have been seen", unseen);
    g_string_append(out, ".</p>\n");
}

static void append_notes(GString *out, const struct result *result)
{
    const struct bench_case *bench_case = result->bench_case;
    if (result->status != STATUS_OK) {
        g_string_append_printf(out, "<p><b>%s</b></p>", status_word(result->status));
        html_lines(out, result->message);
        g_string_append_c(out, '\n');
    }
    for (guint i = 0; i < result->warnings->len; i++) {
        g_string_append(out, "<p class=\"warning\">");
        html_name(out, g_ptr_array_index(result->warnings, i));
        g_string_append(out, "</p>\n");
    }
    if (bench_case->file) {
        g_string_append(out, "<p class=\"place\">");
        html_name(out, bench_case->file);
        html_printf(out, ":%u</p>\n", bench_case->line);
    }
}

static void append_case(GString *out, const struct page *page, const struct group *group,
                        const struct result *result)
{
    guint number = GPOINTER_TO_UINT(g_hash_table_lookup(page->numbers, result));
    const struct result *base = g_hash_table_lookup(page->base, result->bench_case->id);
    g_autofree char *label = case_label(result->bench_case);
    bool is_wide = page_charts_have(page->charts, result->bench_case->id);
    g_string_append_printf(out, "<article id=\"case-%u\"%s><h3>", number,
                           is_wide ? " class=\"wide\"" : "");
    html_name(out, label);
    g_string_append(out, "</h3>\n");
    page_charts_append(out, page->charts, group, result->bench_case->id);
    if (result->status == STATUS_OK) {
        if (!is_wide) // its charts show that
            append_distribution(out, result, base);
        append_comparison(out, page, page_comparison(page, result));
        append_times(out, result);
        append_effort(out, result);
    }
    append_notes(out, result);
    g_string_append(out, "</article>\n");
}

static void append_note(GString *out, const char *title, char *note)
{
    g_autofree char *text = note;
    if (*text == '\0')
        return;
    g_string_append_printf(out, "<p>%s", title);
    html_name(out, text);
    g_string_append(out, "</p>\n");
}

// What a profile of both builds says comes before what is known of each case.
static void append_explanations(GString *out, const struct page *page, const struct group *group)
{
    for (guint r = 0; r < group->results->len; r++) {
        const struct result *result = g_ptr_array_index(group->results, r);
        const struct comparison *comparison = page_comparison(page, result);
        if (comparison == NULL || comparison->explanation == NULL)
            continue;
        g_autofree char *label = case_label(result->bench_case);
        g_string_append(out, "<details><summary>What changed in ");
        html_name(out, label);
        g_string_append(out, "</summary>");
        html_listing(out, comparison->explanation);
        g_string_append(out, "</details>\n");
    }
}

// What is known of each case is folded away; links to it open the fold.
static void append_details(GString *out, const struct page *page, const struct group *group)
{
    html_printf(out, "<details><summary>Details of %u case%s</summary>\n<div class=\"cases\">\n",
                group->results->len, group->results->len == 1 ? "" : "s");
    for (guint r = 0; r < group->results->len; r++)
        append_case(out, page, group, g_ptr_array_index(group->results, r));
    g_string_append(out, "</div></details>\n");
}

static void append_table(GString *out, const struct page *page, const struct group *group,
                         guint number)
{
    g_string_append_printf(out,
                           "<div class=\"scroll\" role=\"region\" aria-labelledby=\"group-%u\" "
                           "tabindex=\"0\">\n<table>\n",
                           number);
    if (!page_matrix(out, page, group))
        page_rows(out, page, group->results, false);
    g_string_append(out, "\n</table>\n</div>\n");
}

static void append_group(GString *out, const struct page *page, const struct group *group,
                         guint number)
{
    g_autofree char *title = group_title(group);
    g_autofree char *finding = finding_of_group(page->run, group);
    g_string_append_printf(out,
                           "<section class=\"group\" aria-labelledby=\"group-%u\">\n"
                           "<h2 id=\"group-%u\"><small>",
                           number, number);
    html_name(out, title);
    g_string_append(out, "</small> ");
    html_name(out, finding);
    g_string_append(out, "</h2>\n<div class=\"beside\">\n");
    append_table(out, page, group, number);
    page_charts_append(out, page->charts, group, NULL);
    g_string_append(out, "</div>\n");
    append_note(out, "Fit: ", group_fits(group));
    append_note(out, "", group_advice(page->run, group, page->report->worth_ratio));
    append_explanations(out, page, group);
    append_details(out, page, group);
    g_string_append(out, "</section>\n");
}

void html_groups(GString *out, const struct page *page)
{
    for (guint i = 0; i < page->groups->len; i++)
        append_group(out, page, g_ptr_array_index(page->groups, i), i + 1);
}
