// SPDX-License-Identifier: MIT
#include "reports/html/html_charts.h"

#include "framework/base/hash.h"
#include "reports/html/html_svg.h"

// Of all charts together, so that a browser opens the page at once: one of 2,000 cases in less than
// 2 s, where each MB of charts takes a quarter of a second.
static gsize most_bytes(const struct run *run)
{
    enum { MANY_CASES = 500 };
    return run->results->len > MANY_CASES ? 1000000 : 4000000;
}

guint page_charts_most(const struct run *run)
{
    enum { LEAST_CHART_BYTES = 7000 };
    return (guint)(most_bytes(run) / LEAST_CHART_BYTES);
}

// A drawing and its number on the page.
struct numbered {
    const struct drawing *drawing;
    unsigned number;
};

struct page_charts {
    gsize bytes, most_bytes;
    bool is_full;         // which was said
    GHashTable *of_group; // by struct bench_case: GArray of struct numbered; NULL's are in of_run
    GHashTable *of_case;  // by id: the same
    GArray *of_run;
    GPtrArray *keys; // struct bench_case *: of of_group
};

static GArray *numbered_new(void)
{
    return g_array_new(FALSE, FALSE, sizeof(struct numbered));
}

// The charts of a group, which may be new.
static GArray *group_charts(struct page_charts *charts, const struct drawing *drawing)
{
    const struct bench_case key = {.suite = drawing->suite ? drawing->suite : (char *)"",
                                   .group = drawing->group};
    GArray *known = g_hash_table_lookup(charts->of_group, &key);
    if (known != NULL)
        return known;
    struct bench_case *kept = g_memdup2(&key, sizeof key);
    known = numbered_new();
    g_ptr_array_add(charts->keys, kept);
    g_hash_table_insert(charts->of_group, kept, known);
    return known;
}

static GArray *case_charts(struct page_charts *charts, const struct drawing *drawing)
{
    GArray *known = g_hash_table_lookup(charts->of_case, drawing->case_id);
    if (known == NULL) {
        known = numbered_new();
        g_hash_table_insert(charts->of_case, drawing->case_id, known);
    }
    return known;
}

struct page_charts *page_charts_new(const struct run *run, const struct drawings *drawings)
{
    struct page_charts *charts = g_new(struct page_charts, 1);
    *charts = (struct page_charts){
        .most_bytes = most_bytes(run),
        .of_group = g_hash_table_new_full(case_hash_group, case_equal_group, NULL,
                                          (GDestroyNotify)g_array_unref),
        .of_case =
            g_hash_table_new_full(hash_text, g_str_equal, NULL, (GDestroyNotify)g_array_unref),
        .of_run = numbered_new(),
        .keys = g_ptr_array_new_with_free_func(g_free),
    };
    for (guint i = 0; drawings != NULL && i < drawings->drawn->len; i++) {
        const struct numbered numbered = {g_ptr_array_index(drawings->drawn, i), i + 1};
        GArray *list = numbered.drawing->case_id != NULL ? case_charts(charts, numbered.drawing)
                       : numbered.drawing->group != NULL ? group_charts(charts, numbered.drawing)
                                                         : charts->of_run;
        g_array_append_val(list, numbered);
    }
    return charts;
}

void page_charts_free(struct page_charts *charts)
{
    g_hash_table_unref(charts->of_group);
    g_hash_table_unref(charts->of_case);
    g_array_unref(charts->of_run);
    g_ptr_array_unref(charts->keys);
    g_free(charts);
}

static void append_chart(GString *out, struct page_charts *charts, const struct numbered *numbered)
{
    size_t start = out->len;
    if (charts->bytes > charts->most_bytes) {
        if (!charts->is_full)
            g_string_append(out, "<p>From here on charts are left out to keep the page small; "
                                 "--plot draws them all.</p>\n");
        charts->is_full = true;
        return;
    }
    g_string_append(out, "<figure tabindex=\"0\" role=\"group\" aria-label=\"Chart\">");
    if (!html_svg(out, numbered->drawing, numbered->number))
        g_string_append(out, "This chart could not be read.");
    g_string_append(out, "</figure>\n");
    charts->bytes += out->len - start;
}

// A group with arguments shows its alternatives as lines over them.
static bool has_lines(const GArray *list)
{
    for (guint i = 0; i < list->len; i++)
        if (g_array_index(list, struct numbered, i).drawing->kind == CHART_ARGUMENTS)
            return true;
    return false;
}

static const GArray *find_charts(const struct page_charts *charts, const struct group *group,
                                 const char *case_id)
{
    if (case_id != NULL)
        return g_hash_table_lookup(charts->of_case, case_id);
    if (group == NULL)
        return charts->of_run;
    const struct bench_case key = {.suite = (char *)group->suite, .group = (char *)group->name};
    return g_hash_table_lookup(charts->of_group, &key);
}

void page_charts_append(GString *out, struct page_charts *charts, const struct group *group,
                        const char *case_id)
{
    const GArray *list = find_charts(charts, group, case_id);
    bool is_told_by_lines = list != NULL && has_lines(list);
    for (guint i = 0; list != NULL && i < list->len; i++) {
        const struct numbered *numbered = &g_array_index(list, struct numbered, i);
        if (!is_told_by_lines || numbered->drawing->kind != CHART_ALTERNATIVES)
            append_chart(out, charts, numbered);
    }
}

bool page_charts_have(const struct page_charts *charts, const char *case_id)
{
    return g_hash_table_contains(charts->of_case, case_id);
}
