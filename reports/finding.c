// SPDX-License-Identifier: MIT
#include "reports/finding.h"

#include "reports/chart.h"
#include "reports/text.h"
#include "reports/units.h"

enum { NAME_COLUMNS = 28 };

char *finding_name(const char *name)
{
    g_autofree char *printable = text_printable(name);
    return text_keep_tail(printable, NAME_COLUMNS);
}

struct tally {
    const struct comparison *fastest; // of those shown faster
    const struct comparison *last;    // any
    const struct result *least;       // the lowest median
    unsigned verdicts[VERDICTS];
    unsigned n_compared;
};

static struct tally count_verdicts(const struct run *run, const GPtrArray *results)
{
    struct tally tally = {0};
    for (guint i = 0; i < results->len; i++) {
        const struct result *result = g_ptr_array_index(results, i);
        if (isnan(chart_median_ns(result)))
            continue;
        if (!tally.least || chart_median_ns(result) < chart_median_ns(tally.least))
            tally.least = result;
        const struct comparison *comparison = run_find_comparison(run, result->bench_case->id);
        if (!comparison)
            continue;
        tally.last = comparison;
        tally.n_compared++;
        tally.verdicts[comparison->verdict]++;
        if (comparison->verdict == VERDICT_FASTER &&
            (!tally.fastest || comparison->ratio < tally.fastest->ratio))
            tally.fastest = comparison;
    }
    return tally;
}

static char *name_of_case(const struct run *run, const char *id)
{
    const struct result *result = results_find(run->results, id);
    return finding_name(result ? result->bench_case->name : id);
}

char *finding_of_alternatives(const struct run *run, const GPtrArray *results)
{
    struct tally tally = count_verdicts(run, results);
    if (!tally.least)
        return g_strdup("no alternative could be ranked");
    if (!tally.last) {
        g_autofree char *name = finding_name(tally.least->bench_case->name);
        return g_strdup_printf("%s has the lowest median", name);
    }
    const struct comparison *comparison = tally.fastest ? tally.fastest : tally.last;
    g_autofree char *name = name_of_case(run, comparison->id);
    g_autofree char *baseline = name_of_case(run, comparison->baseline);
    g_autofree char *speedup = units_speedup(comparison->ratio);
    if (tally.fastest)
        return g_strdup_printf("%s is %s%sfaster than %s", name, speedup, *speedup ? " " : "",
                               baseline);
    if (tally.n_compared > 1)
        return tally.verdicts[VERDICT_UNCLEAR] > 0
                   ? g_strdup_printf("no alternative is shown to be faster than %s", baseline)
                   : g_strdup_printf("no alternative is faster than %s", baseline);
    if (comparison->verdict == VERDICT_SAME)
        return g_strdup_printf("%s and %s take the same time", name, baseline);
    if (comparison->verdict == VERDICT_UNCLEAR)
        return g_strdup_printf("it is unclear whether %s is faster than %s", name, baseline);
    g_autofree char *slowdown = units_speedup(1 / comparison->ratio);
    return g_strdup_printf("%s is %s%sslower than %s", name, slowdown, *slowdown ? " " : "",
                           baseline);
}
