// SPDX-License-Identifier: MIT
#include "reports/words/comparison_words.h"

#include <math.h>
#include <string.h>

#include "framework/base/hash.h"
#include "framework/base/text.h"
#include "framework/result/mean_change.h"
#include "reports/words/metrics.h"
#include "reports/words/units.h"

static int rank(enum verdict verdict)
{
    static const int ranks[VERDICTS] = {[VERDICT_SLOWER] = 0,
                                        [VERDICT_FASTER] = 1,
                                        [VERDICT_PLACEMENT] = 2,
                                        [VERDICT_UNCLEAR] = 3,
                                        [VERDICT_SAME] = 4};
    return ranks[verdict];
}

int comparison_order(const struct comparison *a, const struct comparison *b)
{
    if (rank(a->verdict) != rank(b->verdict))
        return rank(a->verdict) - rank(b->verdict);
    if (a->verdict == VERDICT_FASTER)
        return (a->ratio > b->ratio) - (a->ratio < b->ratio);
    return (a->ratio < b->ratio) - (a->ratio > b->ratio);
}

static int compare_pointers(const void *left, const void *right)
{
    return comparison_order(*(const struct comparison *const *)left,
                            *(const struct comparison *const *)right);
}

GPtrArray *comparisons_sorted(const struct run *run)
{
    GPtrArray *sorted = g_ptr_array_new();
    for (guint i = 0; i < run->comparisons->len; i++)
        g_ptr_array_add(sorted, g_ptr_array_index(run->comparisons, i));
    g_ptr_array_sort(sorted, compare_pointers);
    return sorted;
}

bool comparison_is_disturbed(const struct comparison *comparison)
{
    return comparison->rounds_left_out > comparison->rounds;
}

static bool comparison_has_interval(const struct comparison *comparison)
{
    return isfinite(comparison->interval[0]) && isfinite(comparison->interval[1]) &&
           !comparison_is_disturbed(comparison);
}

char *comparison_speedup_interval(const struct comparison *comparison)
{
    if (!comparison_has_interval(comparison))
        return g_strdup("");
    return units_speedup_interval(comparison->ratio, comparison->interval);
}

char *comparison_verdict(const struct comparison *comparison)
{
    const char *word = verdict_word(comparison->verdict);
    unsigned processes = comparison->changes->len;
    if (comparison->verdict != VERDICT_UNCLEAR)
        return g_strdup(word);
    if (comparison_is_disturbed(comparison))
        return g_strdup_printf("%s: disturbed", word);
    if (comparison->is_known || comparison->pairing != PAIRED || processes == 0)
        return g_strdup(word);
    return g_strdup_printf("%s: %u process%s", word, processes, processes == 1 ? "" : "es");
}

const char *case_verdict(const struct result *result, const struct comparison *comparison,
                         bool is_reference)
{
    if (result_is_same_code(result))
        return RESULT_SAME_CODE;
    if (result->status != STATUS_OK)
        return status_word(result->status);
    if (result->is_optimised_out)
        return result->bench_case->has_empty_loop ? "optimised away" : "optimised away?";
    if (result->is_at_floor)
        return "at the floor";
    if (comparison)
        return verdict_word(comparison->verdict);
    return is_reference ? "baseline" : "";
}

char *case_verdict_text(const struct result *result, const struct comparison *comparison,
                        bool is_reference)
{
    if (comparison && result_is_ranked(result))
        return comparison_verdict(comparison);
    return g_strdup(case_verdict(result, comparison, is_reference));
}

char *comparison_interval(const struct comparison *comparison)
{
    if (!comparison_has_interval(comparison))
        return g_strdup("");
    return units_change_interval(comparison->interval);
}

char *comparison_mean_words(const struct run *run)
{
    struct mean_change mean;
    if (!run_mean_change(run, &mean))
        return g_strdup("");
    g_autofree char *change = units_change(mean.ratio);
    g_autofree char *interval = units_change_interval(mean.interval);
    return g_strdup_printf("Geometric mean of the change over %u cases: %s %s.", mean.n, change,
                           interval);
}

char *comparison_note(const struct comparison *comparison)
{
    g_autofree char *note = text_printable(comparison->note);
    if (comparison->pairing == PAIRED)
        return g_steal_pointer(&note);
    return *note ? g_strconcat("unpaired, ", note, NULL) : g_strdup("unpaired");
}

char *comparison_level(double level)
{
    return isfinite(level) ? g_strdup_printf("%.5g", 100 * level) : g_strdup("");
}

// The level of the run's first comparison that is, or is not, the same; NAN: there is none.
static double level_of(const struct run *run, bool is_same)
{
    for (guint i = 0; i < run->comparisons->len; i++) {
        const struct comparison *comparison = g_ptr_array_index(run->comparisons, i);
        if (comparison->is_known && (comparison->verdict == VERDICT_SAME) == is_same)
            return comparison->level;
    }
    return NAN;
}

char *comparison_interval_words(const struct run *run)
{
    double of_same = level_of(run, true);
    double of_others = level_of(run, false);
    g_autofree char *same = comparison_level(of_same);
    g_autofree char *others = comparison_level(of_others);
    if (isnan(of_same) && isnan(of_others))
        return g_strdup("");
    if (isnan(of_same) || isnan(of_others) || strcmp(same, others) == 0)
        return g_strdup_printf("%s%% interval", isnan(of_others) ? same : others);
    return g_strdup_printf("%s%% interval (%s%% where the verdict is same)", others, same);
}

static void count(const struct run *run, unsigned counts[VERDICTS], double *unseen)
{
    for (guint i = 0; i < run->comparisons->len; i++) {
        const struct comparison *comparison = g_ptr_array_index(run->comparisons, i);
        counts[comparison->verdict]++;
        if (comparison->verdict == VERDICT_UNCLEAR && isfinite(comparison->detectable))
            *unseen = fmax(*unseen, comparison->detectable);
    }
}

static void append_regressions(GString *line, const struct run *run, unsigned n)
{
    g_string_append_printf(line, "%u regression%s", n, n == 1 ? "" : "s");
    if (n == 0)
        return;
    g_autoptr(GPtrArray) sorted = comparisons_sorted(run);
    const struct comparison *worst = g_ptr_array_index(sorted, 0);
    g_autofree char *id = text_printable(worst->id);
    g_autofree char *change = units_change(worst->ratio);
    g_autofree char *interval = comparison_interval(worst);
    g_string_append_printf(line, " (%s%s %s %s)", n > 1 ? "worst: " : "", id, change, interval);
}

const char *comparison_placement_words(const struct run *run)
{
    for (guint i = 0; i < run->comparisons->len; i++) {
        const struct comparison *comparison = g_ptr_array_index(run->comparisons, i);
        if (comparison->verdict == VERDICT_PLACEMENT)
            return "placement: the time differs, but the machine code is the same in both builds; "
                   "only its address changed.";
    }
    return "";
}

GPtrArray *comparison_same_code(const struct run *run)
{
    GPtrArray *ids = g_ptr_array_new();
    for (guint i = 0; i < run->results->len; i++) {
        const struct result *result = g_ptr_array_index(run->results, i);
        if (result_is_same_code(result))
            g_ptr_array_add(ids, result->bench_case->id);
    }
    return ids;
}

// The passes of which a metric was judged; borrowed.
static GHashTable *judged_passes(const struct run *run, const GPtrArray *columns)
{
    GHashTable *passes = g_hash_table_new(hash_text, g_str_equal);
    for (guint i = 0; i < columns->len; i++) {
        const struct metric *metric = g_ptr_array_index(columns, i);
        for (guint c = 0; c < run->comparisons->len; c++)
            if (comparison_find_metric(run->comparisons->pdata[c], metric->name) != NULL)
                g_hash_table_add(passes, metric->source);
    }
    return passes;
}

GPtrArray *comparison_metrics(const struct run *run)
{
    g_autoptr(GPtrArray) columns = metric_columns(run->results);
    g_autoptr(GHashTable) passes = judged_passes(run, columns);
    GPtrArray *shown = g_ptr_array_new();
    for (guint i = 0; i < columns->len; i++) {
        struct metric *metric = g_ptr_array_index(columns, i);
        if (g_hash_table_contains(passes, metric->source))
            g_ptr_array_add(shown, metric);
    }
    return shown;
}

static char *value_text(const struct metric *metric, double value)
{
    struct metric other = *metric;
    other.value = value;
    return metric_text(&other);
}

static double value_of(const struct result *result, const struct metric *metric)
{
    const struct metric *own = result != NULL ? metric_like(result, metric) : NULL;
    return own != NULL ? own->value : NAN;
}

// `2 -> 2.3 varying, worse`: where one side alone varies, a percentage would hide it.
static char *varying_text(const struct metric_change *change, const char *base, const char *head)
{
    bool is_called = verdict_is_change(change->verdict);
    return g_strdup_printf("%s%s -> %s%s%s%s", base, change->varies[SIDE_BASE] ? " varying" : "",
                           head, change->varies[SIDE_HEAD] ? " varying" : "", is_called ? ", " : "",
                           is_called ? metric_verdict_word(change->verdict) : "");
}

char *comparison_metric_change(const struct run *run, const struct comparison *comparison,
                               const struct metric *metric)
{
    const struct metric_change *change = comparison_find_metric(comparison, metric->name);
    double of_base = value_of(run_find_base(run, comparison->id), metric);
    double of_head = value_of(run_find_result(run, comparison->id), metric);
    g_autofree char *base = value_text(metric, of_base);
    g_autofree char *head = value_text(metric, of_head);
    if (change != NULL && change->varies[SIDE_BASE] != change->varies[SIDE_HEAD])
        return varying_text(change, base, head);
    if (change != NULL && change->restarts->len > 0 && of_base != of_head) {
        g_autofree char *percent = units_change(change->ratio);
        const char *word =
            verdict_is_change(change->verdict) ? metric_verdict_word(change->verdict) : "";
        return g_strchomp(g_strdup_printf("%s %s", percent, word));
    }
    return of_base == of_head || !isfinite(of_base) ? g_steal_pointer(&head)
                                                    : g_strconcat(base, " -> ", head, NULL);
}

// "; allocations worse in 2 cases (worst: parse/large 3 -> 4)".
static void append_worse(GString *line, const struct run *run, const struct metric *metric)
{
    const struct comparison *worst = NULL;
    double most = 0;
    unsigned n = 0;
    for (guint i = 0; i < run->comparisons->len; i++) {
        const struct comparison *comparison = g_ptr_array_index(run->comparisons, i);
        const struct metric_change *change = comparison_find_metric(comparison, metric->name);
        if (change == NULL || change->verdict != VERDICT_SLOWER)
            continue;
        double size = fabs(log(change->ratio)); // infinite from or to nothing
        n++;
        if (worst == NULL || size > most) {
            worst = comparison;
            most = size;
        }
    }
    if (worst == NULL)
        return;
    g_autofree char *title = metric_title(metric);
    g_autofree char *id = text_printable(worst->id);
    g_autofree char *text = comparison_metric_change(run, worst, metric);
    g_string_append_printf(line, "; %s worse in %u case%s (%s%s %s)", title, n, n == 1 ? "" : "s",
                           n > 1 ? "worst: " : "", id, text);
}

char *comparison_summary(const struct run *run)
{
    g_autoptr(GPtrArray) same_code = comparison_same_code(run);
    g_autoptr(GPtrArray) metrics = comparison_metrics(run);
    unsigned counts[VERDICTS] = {0};
    double unseen = 0;
    GString *line = g_string_new(NULL);
    count(run, counts, &unseen);
    append_regressions(line, run, counts[VERDICT_SLOWER]);
    g_string_append_printf(line, ", %u improvement%s, %u same", counts[VERDICT_FASTER],
                           counts[VERDICT_FASTER] == 1 ? "" : "s", counts[VERDICT_SAME]);
    if (counts[VERDICT_PLACEMENT] > 0)
        g_string_append_printf(line, ", %u placement", counts[VERDICT_PLACEMENT]);
    if (counts[VERDICT_UNCLEAR] > 0)
        g_string_append_printf(line, ", %u unclear", counts[VERDICT_UNCLEAR]);
    if (unseen > 0) {
        g_autofree char *least = units_percent(unseen);
        g_string_append_printf(line, " (changes under %s could not be seen)", least);
    }
    if (same_code->len > 0)
        g_string_append_printf(line, "; %u run%s the same code", same_code->len,
                               same_code->len == 1 ? "s" : "");
    for (guint i = 0; i < metrics->len; i++)
        append_worse(line, run, g_ptr_array_index(metrics, i));
    return g_string_free(line, FALSE);
}
