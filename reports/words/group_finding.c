// SPDX-License-Identifier: MIT
#include "reports/words/group_finding.h"

#include <math.h>
#include <string.h>

#include "reports/words/finding.h"
#include "reports/words/units.h"

static const struct result *result_at(const struct group *group, guint i)
{
    return g_ptr_array_index(group->results, i);
}

// The comparison of a case that is ranked; NULL: none.
static const struct comparison *comparison_at(const struct run *run, const struct group *group,
                                              guint i)
{
    const struct result *result = result_at(group, i);
    return isfinite(result_ranked_ns(result)) ? run_find_comparison(run, result->bench_case->id)
                                              : NULL;
}

// "1.345 us to 1.405 ms"; empty where nothing was measured.
static char *describe_range(const struct group *group)
{
    double least = INFINITY, most = 0;
    for (guint i = 0; i < group->results->len; i++) {
        double time_ns = result_ranked_ns(result_at(group, i));
        least = fmin(least, time_ns);
        most = fmax(most, time_ns);
    }
    g_autofree char *low = units_time(most > 0 ? least : NAN);
    g_autofree char *high = units_time(most);
    return most > least ? g_strdup_printf("%s to %s", low, high) : g_strdup(low);
}

static bool has_one_name(const struct group *group)
{
    for (guint i = 1; i < group->results->len; i++)
        if (strcmp(result_at(group, 0)->bench_case->name, result_at(group, i)->bench_case->name) !=
            0)
            return false;
    return true;
}

static bool has_one_plan(const struct group *group)
{
    for (guint i = 1; i < group->results->len; i++)
        if (!case_is_alternative(result_at(group, 0)->bench_case, result_at(group, i)->bench_case))
            return false;
    return true;
}

// Of one benchmark, or of several inputs.
static char *describe_times(const struct group *group)
{
    g_autofree char *range = describe_range(group);
    if (*range == '\0')
        return g_strdup("nothing could be ranked");
    if (!has_one_name(group))
        return g_strdup_printf("%u inputs take %s", group->results->len, range);
    g_autofree char *name = finding_name(result_at(group, 0)->bench_case->name);
    return g_strdup_printf("%s takes %s", name, range);
}

static char *describe_changes(const struct run *run, const struct group *group)
{
    static const enum verdict order[] = {VERDICT_SLOWER, VERDICT_FASTER, VERDICT_PLACEMENT,
                                         VERDICT_UNCLEAR, VERDICT_SAME};
    unsigned counts[VERDICTS] = {0}, n = 0;
    const struct comparison *last = NULL;
    for (guint i = 0; i < group->results->len; i++) {
        const struct comparison *comparison = comparison_at(run, group, i);
        if (comparison == NULL)
            continue;
        counts[comparison->verdict]++;
        last = comparison;
        n++;
    }
    if (n == 0)
        return g_strdup("nothing could be compared");
    if (n == 1)
        return finding_of_change(run, last);
    GString *line = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(order); i++)
        if (counts[order[i]] > 0)
            g_string_append_printf(line, "%s%u %s", line->len > 0 ? ", " : "", counts[order[i]],
                                   verdict_word(order[i]));
    return g_string_free(line, FALSE);
}

// How one alternative fares at all arguments.
struct tally {
    unsigned n, n_faster;
    double least, most; // ratios of those that are faster
};

static struct tally count_faster(const struct run *run, const struct group *group, const char *name)
{
    struct tally tally = {.least = INFINITY};
    for (guint i = 0; i < group->results->len; i++) {
        const struct comparison *comparison = comparison_at(run, group, i);
        if (comparison == NULL || strcmp(result_at(group, i)->bench_case->name, name) != 0)
            continue;
        tally.n++;
        if (comparison->verdict != VERDICT_FASTER)
            continue;
        tally.n_faster++;
        tally.least = fmin(tally.least, comparison->ratio);
        tally.most = fmax(tally.most, comparison->ratio);
    }
    return tally;
}

// The case that is faster than its baseline by most; NULL: none is.
static const struct comparison *find_fastest(const struct run *run, const struct group *group)
{
    const struct comparison *fastest = NULL;
    for (guint i = 0; i < group->results->len; i++) {
        const struct comparison *comparison = comparison_at(run, group, i);
        if (comparison && comparison->verdict == VERDICT_FASTER &&
            (!fastest || comparison->ratio < fastest->ratio))
            fastest = comparison;
    }
    return fastest;
}

static char *describe_fastest(const struct run *run, const struct group *group,
                              const struct comparison *fastest)
{
    const struct result *result = run_find_result(run, fastest->id);
    const struct result *other = run_find_result(run, fastest->baseline);
    struct tally tally = count_faster(run, group, result->bench_case->name);
    g_autofree char *name = finding_name(result->bench_case->name);
    g_autofree char *baseline = finding_name(other ? other->bench_case->name : fastest->baseline);
    g_autofree char *argument = group_argument_name(group);
    g_autofree char *most = units_speedup(tally.least);
    g_autofree char *least = units_speedup(tally.most);
    if (tally.n_faster == tally.n && strcmp(least, most) != 0)
        return g_strdup_printf("%s is %s to %s faster than %s", name, least, most, baseline);
    if (tally.n_faster == tally.n)
        return g_strdup_printf("%s is %s faster than %s", name, most, baseline);
    return g_strdup_printf("%s is faster than %s at %u of %u %s, by up to %s", name, baseline,
                           tally.n_faster, tally.n, argument ? argument : "arguments", most);
}

char *finding_of_group(const struct run *run, const struct group *group)
{
    if (run_has_sides(run))
        return describe_changes(run, group);
    if (result_at(group, 0)->bench_case->is_input || has_one_name(group))
        return describe_times(group);
    const struct comparison *fastest = find_fastest(run, group);
    if (has_one_plan(group) || fastest == NULL)
        return finding_of_alternatives(run, group->results);
    return describe_fastest(run, group, fastest);
}
