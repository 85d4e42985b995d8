// SPDX-License-Identifier: MIT
#include "framework/result/comparison.h"

#include <math.h>
#include <string.h>

#include "framework/base/array.h"

static const char *const verdict_words[VERDICTS] = {"unclear", "faster", "slower", "same",
                                                    "placement"};
static const char *const claim_words[CLAIMS] = {"none", "holds", "fails", "unclear"};

static bool find_word(const char *const *words, unsigned n, const char *word, unsigned *out)
{
    for (unsigned i = 0; i < n; i++) {
        if (strcmp(words[i], word) == 0) {
            *out = i;
            return true;
        }
    }
    return false;
}

const char *verdict_word(enum verdict verdict)
{
    return verdict_words[verdict];
}

bool verdict_parse(const char *word, enum verdict *out)
{
    return find_word(verdict_words, VERDICTS, word, (unsigned *)out);
}

bool verdict_is_change(enum verdict verdict)
{
    return verdict == VERDICT_FASTER || verdict == VERDICT_SLOWER;
}

const char *claim_word(enum claim claim)
{
    return claim_words[claim];
}

bool claim_parse(const char *word, enum claim *out)
{
    return find_word(claim_words, CLAIMS, word, (unsigned *)out);
}

struct metric_change *metric_change_new(const char *name)
{
    struct metric_change *change = g_new(struct metric_change, 1);
    *change = (struct metric_change){
        .name = g_strdup(name),
        .values = {NAN, NAN},
        .restarts = g_array_new(FALSE, FALSE, sizeof(double)),
        .ratio = NAN,
        .interval = {NAN, NAN},
    };
    return change;
}

void metric_change_free(struct metric_change *change)
{
    g_free(change->name);
    g_array_unref(change->restarts);
    g_free(change);
}

const char *metric_verdict_word(enum verdict verdict)
{
    switch (verdict) {
    case VERDICT_SLOWER:
        return "worse";
    case VERDICT_FASTER:
        return "better";
    default:
        return verdict_word(verdict);
    }
}

struct metric_change *comparison_find_metric(const struct comparison *comparison, const char *name)
{
    for (guint i = 0; i < comparison->metrics->len; i++) {
        struct metric_change *change = g_ptr_array_index(comparison->metrics, i);
        if (strcmp(change->name, name) == 0)
            return change;
    }
    return NULL;
}

static bool fails_on(const struct comparison *comparison, const char *word)
{
    static const char *const verdicts[VERDICTS] = {[VERDICT_SLOWER] = "regression",
                                                   [VERDICT_PLACEMENT] = "placement",
                                                   [VERDICT_UNCLEAR] = "unclear"};
    const struct metric_change *change = comparison_find_metric(comparison, word);
    return g_strcmp0(verdicts[comparison->verdict], word) == 0 ||
           (change != NULL && change->verdict == VERDICT_SLOWER);
}

const char *comparison_failure(const struct comparison *comparison, const GPtrArray *words)
{
    for (guint i = 0; i < words->len; i++)
        if (fails_on(comparison, g_ptr_array_index(words, i)))
            return g_ptr_array_index(words, i);
    return NULL;
}

struct comparison *comparison_new(const char *id, const char *baseline)
{
    struct comparison *comparison = g_new(struct comparison, 1);
    *comparison = (struct comparison){
        .id = g_strdup(id),
        .baseline = g_strdup(baseline),
        .changes = g_array_new(FALSE, FALSE, sizeof(double)),
        .levels = {g_array_new(FALSE, FALSE, sizeof(double)),
                   g_array_new(FALSE, FALSE, sizeof(double))},
        .metrics = g_ptr_array_new_with_free_func((GDestroyNotify)metric_change_free),
        .share = 1,
        .ratio = NAN,
        .times_ns = {NAN, NAN},
        .interval = {NAN, NAN},
        .level = NAN,
        .ci95 = {NAN, NAN},
        .confidence = NAN,
        .detectable = NAN,
    };
    return comparison;
}

void comparison_free(struct comparison *comparison)
{
    g_free(comparison->id);
    g_free(comparison->baseline);
    g_free(comparison->note);
    g_free(comparison->if_called);
    g_free(comparison->explanation);
    g_ptr_array_unref(comparison->metrics);
    g_array_unref(comparison->changes);
    g_array_unref(comparison->levels[0]);
    g_array_unref(comparison->levels[1]);
    g_free(comparison);
}

int comparison_by_size(const void *a, const void *b)
{
    const struct comparison *x = *(const struct comparison *const *)a;
    const struct comparison *y = *(const struct comparison *const *)b;
    double difference = fabs(log(y->ratio)) - fabs(log(x->ratio));
    return (difference > 0) - (difference < 0);
}

struct rank_sum comparison_levels(const struct comparison *comparison)
{
    const GArray *base = comparison->levels[0];
    const GArray *head = comparison->levels[1];
    return (struct rank_sum){doubles_of(base), base->len, doubles_of(head), head->len};
}
