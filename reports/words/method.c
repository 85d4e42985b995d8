// SPDX-License-Identifier: MIT
#include "reports/words/method.h"

#include <math.h>

#include "framework/base/text.h"
#include "reports/words/comparison_words.h"
#include "reports/words/metrics.h"
#include "reports/words/units.h"

// What the measured cases of a run have in common.
struct extent {
    size_t fewest, most; // processes of a case
    size_t samples, disturbed;
};

static struct extent measure_extent(const struct run *run)
{
    struct extent extent = {.fewest = G_MAXSIZE};
    for (guint i = 0; i < run->results->len; i++) {
        const struct result *result = g_ptr_array_index(run->results, i);
        if (result->status != STATUS_OK)
            continue;
        extent.fewest = MIN(extent.fewest, result->processes->len);
        extent.most = MAX(extent.most, result->processes->len);
        extent.samples += result->summary.n;
        extent.disturbed += result->summary.n_disturbed;
    }
    return extent;
}

static void add(GPtrArray *sentences, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void add(GPtrArray *sentences, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_ptr_array_add(sentences, text_printable(text));
}

static void add_times(GPtrArray *sentences, const struct extent *extent, bool is_of_commands)
{
    g_autofree char *count = extent->fewest == extent->most
                                 ? g_strdup_printf("%zu", extent->most)
                                 : g_strdup_printf("%zu to %zu", extent->fewest, extent->most);
    if (is_of_commands)
        add(sentences, "A sample is one run of a command, from its start until its process has "
                       "ended. All times are per run.");
    else if (extent->most > 0)
        add(sentences,
            "Each case ran in %s processes, one after another: where a program lies in memory "
            "changes its speed, and every start picks another place.",
            count);
    if (!is_of_commands)
        add(sentences, "A sample is a batch of iterations between two clock readings. All times "
                       "are per iteration.");
    if (extent->disturbed > 0)
        add(sentences,
            "Samples in which the kernel took the CPU away, moved the program or read from disk "
            "are left out: %zu of %zu.",
            extent->disturbed, extent->samples + extent->disturbed);
    add(sentences,
        "Best is the smallest time that two processes reached: what the code takes when nothing "
        "disturbs it. Median is over all samples, and ± half its 95%% interval, in which each "
        "process counts once.");
}

static void add_verdicts(GPtrArray *sentences, const struct run *run)
{
    const struct comparison *first = g_ptr_array_index(run->comparisons, 0);
    const char *whom = run_has_sides(run) ? "Base and head" : "The alternatives of a group";
    if (first->pairing == PAIRED)
        add(sentences,
            "%s ran in turn, in short rounds of random order. Ratios are taken inside a few "
            "rounds, so what slows the machine for a while slows both and cancels out. %s",
            whom,
            run_has_sides(run) ? "The times shown for base and head are those typical of both "
                                 "together, so that they differ by exactly the change."
                               : "That is why a ratio is not exactly that of the medians.");
    else
        add(sentences,
            "%s were measured at different times, so a difference may be drift of the machine. "
            "Measured in turn ('benchrun compare BASE HEAD'), much smaller ones are seen.",
            whom);
    g_autofree char *words = comparison_interval_words(run);
    g_autofree char *margin = units_percent(first->margin);
    g_autofree char *within = units_percent(first->same_within);
    add(sentences,
        "Faster or slower: the %s of the ratio %s %s. "
        "Same: the interval lies within ±%s. Unclear: neither could be shown in the time given, "
        "too many samples were disturbed, or there were too few processes.",
        *words ? words : "interval",
        first->pairing == PAIRED ? "excludes 1, and the difference is at least"
                                 : "lies beyond drift, at least",
        margin, within);
    if (run->alpha > 0)
        add(sentences,
            "Where nothing differs, at most %g%% of runs call any of their %zu comparison%s faster "
            "or "
            "slower.",
            100 * run->alpha, run_comparisons(run), run_comparisons(run) == 1 ? "" : "s");
}

static bool has_unbound(const struct run *run)
{
    for (guint i = 0; i < run->results->len; i++)
        if (((const struct result *)g_ptr_array_index(run->results, i))->bench_case->uses_all_cpus)
            return true;
    return false;
}

static void add_circumstances(GPtrArray *sentences, const struct run *run)
{
    g_autofree char *cost = units_time(run->clock.cost_ns);
    if (run->clock.name)
        add(sentences, "The clock was %s%s%s%s.", run->clock.name,
            *cost ? ", a reading takes " : "", cost,
            run->cpu >= 0 ? "" : "; the processes ran on any CPU");
    if (run->cpu >= 0)
        add(sentences, "The processes were pinned to CPU %d%s.", run->cpu,
            has_unbound(run) ? ", except for cases that keep several CPUs busy" : "");
    if (run->references_s > 0 && run->references_s < run->duration_s)
        add(sentences,
            "References took %.1f %% of the run: kernels by which it can be compared with runs on "
            "other machines.",
            100 * run->references_s / run->duration_s);
    if (run->suite_compiler)
        add(sentences, "The suites were built by %s.", run->suite_compiler);
}

GPtrArray *method_sentences(const struct run *run)
{
    GPtrArray *sentences = g_ptr_array_new_with_free_func(g_free);
    struct extent extent = measure_extent(run);
    add_times(sentences, &extent, run_is_of_commands(run));
    g_autoptr(GPtrArray) metrics = metric_legend(run, NULL);
    for (guint i = 0; i < metrics->len; i++)
        add(sentences, "%s", (const char *)g_ptr_array_index(metrics, i));
    if (run->comparisons->len > 0)
        add_verdicts(sentences, run);
    add_circumstances(sentences, run);
    return sentences;
}
