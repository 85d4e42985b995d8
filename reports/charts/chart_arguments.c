// SPDX-License-Identifier: MIT
// Time over argument, on log axes, a line for each alternative of a group: through its points, or
// the curve fitted to them.
#include <math.h>
#include <string.h>

#include "framework/base/hash.h"
#include "framework/base/text.h"
#include "reports/charts/axes.h"
#include "reports/charts/chart_kinds.h"
#include "reports/charts/chart_lines.h"
#include "reports/charts/templates.h"
#include "reports/words/finding.h"
#include "reports/words/units.h"

// Of each argument the line that is the fastest there: int64_t -> struct line *.
static GHashTable *find_fastest_lines(const GPtrArray *lines)
{
    GHashTable *fastest = g_hash_table_new(hash_int64, g_int64_equal);
    for (guint i = 0; i < lines->len; i++) {
        struct line *line = g_ptr_array_index(lines, i);
        for (guint r = 0; r < line->results->len; r++) {
            const struct result *result = g_ptr_array_index(line->results, r);
            const int64_t *argument = &result->bench_case->arg;
            const struct line *before = g_hash_table_lookup(fastest, argument);
            if (before == NULL ||
                result_ranked_ns(result) < result_ranked_ns(line_result_at(before, *argument)))
                g_hash_table_insert(fastest, (gpointer)argument, line);
        }
    }
    return fastest;
}

static char *describe_growth(const struct line *line)
{
    const struct result *first = g_ptr_array_index(line->results, 0);
    const struct result *last = g_ptr_array_index(line->results, line->results->len - 1);
    g_autofree char *name = line_name(line);
    g_autofree char *from = units_time(result_ranked_ns(first));
    g_autofree char *to = units_time(result_ranked_ns(last));
    return g_strdup_printf("%s takes %s to %s", name, from, to);
}

static bool has_same_others(const struct line *a, const struct line *b)
{
    const struct bench_case *one = a->bench_case, *other = b->bench_case;
    return one->threads == other->threads && g_strcmp0(one->variant, other->variant) == 0;
}

// The points of one argument and the same other parameters.
struct contest {
    const struct bench_case *bench_case; // of one of them
    double least_ns;
    guint n_points;
};

static guint hash_contest(gconstpointer data)
{
    const struct bench_case *key = ((const struct contest *)data)->bench_case;
    guint hash = hash_int64(&key->arg) ^ key->threads;
    return key->variant != NULL ? hash_text_and(key->variant, hash) : hash;
}

static gboolean is_same_contest(gconstpointer a, gconstpointer b)
{
    const struct bench_case *one = ((const struct contest *)a)->bench_case;
    const struct bench_case *other = ((const struct contest *)b)->bench_case;
    return one->arg == other->arg && one->threads == other->threads &&
           g_strcmp0(one->variant, other->variant) == 0;
}

// The first of a line at its argument.
static bool is_point(const struct line *line, guint at)
{
    const struct result *result = g_ptr_array_index(line->results, at);
    return result == line_result_at(line, result->bench_case->arg);
}

static GHashTable *find_contests(const GPtrArray *lines)
{
    GHashTable *contests = g_hash_table_new_full(hash_contest, is_same_contest, g_free, NULL);
    for (guint i = 0; i < lines->len; i++) {
        const struct line *line = g_ptr_array_index(lines, i);
        for (guint r = 0; r < line->results->len; r++) {
            const struct result *result = g_ptr_array_index(line->results, r);
            struct contest key = {result->bench_case, INFINITY, 0};
            struct contest *contest = g_hash_table_lookup(contests, &key);
            if (!is_point(line, r))
                continue;
            if (contest == NULL) {
                contest = g_memdup2(&key, sizeof key);
                g_hash_table_add(contests, contest);
            }
            contest->n_points++;
            contest->least_ns = fmin(contest->least_ns, result_ranked_ns(result));
        }
    }
    return contests;
}

// Points at which each alternative is the fastest of those with the same other parameters.
struct wins {
    GHashTable *by_name; // of the alternative -> their number
    guint n;             // of all points where there are several alternatives
};

static void count_wins(struct wins *wins, const struct line *line, GHashTable *contests)
{
    for (guint r = 0; r < line->results->len; r++) {
        const struct result *result = g_ptr_array_index(line->results, r);
        const struct contest key = {.bench_case = result->bench_case};
        const struct contest *contest = g_hash_table_lookup(contests, &key);
        if (!is_point(line, r) || contest->n_points < 2 ||
            result_ranked_ns(result) > contest->least_ns)
            continue;
        gpointer before = g_hash_table_lookup(wins->by_name, line->bench_case->name);
        g_hash_table_insert(wins->by_name, line->bench_case->name,
                            GUINT_TO_POINTER(GPOINTER_TO_UINT(before) + 1));
        wins->n++;
    }
}

// The lines differ in more than the alternative: those of different inputs are no contest.
static char *find_winner(const GPtrArray *lines, const char *arg_name)
{
    g_autoptr(GHashTable) by_name = g_hash_table_new(hash_text, g_str_equal);
    struct wins wins = {by_name, 0};
    const char *winner = NULL;
    guint most = 0;
    g_autoptr(GHashTable) contests = find_contests(lines);
    for (guint i = 0; i < lines->len; i++)
        count_wins(&wins, g_ptr_array_index(lines, i), contests);
    for (guint i = 0; i < lines->len; i++) {
        const char *name = ((const struct line *)g_ptr_array_index(lines, i))->bench_case->name;
        guint n = GPOINTER_TO_UINT(g_hash_table_lookup(by_name, name));
        winner = n > most ? name : winner;
        most = MAX(n, most);
    }
    if (winner == NULL)
        return g_strdup_printf("%u lines over %s", lines->len, arg_name);
    g_autofree char *name = finding_name(winner);
    if (most == wins.n)
        return g_strdup_printf("%s has the lowest median for every %s", name, arg_name);
    return g_strdup_printf("%s has the lowest median at %u of %u points", name, most, wins.n);
}

// Medians are what the chart shows, so that is what its title speaks of.
static char *find_fastest(const GPtrArray *lines, const GArray *arguments, const char *arg_name)
{
    if (lines->len == 1)
        return describe_growth(g_ptr_array_index(lines, 0));
    if (((const struct line *)g_ptr_array_index(lines, 0))->bench_case->is_input)
        return g_strdup_printf("%u inputs, time over %s", lines->len, arg_name);
    for (guint i = 1; i < lines->len; i++)
        if (!has_same_others(g_ptr_array_index(lines, 0), g_ptr_array_index(lines, i)))
            return find_winner(lines, arg_name);
    int64_t smallest = g_array_index(arguments, int64_t, 0);
    int64_t largest = g_array_index(arguments, int64_t, arguments->len - 1);
    g_autoptr(GHashTable) fastest = find_fastest_lines(lines);
    const struct line *first = g_hash_table_lookup(fastest, &smallest);
    const struct line *last = g_hash_table_lookup(fastest, &largest);
    bool is_always = true;
    for (guint i = 0; i < arguments->len; i++)
        is_always = is_always &&
                    g_hash_table_lookup(fastest, &g_array_index(arguments, int64_t, i)) == first;
    g_autofree char *name = line_name(first);
    if (is_always)
        return g_strdup_printf("%s has the lowest median for every %s", name, arg_name);
    g_autofree char *other = line_name(last);
    if (first == last)
        return g_strdup_printf("%s has the lowest median for the smallest and largest %s", name,
                               arg_name);
    return g_strdup_printf("%s has the lowest median for the smallest %s, %s for the largest", name,
                           arg_name, other);
}

static bool spot_of(const struct result *result, G_GNUC_UNUSED const void *data, struct spot *spot)
{
    const double *ci95_ns = result->summary.ci95_ns;
    *spot = (struct spot){(double)result->bench_case->arg, result_ranked_ns(result), ci95_ns[0],
                          ci95_ns[1]};
    return true;
}

// Within the arguments that were measured, evenly on a log axis.
static void add_fitted_curve(struct chart *chart, const struct line *line, const struct fit *fit)
{
    enum { STEPS = 60 };
    const struct result *first = g_ptr_array_index(line->results, 0);
    const struct result *last = g_ptr_array_index(line->results, line->results->len - 1);
    double low = fmax((double)first->bench_case->arg, 1), high = (double)last->bench_case->arg;
    for (int i = 0; i <= STEPS; i++) {
        double n = low * pow(high / low, (double)i / STEPS);
        const double columns[] = {n, complexity_time(&fit->complexity, n)};
        chart_add_numbers(chart, columns, G_N_ELEMENTS(columns));
    }
}

static void add_polygon(struct chart *chart, const struct line *line)
{
    for (guint i = 0; i < line->results->len; i++) {
        const struct result *result = g_ptr_array_index(line->results, i);
        const double columns[] = {(double)result->bench_case->arg, result_ranked_ns(result)};
        chart_add_numbers(chart, columns, G_N_ELEMENTS(columns));
    }
}

// Returns whether one of them is fitted.
static bool add_curves(struct chart *chart, const GPtrArray *lines, const struct run *run)
{
    bool has_fit = false;
    g_autoptr(GString) is_fitted = g_string_new(NULL);
    g_string_append(chart->numbers, "$curves << END_OF_CURVES\n");
    for (guint i = 0; i < lines->len; i++) {
        const struct line *line = g_ptr_array_index(lines, i);
        const struct fit *fit = run_find_fit(run, line->bench_case);
        if (fit != NULL)
            add_fitted_curve(chart, line, fit);
        else
            add_polygon(chart, line);
        has_fit = has_fit || fit != NULL;
        g_string_append(chart->numbers, "\n\n");
        g_string_append_printf(is_fitted, "%s%d", i > 0 ? ", " : "", fit != NULL);
    }
    g_string_append_printf(chart->numbers, "END_OF_CURVES\narray is_fitted[%u] = [%s]\n",
                           lines->len, is_fitted->str);
    return has_fit;
}

static void name_fits(const GPtrArray *lines, const struct run *run)
{
    for (guint i = 0; i < lines->len; i++) {
        struct line *line = g_ptr_array_index(lines, i);
        const struct fit *fit = run_find_fit(run, line->bench_case);
        if (fit == NULL)
            continue;
        g_autofree char *name = g_steal_pointer(&line->key);
        g_autofree char *error = units_percent(fit->complexity.error);
        line->key =
            g_strdup_printf("%s  %s ±%s", name, complexity_word(fit->complexity.complexity), error);
    }
}

static struct chart *plan_chart(const struct chart_plan *plan, const struct group *group)
{
    g_autoptr(GPtrArray) lines = lines_of(group);
    g_autoptr(GArray) arguments = lines_arguments(lines);
    if (arguments->len < LINES_LEAST_ARGUMENTS)
        return NULL;
    struct chart *chart = chart_new(CHART_ARGUMENTS, template_arguments);
    const char *arg_name = lines_argument_name(lines);
    chart->name = g_strdup_printf("%s-over-%s", group->name, arg_name);
    g_autofree char *short_name = finding_name(arg_name);
    g_autofree char *finding = find_fastest(lines, arguments, short_name);
    chart_add_titles(chart, plan, group, finding);
    chart_add_word(chart, arg_name, 60);
    name_fits(lines, plan->run);
    chart_add_lines(chart, lines);
    chart_set_argument_axis(chart, arguments);
    if (add_curves(chart, lines, plan->run))
        chart_tell(chart, "; dashed: fitted");
    struct spots spots = chart_add_spots(chart, lines, spot_of, NULL);
    chart_set_value_axis(chart, &spots, units_round_time);
    return chart;
}

// Over each parameter that is a number, the others of a line fixed.
static void plan_axes(const struct chart_plan *plan, const struct group *group)
{
    g_autoptr(GPtrArray) views = axes_of(group);
    for (guint i = 0; i < views->len && !chart_plan_is_full(plan); i++) {
        struct chart *chart = plan_chart(plan, g_ptr_array_index(views, i));
        if (chart == NULL)
            continue;
        chart->group = group;
        g_ptr_array_add(plan->charts, chart);
    }
}

void chart_arguments_plan(const struct chart_plan *plan)
{
    chart_plan_groups(plan, plan_chart);
    for (guint g = 0; g < plan->groups->len; g++)
        plan_axes(plan, g_ptr_array_index(plan->groups, g));
}
