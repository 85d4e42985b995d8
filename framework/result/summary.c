// SPDX-License-Identifier: MIT
#include "framework/result/summary.h"

#include "framework/base/array.h"
#include "framework/harness/counter_table.h"
#include "framework/result/command_run.h"
#include "framework/result/stage.h"
#include "framework/stats/moments.h"
#include "framework/stats/quantile.h"
#include "framework/stats/student.h"

static size_t count_samples(const struct result *result, unsigned causes)
{
    size_t n = 0;
    for (guint p = 0; p < result->processes->len; p++) {
        const struct process *process = g_ptr_array_index(result->processes, p);
        for (guint i = 0; i < process->samples->len; i++)
            n += causes == 0 || (g_array_index(process->samples, struct sample, i).causes & causes);
    }
    return n;
}

static size_t count_disturbed(const struct result *result)
{
    unsigned causes = result_disturbing_causes(result);
    return causes != 0 ? count_samples(result, causes) : 0;
}

// The processes' own figures, and all samples together.
struct collected {
    GArray *all;     // double, ns per iteration
    GArray *medians; // double, one per process
    GArray *minima;  // double, one per process
    GArray *firsts;  // double, one per process
    GArray *floors;  // double, one per process
    GArray *shares;  // double, CPU time over wall time, of one sample
};

static GArray *new_doubles(void)
{
    return g_array_new(FALSE, FALSE, sizeof(double));
}

static void append_finite(GArray *values, double value)
{
    if (isfinite(value))
        g_array_append_val(values, value);
}

static void collect_process(struct collected *to, const struct process *process, unsigned excluded)
{
    g_autoptr(GArray) own = new_doubles();
    for (guint i = 0; i < process->samples->len; i++) {
        const struct sample *sample = &g_array_index(process->samples, struct sample, i);
        if (sample->causes & excluded)
            continue;
        append_finite(own, sample_ns(sample));
    }
    append_finite(to->firsts, process->first_ns);
    append_finite(to->floors, process->floor_ns);
    if (own->len == 0)
        return;
    double *values = doubles_of(own);
    append_finite(to->medians, median_of(values, own->len));
    append_finite(to->minima, values[0]);
    g_array_append_vals(to->all, values, own->len);
}

static double median_of_array(GArray *values)
{
    return median_of(doubles_of(values), values->len);
}

static void interval_of_the_median(struct summary *summary, const GArray *medians)
{
    guint k = medians->len;
    if (k < 2)
        return;
    double deviation = standard_deviation(doubles_of(medians), k);
    double half = student_quantile(0.975, k - 1) * deviation / sqrt(k);
    summary->ci95_ns[0] = fmax(summary->median_ns - half, 0);
    summary->ci95_ns[1] = summary->median_ns + half;
}

static void summarise(struct summary *summary, struct collected *from)
{
    double *all = doubles_of(from->all);
    size_t n = from->all->len;
    double *minima = doubles_of(from->minima);
    sort_ascending(minima, from->minima->len);
    summary->n = n;
    summary->median_ns = median_of(all, n);
    summary->mean_ns = mean(all, n);
    summary->stddev_ns = standard_deviation(all, n);
    summary->mad_ns = mad_of(all, n, summary->median_ns);
    if (n > 0) {
        summary->min_ns = minima[0];
        summary->best_ns = minima[from->minima->len > 1 ? 1 : 0];
    }
    interval_of_the_median(summary, from->medians);
    summary->first_ns = median_of_array(from->firsts);
    sort_ascending(doubles_of(from->floors), from->floors->len);
    summary->floor_ns = from->floors->len > 0 ? g_array_index(from->floors, double, 0) : NAN;
}

// At the floor: the best is within the floor's own spread (3 MAD over the processes, at least a
// tenth and at most a quarter) of the best empty loop.
static bool is_at_floor(const struct summary *summary, GArray *floors)
{
    double *values = doubles_of(floors);
    double middle = median_of(values, floors->len);
    double spread = fmax(3 * mad_of(values, floors->len, middle), 0.1 * summary->floor_ns);
    spread = fmin(spread, 0.25 * summary->floor_ns); // a neighbour may have doubled floors
    return summary->best_ns <= summary->floor_ns + spread;
}

// The empty loop takes twice as long while another program runs on the same core; where the body
// may use every CPU, that of the loop says nothing of the others.
static guint count_shared(const struct result *result)
{
    guint n_shared = 0;
    const struct bench_case *bench_case = result->bench_case;
    bool is_of_core = !bench_case->uses_all_cpus && bench_case->command == NULL;
    for (guint p = 0; p < result->processes->len && is_of_core; p++) {
        const struct process *process = g_ptr_array_index(result->processes, p);
        n_shared += process->floor_ns > 1.2 * result->summary.floor_ns;
    }
    return n_shared;
}

static bool is_core_shared(const struct result *result)
{
    return !result->has_own_time && count_shared(result) * 4 > result->processes->len;
}

static bool are_samples_disturbed(size_t n_disturbed, size_t n_all)
{
    return n_disturbed * 10 > n_all;
}

bool summary_is_disturbed(const struct result *result)
{
    const double wide = 0.05;
    size_t n_disturbed = count_disturbed(result);
    return are_samples_disturbed(n_disturbed, count_samples(result, 0)) || is_core_shared(result) ||
           summary_precision(&result->summary) > wide;
}

static void warn(struct result *result, size_t n_all, size_t n_disturbed, bool all_count)
{
    if (all_count && n_disturbed > 0)
        result_warn(result,
                    "%zu of %zu samples were disturbed (preempted, moved or paging), too many to "
                    "leave out: times may be high; make the machine quieter",
                    n_disturbed, n_all);
    else if (are_samples_disturbed(n_disturbed, n_all))
        result_warn(result, "%zu of %zu samples were disturbed and left out", n_disturbed, n_all);
    size_t n_paused = count_samples(result, CAUSE_PAUSED);
    if (are_samples_disturbed(n_paused, n_all))
        result_warn(result,
                    "other programs ran on the CPU during %zu of %zu samples: their CPU time "
                    "counts, as the body never waited",
                    n_paused, n_all);
    if (is_core_shared(result))
        result_warn(result,
                    "another program probably shared the core in %u of %u processes, where the "
                    "empty loop was slower: medians may be high",
                    count_shared(result), result->processes->len);
    if (result->has_own_time)
        result_warn(result, "its times are not the clock's but what its body says "
                            "(bench_add_time())");
    if (result->is_at_floor && !result->bench_case->has_empty_loop)
        result_warn(result,
                    "at the floor: as fast as the empty loop, so not ranked; where the compiler "
                    "removed the work, bench_hide() and bench_do_not_optimize() keep it");
    if (result->bench_case->has_empty_loop)
        result_warn(result, "optimised away: its timed loop is empty, as the compiler removed the "
                            "work: hide the input with bench_hide() and use the result");
    else if (result->is_optimised_out)
        result_warn(result, "optimised away? its time does not grow with the iterations: hide the "
                            "input with bench_hide() and use the result");
}

unsigned summary_excluded_causes(const struct result *result)
{
    unsigned excluded = result_disturbing_causes(result);
    return count_samples(result, excluded) * 2 > count_samples(result, 0) ? 0 : excluded;
}

// Of samples that are long enough, except those with one of `causes`.
static void collect_shares(GArray *shares, const struct result *result, unsigned causes)
{
    const uint64_t long_ns = 20000;
    // What the body says of a time elsewhere has nothing to do with this CPU's.
    for (guint p = 0; p < result->processes->len && !result->has_own_time; p++) {
        const struct process *process = g_ptr_array_index(result->processes, p);
        for (guint i = 0; i < process->samples->len; i++) {
            const struct sample *sample = &g_array_index(process->samples, struct sample, i);
            if (sample->elapsed_ns >= long_ns && (sample->causes & causes) == 0)
                append_finite(shares, sample->cpu_ns / (double)sample->elapsed_ns);
        }
    }
}

// What a separate pass counted is kept: it is exact, or the better source.
static struct metric *set_metric(struct result *result, const char *name, const char *source,
                                 double value)
{
    static const char *const own[] = {SOURCE_TIME, SOURCE_HARDWARE, SOURCE_CHAIN, NULL};
    struct metric *before = result_find_metric(result, name);
    if (before != NULL && !g_strv_contains(own, before->source))
        return NULL;
    if (!isfinite(value)) {
        if (before != NULL)
            result_remove_metric(result, before);
        return NULL;
    }
    struct metric *metric = result_set_metric(result, name, source, value);
    g_array_set_size(metric->per_process, 0);
    return metric;
}

// The counts of a process's samples, per iteration.
_Static_assert((int)COUNTERS <= (int)MOST_COUNTERS, "a sample has no room for all counters");

static void collect_counts(GArray *counts, const struct process *process, enum counter counter,
                           unsigned excluded)
{
    for (guint i = 0; i < process->samples->len; i++) {
        const struct sample *sample = &g_array_index(process->samples, struct sample, i);
        if ((sample->causes & excluded) == 0)
            append_finite(counts, sample_count(sample, counter));
    }
}

static void set_counter(struct result *result, enum counter counter, unsigned excluded)
{
    bool is_estimate = counter == COUNTER_cycles && result->cycle_source == CYCLES_ESTIMATED;
    g_autoptr(GArray) all = new_doubles();
    g_autoptr(GArray) medians = new_doubles();
    for (guint p = 0; p < result->processes->len; p++) {
        g_autoptr(GArray) own = new_doubles();
        collect_counts(own, g_ptr_array_index(result->processes, p), counter, excluded);
        append_finite(medians, median_of_array(own));
        g_array_append_vals(all, own->data, own->len);
    }
    struct metric *metric =
        set_metric(result, metric_kinds[counter].name, is_estimate ? SOURCE_CHAIN : SOURCE_HARDWARE,
                   median_of_array(all));
    if (metric == NULL)
        return;
    g_array_append_vals(metric->per_process, medians->data, medians->len);
    metric_conclude(metric);
}

// So much per iteration, as a rate: the interval is that of the median time, turned over.
static void set_rate(struct result *result, const char *name, double amount, const GArray *medians)
{
    const double ns_per_s = 1e9;
    const struct summary *summary = &result->summary;
    double rate = amount > 0 ? amount * ns_per_s / summary->median_ns : NAN;
    struct metric *metric = set_metric(result, name, SOURCE_TIME, rate);
    if (metric == NULL)
        return;
    metric->interval[0] = amount * ns_per_s / summary->ci95_ns[1];
    metric->interval[1] = amount * ns_per_s / summary->ci95_ns[0];
    for (guint i = 0; i < medians->len; i++) {
        rate = amount * ns_per_s / g_array_index(medians, double, i);
        g_array_append_val(metric->per_process, rate);
    }
}

static void set_metrics(struct result *result, unsigned excluded, const GArray *medians)
{
    for (unsigned i = 0; i < COUNTERS; i++)
        set_counter(result, (enum counter)i, excluded);
    double threads = MAX(result->bench_case->threads, 1); // what all of them together do
    set_rate(result, "bytes_per_second", threads * result->bytes, medians);
    set_rate(result, "items_per_second", threads * result->items, medians);
    if (!result->bench_case->has_requests)
        return;
    double n = (double)result->bench_case->iterations; // a sample is all of them
    set_metric(result, "requests", SOURCE_TIME, n);
    struct metric *wall =
        set_metric(result, "wall_time", SOURCE_TIME, n * result->summary.median_ns);
    for (unsigned i = 0; i < 2 && wall != NULL; i++)
        wall->interval[i] = n * result->summary.ci95_ns[i];
}

// The ninth decile, as other programs only lower a share.
static void set_cpu_share(struct result *result, GArray *shares, bool is_doubtful)
{
    sort_ascending(doubles_of(shares), shares->len);
    double share = quantile_sorted(doubles_of(shares), shares->len, 0.9);
    bool is_unknown = is_doubtful && share > 0.1 && share < 0.9;
    set_metric(result, "cpu_share", SOURCE_TIME, is_unknown ? NAN : share);
}

void summary_compute(struct result *result)
{
    struct collected from = {new_doubles(), new_doubles(), new_doubles(),
                             new_doubles(), new_doubles(), new_doubles()};
    size_t n_all = count_samples(result, 0);
    unsigned excluded = summary_excluded_causes(result);
    size_t n_disturbed = count_disturbed(result);
    for (guint p = 0; p < result->processes->len; p++)
        collect_process(&from, g_ptr_array_index(result->processes, p), excluded);
    // The preempted look as if they waited. Threads preempt each other as well, so that a body of
    // several may have no other samples; these are taken where they leave no doubt.
    collect_shares(from.shares, result, excluded | CAUSE_PREEMPTED | CAUSE_PAUSED);
    bool is_doubtful = from.shares->len == 0 && result->bench_case->uses_all_cpus;
    if (is_doubtful)
        collect_shares(from.shares, result, excluded);
    summarise(&result->summary, &from);
    set_metrics(result, excluded, from.medians);
    set_cpu_share(result, from.shares, is_doubtful);
    result->summary.n_disturbed = excluded == 0 ? 0 : n_disturbed;
    // A command's floor is an empty process, which is one too.
    result->is_at_floor = !result->has_own_time && result->bench_case->command == NULL &&
                          is_at_floor(&result->summary, from.floors);
    g_ptr_array_set_size(result->warnings, 0);
    warn(result, n_all, n_disturbed, excluded == 0);
    command_runs_summarise(result);
    stages_summarise(result);
    g_array_unref(from.all);
    g_array_unref(from.medians);
    g_array_unref(from.minima);
    g_array_unref(from.firsts);
    g_array_unref(from.floors);
    g_array_unref(from.shares);
}

const char *cpu_share_word(double cpu_share)
{
    if (cpu_share >= 0.9)
        return "CPU-bound";
    return cpu_share < 0.5 ? "waiting" : "";
}

double summary_precision(const struct summary *summary)
{
    return (summary->ci95_ns[1] - summary->ci95_ns[0]) / 2 / summary->median_ns;
}

const struct sample *summary_counted_sample(const struct process *process, guint index,
                                            unsigned excluded)
{
    const struct sample *sample = &g_array_index(process->samples, struct sample, index);
    return sample->causes & excluded ? NULL : sample;
}

GPtrArray *summary_counted_samples(const struct result *result)
{
    GPtrArray *samples = g_ptr_array_new();
    unsigned excluded = summary_excluded_causes(result);
    for (guint p = 0; p < result->processes->len; p++) {
        const struct process *process = g_ptr_array_index(result->processes, p);
        for (guint i = 0; i < process->samples->len; i++) {
            const struct sample *sample = summary_counted_sample(process, i, excluded);
            if (sample != NULL)
                g_ptr_array_add(samples, (void *)sample);
        }
    }
    return samples;
}
