// SPDX-License-Identifier: MIT
#include "reports/charts/chart_plan.h"

#include <string.h>

#include "framework/base/unique.h"
#include "reports/charts/chart_kinds.h"

static void (*const plans[])(const struct chart_plan *plan) = {
    chart_comparison_plan, chart_alternatives_plan, chart_arguments_plan,
    chart_throughput_plan, chart_threads_plan,      chart_latency_plan,
    chart_stages_plan,     chart_break_even_plan,   chart_cases_plan,
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

static char *numbered(const char *name, unsigned n)
{
    return g_strdup_printf("%s-%u", name, n);
}

// Two names may differ in case alone, which some file systems do not tell apart.
static char *unique_name(GHashTable *taken, const char *name)
{
    g_autofree char *base = sanitise(name);
    g_autofree char *folded = g_ascii_strdown(base, -1);
    g_autofree char *unique = unique_take(taken, folded, numbered);
    return g_strconcat(base, unique + strlen(folded), NULL);
}

void planned_name(struct planned *planned)
{
    g_autoptr(GHashTable) taken = unique_new();
    for (guint i = 0; i < planned->charts->len; i++) {
        struct chart *chart = g_ptr_array_index(planned->charts, i);
        char *unique = unique_name(taken, chart->name);
        g_free(chart->name);
        chart->name = unique;
    }
}

void planned_clear(struct planned *planned)
{
    g_clear_pointer(&planned->charts, g_ptr_array_unref);
    g_clear_pointer(&planned->groups, g_ptr_array_unref);
}

struct planned charts_plan(const struct run *run, guint most, guint most_cases)
{
    struct planned planned = {
        .groups = groups_of(run),
        .charts = g_ptr_array_new_with_free_func((GDestroyNotify)chart_free),
    };
    for (size_t i = 0; i < G_N_ELEMENTS(plans); i++) {
        const struct chart_plan plan = {
            .run = run,
            .groups = planned.groups,
            .most_cases = most_cases,
            .most = most,
            .first = planned.charts->len,
            .charts = planned.charts,
            .n_cases = &planned.n_cases,
        };
        plans[i](&plan);
    }
    planned_name(&planned);
    return planned;
}
