// SPDX-License-Identifier: MIT
#include "reports/charts/chart_samples.h"

#include "framework/base/array.h"
#include "framework/base/text.h"
#include "framework/result/summary.h"
#include "framework/stats/quantile.h"
#include "reports/charts/chart_kinds.h"
#include "reports/words/comparison_words.h"
#include "reports/words/units.h"

static void collect_points(struct chart_arm *arm)
{
    guint place = 0;
    unsigned excluded = summary_excluded_causes(arm->result);
    for (guint p = 0; p < arm->result->processes->len; p++) {
        const struct process *process = g_ptr_array_index(arm->result->processes, p);
        for (guint i = 0; i < process->samples->len; i++) {
            const struct sample *sample = &g_array_index(process->samples, struct sample, i);
            struct point point = {sample_ns(sample), p, place++, sample->causes != 0};
            if (!isfinite(point.ns) || point.ns <= 0)
                continue;
            arm->n_disturbed += point.is_disturbed;
            g_array_append_val(arm->points, point);
            if ((sample->causes & excluded) == 0)
                g_array_append_val(arm->counted, point.ns);
        }
    }
}

static void add_arm(struct chart_arms *arms, const struct result *result, const char *name,
                    unsigned colour)
{
    struct chart_arm arm = {
        .result = result,
        .name = name,
        .colour = colour,
        .points = g_array_new(FALSE, FALSE, sizeof(struct point)),
        .counted = g_array_new(FALSE, FALSE, sizeof(double)),
    };
    collect_points(&arm);
    sort_ascending(doubles_of(arm.counted), arm.counted->len);
    arms->arm[arms->n++] = arm;
}

// From the 1st to the 99th percentile and as far again to either side; at least 1 % either way, so
// that the grain of the clock does not look like a spread.
static void set_range(struct chart_arms *arms)
{
    const double least_spread = 0.01;
    double low = INFINITY, high = -INFINITY, least = INFINITY, most = -INFINITY;
    for (size_t a = 0; a < arms->n; a++) {
        const struct chart_arm *arm = &arms->arm[a];
        const double *values = doubles_of(arm->counted);
        low = fmin(low, quantile_sorted(values, arm->counted->len, 0.01));
        high = fmax(high, quantile_sorted(values, arm->counted->len, 0.99));
        for (guint i = 0; i < arm->points->len; i++) {
            double ns = g_array_index(arm->points, struct point, i).ns;
            least = fmin(least, ns);
            most = fmax(most, ns);
        }
    }
    double reach = high - low;
    double air = fmax(reach * 0.05, low * least_spread);
    arms->low = fmax(fmax(least, low - reach) - air, 0);
    arms->high = fmin(most, high + reach) + air;
}

struct chart_arms arms_of(const struct run *run, const struct result *result)
{
    struct chart_arms arms = {0};
    const struct result *base =
        run_has_sides(run) ? run_find_base(run, result->bench_case->id) : NULL;
    if (base)
        add_arm(&arms, base, "base", COLOUR_BASE);
    add_arm(&arms, result, base ? "head" : "samples", COLOUR_HEAD);
    for (size_t a = 0; a < arms.n; a++) {
        if (arms.arm[a].points->len == 0) {
            arms_clear(&arms);
            return arms;
        }
    }
    set_range(&arms);
    return arms;
}

void arms_clear(struct chart_arms *arms)
{
    for (size_t a = 0; a < arms->n; a++) {
        g_array_unref(arms->arm[a].points);
        g_array_unref(arms->arm[a].counted);
    }
    *arms = (struct chart_arms){0};
}

void chart_add_case_titles(struct chart *chart, const struct chart_plan *plan,
                           const struct chart_arms *arms, const char *finding)
{
    enum { FINDING_COLUMNS = 100, ID_COLUMNS = 48 };
    const struct result *result = arms->arm[arms->n - 1].result;
    guint n = 0, n_disturbed = 0;
    for (size_t a = 0; a < arms->n; a++) {
        n += arms->arm[a].points->len;
        n_disturbed += arms->arm[a].n_disturbed;
    }
    g_autofree char *printable = text_printable(result->bench_case->id);
    g_autofree char *id = text_keep_ends(printable, ID_COLUMNS);
    g_autofree char *about =
        g_strdup_printf("%s: %u sample%s of %u process%s%s, %u disturbed", id, n, n == 1 ? "" : "s",
                        result->processes->len, result->processes->len == 1 ? "" : "es",
                        arms->n > 1 ? " on each side" : "", n_disturbed);
    chart->case_id = result->bench_case->id;
    for (guint g = 0; g < plan->groups->len; g++) {
        const struct group *group = g_ptr_array_index(plan->groups, g);
        if (g_ptr_array_find(group->results, result, NULL))
            chart->group = group;
    }
    chart_add_word(chart, finding, FINDING_COLUMNS);
    chart_add_word(chart, about, FINDING_COLUMNS);
}

void chart_add_arms(struct chart *chart, const struct chart_arms *arms)
{
    chart_set(chart, "arms", (double)arms->n);
    g_string_append(chart->numbers, "array arm_colours[2]\n");
    for (size_t a = 0; a < arms->n; a++) {
        g_autofree char *colour = g_strdup_printf("arm_colours[%zu]", a + 1);
        chart_set(chart, colour, arms->arm[a].colour);
    }
}

char *arms_beyond_text(const struct chart_arms *arms)
{
    guint n = 0;
    double farthest = NAN;
    for (size_t a = 0; a < arms->n; a++) {
        for (guint i = 0; i < arms->arm[a].points->len; i++) {
            double ns = g_array_index(arms->arm[a].points, struct point, i).ns;
            if (ns >= arms->low && ns <= arms->high)
                continue;
            n++;
            farthest = fmax(farthest, ns);
        }
    }
    if (n == 0)
        return g_strdup("");
    g_autofree char *most = units_time(farthest);
    return g_strdup_printf("at the edge: %u beyond, up to %s", n, most);
}

// Those that changed or are unclear before the others; of a run of one build as declared.
static GPtrArray *sort_cases(const struct run *run)
{
    GPtrArray *cases = g_ptr_array_new();
    g_autoptr(GPtrArray) sorted = comparisons_sorted(run);
    for (guint i = 0; run_has_sides(run) && i < sorted->len; i++) {
        const struct comparison *comparison = g_ptr_array_index(sorted, i);
        const struct result *result = run_find_result(run, comparison->id);
        if (result)
            g_ptr_array_add(cases, (gpointer)result);
    }
    g_autoptr(GHashTable) taken = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < cases->len; i++)
        g_hash_table_add(taken, g_ptr_array_index(cases, i));
    for (guint i = 0; i < run->results->len; i++)
        if (!g_hash_table_contains(taken, g_ptr_array_index(run->results, i)))
            g_ptr_array_add(cases, g_ptr_array_index(run->results, i));
    return cases;
}

// First all distributions, then all orders, as the index shows them.
void chart_cases_plan(const struct chart_plan *plan)
{
    g_autoptr(GPtrArray) cases = sort_cases(plan->run);
    g_autoptr(GPtrArray) orders = g_ptr_array_new();
    guint n = 0;
    for (guint i = 0; i < cases->len; i++) {
        const struct result *result = g_ptr_array_index(cases, i);
        if (n == plan->most_cases) {
            *plan->n_cases += result->processes->len > 0;
            continue;
        }
        g_auto(Arms) arms = arms_of(plan->run, result);
        if (arms.n == 0)
            continue;
        n++;
        g_ptr_array_add(plan->charts, chart_distribution(plan, &arms));
        g_ptr_array_add(orders, chart_order(plan, &arms));
    }
    g_ptr_array_extend_and_steal(plan->charts, g_steal_pointer(&orders));
}
