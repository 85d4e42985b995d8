// SPDX-License-Identifier: MIT
#include "reports/charts/chart_plan.h"

#include <string.h>

#include "reports/charts/chart_kinds.h"

static void (*const plans[])(const struct chart_plan *plan) = {
    chart_comparison_plan, chart_alternatives_plan, chart_arguments_plan,
    chart_throughput_plan, chart_break_even_plan,   chart_cases_plan,
};

static char *sanitise(const char *name)
{
    enum { LONGEST = 100 };
    GString *out = g_string_new(NULL);
    for (; *name && out->len < LONGEST; name++) {
        bool is_fine = g_ascii_isalnum(*name) || *name == '_' || *name == '-' || *name == '.';
        if (is_fine)
            g_string_append_c(out, *name);
        else if (out->len > 0 && out->str[out->len - 1] != '_')
            g_string_append_c(out, '_');
    }
    // No hidden files, and none that a command takes for an option.
    g_string_erase(out, 0, (gssize)strspn(out->str, ".-_"));
    return g_string_free(out->len > 0 ? out : g_string_append(out, "chart"), FALSE);
}

// Two names may differ in case alone, which some file systems do not tell apart.
static char *unique_name(GHashTable *taken, const char *name)
{
    g_autofree char *base = sanitise(name);
    char *unique = g_strdup(base);
    for (unsigned i = 2;; i++) {
        char *folded = g_ascii_strdown(unique, -1);
        if (!g_hash_table_contains(taken, folded)) {
            g_hash_table_add(taken, folded);
            return unique;
        }
        g_free(folded);
        g_free(unique);
        unique = g_strdup_printf("%s-%u", base, i);
    }
}

void planned_clear(struct planned *planned)
{
    g_ptr_array_unref(planned->charts);
    g_ptr_array_unref(planned->groups);
}

struct planned charts_plan(const struct run *run, guint most_cases)
{
    struct planned planned = {
        .groups = groups_of(run),
        .charts = g_ptr_array_new_with_free_func((GDestroyNotify)chart_free),
    };
    const struct chart_plan plan = {run, planned.groups, most_cases, planned.charts,
                                    &planned.n_cases};
    for (size_t i = 0; i < G_N_ELEMENTS(plans); i++)
        plans[i](&plan);
    g_autoptr(GHashTable) taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < planned.charts->len; i++) {
        struct chart *chart = g_ptr_array_index(planned.charts, i);
        char *unique = unique_name(taken, chart->name);
        g_free(chart->name);
        chart->name = unique;
    }
    return planned;
}
