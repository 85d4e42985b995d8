// SPDX-License-Identifier: MIT
#include "framework/result/metric.h"

#include <math.h>
#include <string.h>

#include "framework/harness/counter_table.h"
#include "framework/stats/moments.h"
#include "framework/stats/quantile.h"
#include "framework/stats/student.h"

#define KIND_OF_EVENT(name, title, unit, type, config, group, kernel, about) \
    {#name, title, unit, about, BETTER_LESS, false},
#define KIND_OF_COUNTER(name, type, config, about) {#name, #name, "", about, BETTER_LESS, false},
const struct metric_kind metric_kinds[] = {
    COUNTER_TABLE(KIND_OF_COUNTER) //
    {"allocations", "allocations", "", "blocks allocated per iteration", BETTER_LESS, true},
    {"allocated_bytes", "allocated", "B", "bytes allocated per iteration", BETTER_LESS, true},
    {"leaked_bytes", "leaked", "B", "bytes per iteration that were not freed", BETTER_LESS, true},
    {"peak_heap", "peak heap", "B", "the most bytes at once that the timed loop had allocated",
     BETTER_LESS, true},
    {"peak_resident", "peak resident", "B", "the most memory that the process had in RAM",
     BETTER_LESS, false},
    EVENT_TABLE(KIND_OF_EVENT) //
    {"latency_p50", "p50", "ns",
     "half of the iterations, each timed by itself, took no longer; p99: 99 % of them, and so on",
     BETTER_LESS, false},
    {"latency_p90", "p90", "ns", NULL, BETTER_LESS, false},
    {"latency_p95", "p95", "ns", NULL, BETTER_LESS, false},
    {"latency_p99", "p99", "ns", NULL, BETTER_LESS, false},
    {"latency_p999", "p99.9", "ns", NULL, BETTER_LESS, false},
    {"latency_max", "longest", "ns", "the longest iteration of all", BETTER_UNKNOWN, false},
    {"requests", "requests", "", "in a sample", BETTER_UNKNOWN, false},
    {"wall_time", "wall time", "ns", "from a sample's first request until the last has ended",
     BETTER_UNKNOWN, false},
    {"errors", "errors", "", "requests of a sample that failed", BETTER_LESS, false},
    {"cold", "cold", "ns", "an iteration after the caches were swept", BETTER_LESS, false},
    {"cold_ratio", "cold/warm", "", "how many times as long as the median it takes", BETTER_UNKNOWN,
     false},
    {"bytes_per_second", "throughput", "B/s", NULL, BETTER_MORE, false},
    {"items_per_second", "items", "/s", NULL, BETTER_MORE, false},
    {"scaling", "scaling", "", "throughput of all threads, divided by that of one", BETTER_MORE,
     false},
    {"user_time", "user", "ns", "CPU time in the command's own code, with its children's",
     BETTER_LESS, false},
    {"system_time", "system", "ns", "CPU time in the kernel for it", BETTER_LESS, false},
    {"startup_time", "start-up", "ns",
     "what an empty process takes, started in the same way; it is in every time", BETTER_UNKNOWN,
     false},
    {"exit_code", "exit code", "", "of the command; of one that a signal ended, 128 and its number",
     BETTER_UNKNOWN, false},
    {"cpu_share", "CPU share", "CPUs",
     "CPU time of all threads and children over wall time; below 0.5 it mostly waits",
     BETTER_UNKNOWN, false},
    {NULL, NULL, NULL, NULL, BETTER_UNKNOWN, false},
};

const struct metric_kind *metric_kind_find(const char *name)
{
    for (const struct metric_kind *kind = metric_kinds; kind->name != NULL; kind++)
        if (strcmp(kind->name, name) == 0)
            return kind;
    return NULL;
}

static const char *const better_words[] = {
    [BETTER_UNKNOWN] = NULL, [BETTER_LESS] = "less", [BETTER_MORE] = "more"};

const char *better_word(enum better better)
{
    return better_words[better];
}

enum better better_parse(const char *word)
{
    for (int i = BETTER_LESS; i <= BETTER_MORE; i++)
        if (g_strcmp0(word, better_words[i]) == 0)
            return (enum better)i;
    return BETTER_UNKNOWN;
}

struct metric *metric_new(const char *name, const char *unit, const char *source)
{
    struct metric *metric = g_new(struct metric, 1);
    *metric = (struct metric){
        .name = g_strdup(name),
        .unit = g_strdup(unit ? unit : ""),
        .source = g_strdup(source),
        .value = NAN,
        .interval = {NAN, NAN},
        .per_process = g_array_new(FALSE, FALSE, sizeof(double)),
    };
    return metric;
}

void metric_free(struct metric *metric)
{
    g_free(metric->name);
    g_free(metric->unit);
    g_free(metric->source);
    g_array_unref(metric->per_process);
    g_free(metric);
}

bool metric_is_estimate(const struct metric *metric)
{
    return strcmp(metric->source, SOURCE_CHAIN) == 0;
}

void metric_conclude(struct metric *metric)
{
    guint k = metric->per_process->len;
    g_autofree double *values =
        g_memdup2(metric->per_process->data, k * sizeof(double)); // the median sorts them
    metric->interval[0] = metric->interval[1] = NAN;
    if (isnan(metric->value))
        metric->value = median_of(values, k);
    double deviation = standard_deviation(values, k);
    if (k < 2 || !(deviation > 0))
        return;
    double half = student_quantile(0.975, k - 1) * deviation / sqrt(k);
    metric->interval[0] = metric->value - half;
    metric->interval[1] = metric->value + half;
}

// The largest k whose interval, from the k-th smallest to the k-th largest of n, holds the median
// with 95 % (the sign test's); 0: none does.
static size_t rank_of_interval(size_t n)
{
    double term = pow(0.5, (double)n);
    double tail = term; // P(at most k of n are below the median)
    size_t k = 0;
    while (k < n / 2 && tail <= 0.025) {
        k++;
        term *= (double)(n - k + 1) / (double)k;
        tail += term;
    }
    return k;
}

void metric_conclude_by_ranks(struct metric *metric)
{
    guint n = metric->per_process->len;
    size_t k = rank_of_interval(n);
    g_autofree double *values = g_memdup2(metric->per_process->data, n * sizeof(double));
    metric->value = median_of(values, n); // sorts them
    metric->interval[0] = k > 0 ? values[k - 1] : NAN;
    metric->interval[1] = k > 0 ? values[n - k] : NAN;
}
