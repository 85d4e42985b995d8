// SPDX-License-Identifier: MIT
#include "reports/words/finding.h"

#include <string.h>

#include "framework/base/text.h"
#include "reports/words/comparison_words.h"
#include "reports/words/groups.h"
#include "reports/words/units.h"

enum { NAME_COLUMNS = 28, LONGEST_ID = 60 };

char *finding_name(const char *name)
{
    g_autofree char *printable = text_printable(name);
    return text_keep_ends(printable, NAME_COLUMNS);
}

struct tally {
    const struct comparison *fastest; // of those shown faster
    const struct comparison *last;    // any
    const struct result *least;       // the lowest median
    unsigned verdicts[VERDICTS];
    unsigned n_compared;
    unsigned n_ranked;
};

static struct tally count_verdicts(const struct run *run, const GPtrArray *results)
{
    struct tally tally = {0};
    for (guint i = 0; i < results->len; i++) {
        const struct result *result = g_ptr_array_index(results, i);
        if (isnan(result_ranked_ns(result)))
            continue;
        tally.n_ranked++;
        if (!tally.least || result_ranked_ns(result) < result_ranked_ns(tally.least))
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
    const struct result *result = run_find_result(run, id);
    return finding_name(result ? result->bench_case->name : id);
}

char *finding_of_alternatives(const struct run *run, const GPtrArray *results)
{
    struct tally tally = count_verdicts(run, results);
    if (!tally.least)
        return g_strdup("no alternative could be ranked");
    if (!tally.last) {
        g_autofree char *name = finding_name(tally.least->bench_case->name);
        g_autofree char *time = units_time(result_ranked_ns(tally.least));
        return tally.n_ranked == 1
                   ? g_strdup_printf("%s takes %s; the others are not ranked", name, time)
                   : g_strdup_printf("%s has the lowest median", name);
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
                   ? g_strdup_printf("it is unclear whether an alternative is faster than %s",
                                     baseline)
                   : g_strdup_printf("no alternative is faster than %s", baseline);
    if (comparison->verdict == VERDICT_SAME)
        return g_strdup_printf("%s and %s take the same time", name, baseline);
    if (comparison->verdict == VERDICT_UNCLEAR)
        return g_strdup_printf("it is unclear whether %s is faster than %s", name, baseline);
    g_autofree char *slowdown = units_speedup(1 / comparison->ratio);
    return g_strdup_printf("%s is %s%sslower than %s", name, slowdown, *slowdown ? " " : "",
                           baseline);
}

GPtrArray *comparisons_ranked(const struct run *run)
{
    g_autoptr(GPtrArray) sorted = comparisons_sorted(run);
    GPtrArray *ranked = g_ptr_array_new();
    for (guint i = 0; i < sorted->len; i++) {
        const struct comparison *comparison = g_ptr_array_index(sorted, i);
        const struct result *result = run_find_result(run, comparison->id);
        if (result && isfinite(result_ranked_ns(result)))
            g_ptr_array_add(ranked, g_ptr_array_index(sorted, i));
    }
    return ranked;
}

// Appends ", 3 slower (most: sort/quick/n:64 0.40x)".
static void append_verdict(GString *line, const GPtrArray *ranked, enum verdict verdict)
{
    const struct comparison *first = NULL;
    unsigned count = 0;
    for (guint i = 0; i < ranked->len; i++) {
        const struct comparison *comparison = g_ptr_array_index(ranked, i);
        if (comparison->verdict != verdict)
            continue;
        first = first ? first : comparison;
        count++;
    }
    if (count == 0)
        return;
    g_string_append_printf(line, "%s%u %s", line->len > 0 ? ", " : "", count,
                           verdict_word(verdict));
    g_autofree char *speedup = units_speedup(first->ratio);
    if ((verdict != VERDICT_FASTER && verdict != VERDICT_SLOWER) || !*speedup)
        return;
    g_autofree char *id = text_printable(first->id);
    g_autofree char *name = text_keep_ends(id, LONGEST_ID);
    g_string_append_printf(line, " (%s%s %s)", count > 1 ? "most: " : "", name, speedup);
}

static unsigned count_short_claims(const GPtrArray *ranked)
{
    unsigned count = 0;
    for (guint i = 0; i < ranked->len; i++)
        count += ((struct comparison *)g_ptr_array_index(ranked, i))->claim == CLAIM_FAILS;
    return count;
}

// One group of alternatives for one argument.
static bool is_one_plan(const struct run *run)
{
    const struct result *first = run->results->len > 0 ? run->results->pdata[0] : NULL;
    for (guint i = 0; i < run->results->len; i++) {
        const struct result *result = g_ptr_array_index(run->results, i);
        if (!case_is_alternative(first->bench_case, result->bench_case))
            return false;
    }
    return run->results->len > 1;
}

static char *describe_ranked(const GPtrArray *ranked)
{
    static const enum verdict order[] = {VERDICT_FASTER, VERDICT_SLOWER, VERDICT_SAME,
                                         VERDICT_UNCLEAR};
    GString *line = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(order); i++)
        append_verdict(line, ranked, order[i]);
    g_string_append(line, ranked->len == 1 ? " against its baseline" : " against their baselines");
    unsigned short_claims = count_short_claims(ranked);
    if (short_claims > 0)
        g_string_append_printf(line, "; %u claim%s short", short_claims,
                               short_claims == 1 ? " falls" : "s fall");
    return g_string_free(line, FALSE);
}

static void count_statuses(const GPtrArray *results, unsigned counts[STATUSES])
{
    for (guint i = 0; i < results->len; i++)
        counts[((const struct result *)g_ptr_array_index(results, i))->status]++;
}

// Appends ", 1 failed, 2 timed out" of the statuses from `first` on.
static void append_statuses(GString *line, const unsigned counts[STATUSES], unsigned first)
{
    for (unsigned status = first; status < STATUSES; status++)
        if (counts[status] > 0)
            g_string_append_printf(line, ", %u %s", counts[status],
                                   status == STATUS_TIMEOUT ? "timed out" : status_word(status));
}

char *finding_of_run(const struct run *run)
{
    g_autoptr(GPtrArray) ranked = comparisons_ranked(run);
    if (ranked->len == 0 && !run_has_sides(run) && !is_one_plan(run))
        return finding_measured(run);
    g_autofree char *finding = run_has_sides(run) ? comparison_summary(run)
                               : is_one_plan(run) ? finding_of_alternatives(run, run->results)
                                                  : describe_ranked(ranked);
    unsigned counts[STATUSES] = {0};
    count_statuses(run->results, counts);
    count_statuses(run->base, counts);
    GString *line = g_string_new(finding);
    append_statuses(line, counts, STATUS_FAILED);
    return g_string_free(line, FALSE);
}

char *finding_measured(const struct run *run)
{
    unsigned counts[STATUSES] = {0};
    count_statuses(run->results, counts);
    GString *line = g_string_new(NULL);
    g_string_printf(line, "%u measured", counts[STATUS_OK]);
    append_statuses(line, counts, STATUS_SKIPPED);
    g_autofree char *duration = units_time(run->duration_s * 1e9);
    g_string_append_printf(line, "%s%s", *duration ? " in " : "", duration);
    return g_string_free(line, FALSE);
}

// "8.30%": how much a verdict is about.
static char *amount_text(double ratio)
{
    g_autofree char *change = units_change(ratio);
    return g_strdup(change + strspn(change, "+-"));
}

char *finding_of_change(const struct run *run, const struct comparison *comparison)
{
    g_autofree char *name = name_of_case(run, comparison->id);
    g_autofree char *amount = amount_text(comparison->ratio);
    switch (comparison->verdict) {
    case VERDICT_FASTER:
    case VERDICT_SLOWER:
        return g_strdup_printf("%s is %s by %s", name, verdict_word(comparison->verdict), amount);
    case VERDICT_SAME:
        return g_strdup_printf("%s takes the same time", name);
    case VERDICT_PLACEMENT:
        return g_strdup_printf("%s differs by %s, only because of placement", name, amount);
    case VERDICT_UNCLEAR:
        break;
    }
    return g_strdup_printf("it is unclear whether %s changed", name);
}

char *finding_of_comparison(const struct run *run)
{
    const struct comparison *worst = NULL;
    unsigned counts[VERDICTS] = {0};
    for (guint i = 0; i < run->comparisons->len; i++) {
        const struct comparison *comparison = g_ptr_array_index(run->comparisons, i);
        counts[comparison->verdict]++;
        if (comparison->verdict == VERDICT_SLOWER && (!worst || comparison->ratio > worst->ratio))
            worst = comparison;
    }
    guint n = run->comparisons->len;
    if (worst) {
        g_autofree char *id = finding_name(worst->id);
        g_autofree char *amount = amount_text(worst->ratio);
        return g_strdup_printf("%u of %u cases %s slower, %s by %s", counts[VERDICT_SLOWER], n,
                               counts[VERDICT_SLOWER] == 1 ? "is" : "are", id, amount);
    }
    if (counts[VERDICT_FASTER] > 0)
        return g_strdup_printf("%u of %u cases %s faster, none is shown to be slower",
                               counts[VERDICT_FASTER], n,
                               counts[VERDICT_FASTER] == 1 ? "is" : "are");
    if (counts[VERDICT_PLACEMENT] > 0)
        return g_strdup_printf("no change is shown: %u of %u cases %s only because of placement",
                               counts[VERDICT_PLACEMENT], n,
                               counts[VERDICT_PLACEMENT] == 1 ? "differs" : "differ");
    g_autoptr(GPtrArray) same_code = comparison_same_code(run);
    if (n == 0 && same_code->len > 0)
        return g_strdup("all cases run the same code");
    if (counts[VERDICT_UNCLEAR] > 0)
        return g_strdup_printf("no change is shown: %u of %u cases %s unclear",
                               counts[VERDICT_UNCLEAR], n,
                               counts[VERDICT_UNCLEAR] == 1 ? "is" : "are");
    return g_strdup("all cases take the same time");
}
