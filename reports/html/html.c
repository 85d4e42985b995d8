// SPDX-License-Identifier: MIT
// The page: html/page.html, with its parts in the places of their {{names}}.
#include <math.h>
#include <string.h>

#include "framework/base/array.h"
#include "framework/base/hash.h"
#include "reports/formats.h"
#include "reports/html/html_page.h"
#include "reports/html/html_template.h"
#include "reports/html/html_text.h"
#include "reports/html/templates.h"
#include "reports/words/comparison_words.h"
#include "reports/words/finding.h"

static void write_finding(GString *out, const struct page *page)
{
    g_autofree char *finding = finding_of_run(page->run);
    html_name(out, finding);
}

static void write_title(GString *out, const struct page *page)
{
    g_autofree char *finding = finding_of_run(page->run);
    html_text(out, finding);
}

static const struct html_template index_template = {template_index_html, template_page_css, NULL};

static void write_index_first(GString *out, const struct page *page);
static void write_index_last(GString *out, const struct page *page);

static const struct part {
    const char *name;
    void (*write)(GString *out, const struct page *page);
} parts[] = {
    {"title", write_title},
    {"finding", write_finding},
    {"facts", html_facts},
    {"tally", html_tally},
    {"failures", html_failures},
    {"omitted", html_omitted},
    {"choices", html_choices},
    {"table", html_table},
    {"charts", html_charts},
    {"index-first", write_index_first},
    {"index-last", write_index_last},
    {"groups", html_groups},
    {"method", html_method},
    {"machine", html_machine},
    {"warnings", html_warnings},
};

static void write_part(GString *out, const char *name, const void *data)
{
    const struct part *part = html_part_find(parts, G_N_ELEMENTS(parts), sizeof *parts, name);
    part->write(out, data);
}

// What changed between two builds, worst first, comes before all groups; else the groups do.
static void write_index_first(GString *out, const struct page *page)
{
    if (page->has_sides)
        html_fill(out, &index_template, write_part, page);
}

static void write_index_last(GString *out, const struct page *page)
{
    if (!page->has_sides)
        html_fill(out, &index_template, write_part, page);
}

const struct comparison *page_comparison(const struct page *page, const struct result *result)
{
    return g_hash_table_lookup(page->comparisons, result->bench_case->id);
}

// So far that the farthest change is seen, as far as a factor of 16; at least 5 %.
static double find_reach(GHashTable *comparisons)
{
    const double least = log(1.05), most = log(16);
    double reach = least;
    GHashTableIter iter;
    gpointer value = NULL;
    g_hash_table_iter_init(&iter, comparisons);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const struct comparison *comparison = value;
        bool differs =
            comparison->verdict != VERDICT_SAME && comparison->verdict != VERDICT_UNCLEAR;
        if (differs && comparison->ratio > 0)
            reach = fmax(reach, 1.2 * fabs(log(comparison->ratio)));
    }
    return fmin(reach, most);
}

static bool is_reference(const struct page *page, const struct result *result)
{
    return !page->has_sides && g_hash_table_contains(page->references, result->bench_case->id);
}

const char *page_verdict(const struct page *page, const struct result *result)
{
    return case_verdict(result, page_comparison(page, result), is_reference(page, result));
}

char *page_verdict_text(const struct page *page, const struct result *result)
{
    return case_verdict_text(result, page_comparison(page, result), is_reference(page, result));
}

void page_link(GString *out, const struct page *page, const struct result *result, const char *text)
{
    guint number = GPOINTER_TO_UINT(g_hash_table_lookup(page->numbers, result));
    g_string_append_printf(out, "<a href=\"#case-%u\">", number);
    html_id(out, text);
    g_string_append(out, "</a>");
}

static bool is_same(const struct page *page, const struct result *result)
{
    const struct comparison *comparison = page_comparison(page, result);
    return page->has_sides && result->status == STATUS_OK && comparison != NULL &&
           comparison->verdict == VERDICT_SAME;
}

// As page_order(), but what did not change comes last.
static gint compare_interest(gconstpointer left, gconstpointer right, gpointer page)
{
    bool is_left_same = is_same(page, *(const struct result *const *)left);
    bool is_right_same = is_same(page, *(const struct result *const *)right);
    return is_left_same != is_right_same ? is_left_same - is_right_same
                                         : page_order(left, right, page);
}

// So many that a browser opens the page in some seconds.
static GPtrArray *list_shown(const struct page *page)
{
    enum { MOST_SHOWN = 5000 };
    GPtrArray *results = g_ptr_array_new();
    g_ptr_array_extend(results, page->run->results, NULL, NULL);
    if (results->len <= MOST_SHOWN)
        return results;
    g_ptr_array_sort_with_data(results, compare_interest, (gpointer)page);
    g_ptr_array_set_size(results, MOST_SHOWN);
    return results;
}

static bool is_on_page(const void *result, const void *numbers)
{
    return g_hash_table_contains((GHashTable *)numbers, result);
}

static bool has_results(const void *group, G_GNUC_UNUSED const void *data)
{
    return ((const struct group *)group)->results->len > 0;
}

// Chooses the cases of the page, and numbers them.
static void choose_cases(struct page *page)
{
    page->results = list_shown(page);
    for (guint i = 0; i < page->results->len; i++)
        g_hash_table_insert(page->numbers, g_ptr_array_index(page->results, i),
                            GUINT_TO_POINTER(i + 1));
    for (guint i = 0; i < page->groups->len; i++)
        pointers_keep(((struct group *)g_ptr_array_index(page->groups, i))->results, is_on_page,
                      page->numbers);
    pointers_keep(page->groups, has_results, NULL);
}

bool html_write(GString *out, const struct report *report, G_GNUC_UNUSED GError **error)
{
    const struct run *run = report->run;
    g_autoptr(GPtrArray) groups = groups_of(run);
    g_autoptr(GPtrArray) ranked = comparisons_ranked(run);
    g_autoptr(GPtrArray) judged = comparison_metrics(run);
    g_autoptr(GHashTable) numbers = g_hash_table_new(NULL, NULL);
    g_autoptr(GHashTable) comparisons = g_hash_table_new(hash_text, g_str_equal);
    g_autoptr(GHashTable) base = g_hash_table_new(hash_text, g_str_equal);
    g_autoptr(GHashTable) references = g_hash_table_new(hash_text, g_str_equal);
    for (guint i = 0; i < run->results->len; i++) {
        const struct bench_case *bench_case = ((struct result *)run->results->pdata[i])->bench_case;
        if (bench_case->is_baseline)
            g_hash_table_add(references, bench_case->id);
    }
    for (guint i = 0; i < run->comparisons->len; i++) {
        const struct comparison *comparison = g_ptr_array_index(run->comparisons, i);
        if (comparison->baseline != NULL)
            g_hash_table_add(references, comparison->baseline);
    }
    for (guint i = 0; i < ranked->len; i++) {
        struct comparison *comparison = g_ptr_array_index(ranked, i);
        g_hash_table_insert(comparisons, comparison->id, comparison);
    }
    for (guint i = 0; i < run->base->len; i++) {
        struct result *result = g_ptr_array_index(run->base, i);
        g_hash_table_insert(base, result->bench_case->id, result);
    }
    struct page page = {
        .report = report,
        .run = run,
        .has_sides = run_has_sides(run),
        .groups = groups,
        .charts = page_charts_new(run, report->drawings),
        .numbers = numbers,
        .comparisons = comparisons,
        .base = base,
        .references = references,
        .judged = judged,
        .reach = find_reach(comparisons),
    };
    choose_cases(&page);
    const struct html_template template = {template_page_html, template_page_css, template_page_js};
    html_fill(out, &template, write_part, &page);
    page_charts_free(page.charts);
    g_ptr_array_unref(page.results);
    return true;
}
