// SPDX-License-Identifier: MIT
#include "framework/explain/suggestions.h"

#include <math.h>

// Below this nobody would change code for it.
static const double least_gain = 1.15;

// What a wrong guess costs, in cycles: 13 to 20 on CPUs of the last years.
static const double cycles_of_guess = 15;

// Of the branches: of fewer a CPU of today guesses most that the simulated predictor does not.
static const double least_wrong_guesses = 0.1;

// Beyond this share of the time the CPU surely guesses better than the simulated predictor.
static const double most_of_guesses = 0.75;

enum {
    LONG_NS = 100 * 1000, // starting a thread takes a tenth of this
    NARROW_BYTES = 16,    // of a step through memory: all of a cache line is read anyway
    LINE_BYTES = 64,
};

const char *technique_word(enum technique technique)
{
    static const char *const words[TECHNIQUES] = {
        [TECHNIQUE_ALGORITHM] = "better algorithm",  [TECHNIQUE_CACHE] = "cache results",
        [TECHNIQUE_ALLOCATE_ONCE] = "allocate once", [TECHNIQUE_VECTORISE] = "vectorise",
        [TECHNIQUE_LAYOUT] = "data layout",          [TECHNIQUE_BRANCH] = "fewer branches",
        [TECHNIQUE_COPY] = "copy and scan less",     [TECHNIQUE_THREADS] = "threads",
        [TECHNIQUE_WAIT] = "wait at once",           [TECHNIQUE_FLAGS] = "compiler flags",
        [TECHNIQUE_ALTERNATIVE] = "an alternative"};
    return words[technique];
}

// Amdahl: the part gets faster, the rest does not.
static double amdahl(double share, double factor)
{
    share = fmin(share, 1);
    double rest = 1 - share + (isfinite(factor) ? share / factor : 0);
    return rest > 0 ? 1 / rest : INFINITY;
}

static struct suggestion none(enum technique technique)
{
    return (struct suggestion){.technique = technique, .gain = 1};
}

static struct suggestion about(enum technique technique, double share, double factor)
{
    return (struct suggestion){technique, share, factor, amdahl(share, factor), false};
}

// Another alternative grows more slowly; or the growth is one that most tasks need not have.
static struct suggestion algorithm(const struct evidence *evidence)
{
    struct suggestion suggestion = none(TECHNIQUE_ALGORITHM);
    const struct result *own = evidence->result;
    const struct result *fastest = evidence_fastest(evidence);
    const struct fit *fit = own != NULL ? run_find_fit(evidence->run, own->bench_case) : NULL;
    if (fit == NULL)
        return suggestion;
    bool has_better = evidence_slower_growth(evidence) != NULL && fastest != NULL;
    double n = (double)own->bench_case->arg;
    if (has_better) {
        suggestion =
            about(TECHNIQUE_ALGORITHM, 1, own->summary.median_ns / fastest->summary.median_ns);
        suggestion.is_shown = true;
    } else if (fit->complexity.complexity >= COMPLEXITY_N2 && n > 2) {
        suggestion = about(TECHNIQUE_ALGORITHM, 1, n / log2(n)); // against n log n
    }
    return suggestion;
}

// Whatever makes it faster, it is there.
static struct suggestion alternative(const struct evidence *evidence)
{
    struct suggestion suggestion = none(TECHNIQUE_ALTERNATIVE);
    const struct result *fastest = evidence_fastest(evidence);
    if (fastest == NULL || evidence_slower_growth(evidence) != NULL)
        return suggestion;
    suggestion = about(TECHNIQUE_ALTERNATIVE, 1,
                       evidence->result->summary.median_ns / fastest->summary.median_ns);
    suggestion.is_shown = true;
    return suggestion;
}

static struct suggestion cache(const struct evidence *evidence)
{
    bool repeats = evidence->repeated != NULL && evidence->repeats.share >= 0.5;
    return repeats ? about(TECHNIQUE_CACHE, evidence->repeated_share * evidence->repeats.share,
                           INFINITY)
                   : none(TECHNIQUE_CACHE);
}

static struct suggestion allocate_once(const struct evidence *evidence)
{
    double share = evidence_share_in(evidence, SERVICE_ALLOCATION);
    return share > 0 ? about(TECHNIQUE_ALLOCATE_ONCE, share, INFINITY)
                     : none(TECHNIQUE_ALLOCATE_ONCE);
}

static struct suggestion copy(const struct evidence *evidence)
{
    double share = evidence_share_in(evidence, SERVICE_COPY);
    return share > 0 ? about(TECHNIQUE_COPY, share, INFINITY) : none(TECHNIQUE_COPY);
}

// The share of time in the hot loop, as its instructions have it.
static double loop_share(const struct evidence *evidence)
{
    double own = evidence_own_share(evidence);
    return evidence->code.loop.share * (isfinite(own) ? own : 1);
}

static struct suggestion vectorise(const struct evidence *evidence)
{
    const struct hot_code *code = &evidence->code;
    bool is_scalar = code->scalar >= 0.05 * code->runs && code->scalar >= 4 * code->packed;
    bool is_plain = code->loop.is_plain && !code->loop.is_packed && code->loop.element > 0 &&
                    code->loop.stride == code->loop.element;
    unsigned bytes = is_scalar ? code->scalar_bytes : is_plain ? code->loop.element : 0;
    if (evidence->why_no_code != NULL || code->runs <= 0 || bytes == 0 ||
        evidence->vector_bytes <= bytes)
        return none(TECHNIQUE_VECTORISE);
    double share =
        code->loop.function != NULL ? loop_share(evidence) : evidence_own_share(evidence);
    return about(TECHNIQUE_VECTORISE, isfinite(share) ? share : 1,
                 (double)evidence->vector_bytes / bytes);
}

static bool is_streaming(const struct hot_loop *loop)
{
    return loop->missed >= 0.3 * fmin(1, (double)loop->stride / LINE_BYTES);
}

static struct suggestion layout(const struct evidence *evidence)
{
    const struct hot_loop *loop = &evidence->code.loop;
    bool is_sparse = evidence->why_no_code == NULL && loop->stride > NARROW_BYTES &&
                     loop->touched > 0 && loop->touched <= 0.6 * loop->stride;
    if (!is_sparse || !is_streaming(loop))
        return none(TECHNIQUE_LAYOUT);
    return about(TECHNIQUE_LAYOUT, loop_share(evidence),
                 (double)MIN(loop->stride, (unsigned)LINE_BYTES) / loop->touched);
}

static struct suggestion branch(const struct evidence *evidence)
{
    double per_iteration = evidence_mispredicted(evidence);
    const struct result *own = evidence->result;
    double cycles = own != NULL ? result_metric(own, "cycles") : NAN;
    double share = per_iteration * cycles_of_guess / cycles;
    bool is_often = evidence->code.mispredicted >= least_wrong_guesses * evidence->code.branches;
    return is_often && share > 0 ? about(TECHNIQUE_BRANCH, fmin(most_of_guesses, share), INFINITY)
                                 : none(TECHNIQUE_BRANCH);
}

static struct suggestion threads(const struct evidence *evidence)
{
    double busy = evidence_busy_cpus(evidence);
    bool is_one = busy >= 0.5 && busy < 1.2;
    bool has_threads = evidence->result != NULL && evidence->result->bench_case->threads > 1;
    if (!is_one || has_threads || evidence->cpus < 2 || evidence_time_ns(evidence) < LONG_NS)
        return none(TECHNIQUE_THREADS);
    return about(TECHNIQUE_THREADS, 1, evidence->cpus);
}

static struct suggestion wait_at_once(const struct evidence *evidence)
{
    double busy = evidence_busy_cpus(evidence);
    return busy < 0.5 ? about(TECHNIQUE_WAIT, 1 - busy, INFINITY) : none(TECHNIQUE_WAIT);
}

// The last of the builds that is faster than the ones before it.
static struct suggestion flags(const struct evidence *evidence)
{
    struct suggestion suggestion = none(TECHNIQUE_FLAGS);
    for (unsigned i = 0; i < EVIDENCE_BUILDS; i++) {
        const struct flags_build *build = &evidence->builds[i];
        if (build->flags == NULL || build->verdict != VERDICT_FASTER ||
            1 / build->ratio < 1.02 * suggestion.gain)
            continue;
        suggestion = about(TECHNIQUE_FLAGS, 1, 1 / build->ratio);
        suggestion.is_shown = true;
    }
    return suggestion;
}

// What is shown comes before what is only possible; what has no bound before what has one.
static int by_gain(const void *a, const void *b)
{
    const struct suggestion *x = a, *y = b;
    if (x->is_shown != y->is_shown)
        return (int)y->is_shown - (int)x->is_shown;
    return (y->gain > x->gain) - (y->gain < x->gain);
}

GArray *suggestions_find(const struct evidence *evidence)
{
    static struct suggestion (*const all[])(const struct evidence *) = {
        alternative, algorithm, cache,   allocate_once, vectorise, layout,
        branch,      copy,      threads, wait_at_once,  flags};
    GArray *found = g_array_new(FALSE, FALSE, sizeof(struct suggestion));
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++) {
        struct suggestion suggestion = all[i](evidence);
        if (suggestion.gain >= least_gain)
            g_array_append_val(found, suggestion);
    }
    g_array_sort(found, by_gain);
    g_array_set_size(found, MIN(found->len, (guint)MOST_SUGGESTIONS));
    return found;
}
