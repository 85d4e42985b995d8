// SPDX-License-Identifier: MIT
// The page of a profile: html/profile.html, with its parts in the places of their {{names}}.
#include <math.h>
#include <string.h>

#include "framework/base/hash.h"
#include "framework/base/text.h"
#include "framework/profile/totals.h"
#include "reports/formats.h"
#include "reports/html/html_machine.h"
#include "reports/html/html_template.h"
#include "reports/html/html_text.h"
#include "reports/html/live_sections.h"
#include "reports/html/profile_data.h"
#include "reports/html/span_section.h"
#include "reports/html/templates.h"
#include "reports/words/profile_words.h"

enum { MOST_ROWS = 500 };

struct page {
    const struct profile *profile;
    char *data;
    guint pruned;
    GPtrArray *totals; // GArray of struct total, of each metric: of each function
    double *all;       // of each metric
};

static void write_title(GString *out, const struct page *page)
{
    const char *target = page->profile->target;
    g_string_append(out, "Profile of ");
    html_text(out, target != NULL ? target : "a program");
}

static void write_facts(GString *out, const struct page *page)
{
    const struct profile *profile = page->profile;
    g_autoptr(GString) notes = g_string_new(NULL);
    g_autofree char *pruned =
        page->pruned > 0 ? g_strdup_printf("%u, each less than 0.02%% of the whole", page->pruned)
                         : NULL;
    profile_notes(notes, profile);
    g_string_append(out, "<dl class=\"facts\">");
    html_fact(out, "command", profile->command);
    html_fact(out, "started", profile->started);
    html_fact(out, "paths too small to be seen", pruned);
    g_string_append(out, "</dl><pre>");
    html_lines(out, notes->str);
    g_string_append(out, "</pre>");
}

// What took part, with its version: of each pass once, however many files were joined.
static void write_tools(GString *out, const struct profile *profile)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(hash_text, g_str_equal, g_free, NULL);
    html_fact(out, "benchrun", profile->version);
    for (guint i = 0; i < profile->passes->len; i++) {
        const struct profile_pass *pass = g_ptr_array_index(profile->passes, i);
        bool was_taken = pass->why_missing == NULL && pass->tool != NULL;
        if (was_taken && g_hash_table_add(seen, g_strdup_printf("%s\n%s", pass->name, pass->tool)))
            html_fact(out, pass->name, pass->tool);
    }
}

static void write_method(GString *out, const struct page *page)
{
    const GPtrArray *machines = page->profile->machines;
    g_string_append(out, "<dl class=\"facts\">");
    write_tools(out, page->profile);
    g_string_append(out, "</dl>");
    for (guint i = 0; i < machines->len; i++) {
        if (machines->len > 1)
            g_string_append_printf(out, "<h2>Machine %u</h2>", i + 1);
        else
            g_string_append(out, "<h2>Machine</h2>");
        html_machine_facts(out, g_ptr_array_index(machines, i));
    }
}

static const struct profile_metric *metric_at(const struct page *page, guint metric)
{
    return g_ptr_array_index(page->profile->metrics, metric);
}

static void write_metrics(GString *out, const struct page *page)
{
    for (guint i = 0; i < page->profile->metrics->len; i++) {
        g_string_append_printf(out, "<option value=\"%u\">", i);
        html_text(out, metric_at(page, i)->name);
        g_string_append(out, "</option>");
    }
}

static const struct total *total_of(const struct page *page, guint metric, guint function)
{
    return &g_array_index((GArray *)g_ptr_array_index(page->totals, metric), struct total,
                          function);
}

static void write_cell(GString *out, const struct page *page, guint metric, double value)
{
    g_autofree char *text = profile_value(metric_at(page, metric), value);
    double share = page->all[metric] > 0 ? 100 * value / page->all[metric] : 0;
    g_string_append_printf(out, "<td class=\"n\" data-v=\"%.6g\">", value);
    html_printf(out, "%s<small>%.1f%%</small></td>", text, share);
}

static void write_row(GString *out, const struct page *page, guint index)
{
    const struct profile_function *function =
        &g_array_index(page->profile->functions, struct profile_function, index);
    g_autofree char *name = profile_name(function);
    g_autofree char *place = profile_place(function);
    g_string_append_printf(out, "<tr data-function=\"%u\"><td class=\"long\">", index);
    html_text(out, name);
    g_string_append(out, "</td><td>");
    html_text(out, place);
    g_string_append(out, "</td>");
    for (guint i = 0; i < page->profile->metrics->len; i++) {
        write_cell(out, page, i, total_of(page, i, index)->self);
        write_cell(out, page, i, total_of(page, i, index)->inclusive);
    }
    g_string_append(out, "</tr>");
}

// By the first metric; functions that have nothing of any are left out.
static GArray *choose_rows(const struct page *page)
{
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(struct total));
    for (guint i = 0; i < page->profile->functions->len; i++) {
        bool has_any = false;
        for (guint m = 0; m < page->profile->metrics->len; m++)
            has_any = has_any || total_of(page, m, i)->inclusive > 0;
        if (has_any)
            g_array_append_val(rows, *total_of(page, 0, i));
    }
    g_array_sort(rows, totals_compare_self);
    return rows;
}

static void write_table(GString *out, const struct page *page)
{
    g_autoptr(GArray) rows = choose_rows(page);
    guint n = MIN(rows->len, MOST_ROWS);
    g_string_append(out, "<div class=\"scroll\"><table id=\"table\"><thead><tr><th scope=\"col\" "
                         "data-sort>function</th><th scope=\"col\" data-sort>where</th>");
    for (guint i = 0; i < page->profile->metrics->len; i++) {
        g_string_append(out, "<th scope=\"col\" class=\"n\" data-sort>");
        html_text(out, metric_at(page, i)->name);
        g_string_append(out, "</th><th scope=\"col\" class=\"n\" data-sort>with callees</th>");
    }
    g_string_append(out, "</tr></thead><tbody>");
    for (guint i = 0; i < n; i++)
        write_row(out, page, g_array_index(rows, struct total, i).function);
    g_string_append(out, "</tbody></table></div>");
    if (rows->len > n)
        html_printf(out, "<p>%u functions with less are left out.</p>", rows->len - n);
}

static void write_live(GString *out, const struct page *page)
{
    html_span_section(out, page->profile);
    html_live_sections(out, page->profile);
}

static void write_data(GString *out, const struct page *page)
{
    html_text(out, page->data);
}

static const struct part {
    const char *name;
    void (*write)(GString *out, const struct page *page);
} parts[] = {
    {"title", write_title},     {"finding", write_title}, {"facts", write_facts},
    {"metrics", write_metrics}, {"table", write_table},   {"data", write_data},
    {"method", write_method},   {"live", write_live},
};

static void write_part(GString *out, const char *name, const void *data)
{
    const struct part *part = html_part_find(parts, G_N_ELEMENTS(parts), sizeof *parts, name);
    part->write(out, data);
}

static void array_free(void *data)
{
    g_array_unref(data);
}

bool profile_page_write(GString *out, const struct profile_report *report, GError **error)
{
    guint first = 0;
    const struct profile *profile = report->profile;
    if (!profile_metric_asked(profile, NULL, &first, error))
        return false;
    struct page page = {
        .profile = profile,
        .totals = g_ptr_array_new_with_free_func(array_free),
        .all = g_new(double, profile->metrics->len),
    };
    page.data = profile_data(report, &page.pruned);
    for (guint i = 0; i < profile->metrics->len; i++) {
        g_ptr_array_add(page.totals, totals_of_functions(profile, i));
        page.all[i] = totals_of_all(profile, i);
    }
    g_autofree char *style = g_strconcat(template_page_css, template_profile_css, NULL);
    const struct html_template template = {template_profile_html, style, template_profile_js};
    html_fill(out, &template, write_part, &page);
    g_ptr_array_unref(page.totals);
    g_free(page.all);
    g_free(page.data);
    return true;
}
