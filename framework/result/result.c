// SPDX-License-Identifier: MIT
#include "framework/result/result.h"

#include <string.h>

#include "framework/base/hash.h"
#include "framework/base/lookup.h"

const char *cause_word(enum cause cause)
{
    switch (cause) {
    case CAUSE_PREEMPTED:
        return "preempted";
    case CAUSE_MIGRATED:
        return "migrated";
    case CAUSE_MAJOR_FAULT:
        return "major_fault";
    case CAUSE_STEAL:
        return "steal";
    case CAUSE_PAUSED:
        return "paused";
    }
    return "unknown";
}

static const char *const status_words[STATUSES] = {"ok", "skipped", "failed", "crashed", "timeout"};

const char *status_word(enum status status)
{
    return status_words[status];
}

bool status_parse(const char *word, enum status *out)
{
    for (unsigned i = 0; i < STATUSES; i++) {
        if (strcmp(status_words[i], word) == 0) {
            *out = (enum status)i;
            return true;
        }
    }
    return false;
}

const char *ending_word(enum ending ending)
{
    static const char *const words[] = {"unknown", "budget", "precision", "count", "decision"};
    return words[ending];
}

const char *check_word(enum check check)
{
    static const char *const words[] = {"none", "reference", "agrees", "differs", "unchecked"};
    return words[check];
}

const char *side_word(enum side side)
{
    static const char *const words[] = {"base", "head", "none"};
    return words[side];
}

double sample_wall_ns(const struct sample *sample)
{
    return (double)sample->elapsed_ns / (double)sample->iterations;
}

double sample_ns(const struct sample *sample)
{
    double wall_ns = sample_wall_ns(sample);
    return sample->causes & CAUSE_PAUSED && sample->cpu_ns > 0
               ? fmin(sample->cpu_ns / (double)sample->iterations, wall_ns)
               : wall_ns;
}

struct process *process_new(void)
{
    struct process *process = g_new0(struct process, 1);
    process->first_ns = NAN;
    process->floor_ns = NAN;
    process->samples = g_array_new(FALSE, FALSE, sizeof(struct sample));
    return process;
}

void process_free(struct process *process)
{
    g_array_unref(process->samples);
    g_clear_pointer(&process->runs, g_array_unref);
    g_free(process);
}

double sample_count(const struct sample *sample, unsigned counter)
{
    return sample->counts[counter] / (double)sample->iterations;
}

static gconstpointer name_of_metric(gconstpointer metric)
{
    return ((const struct metric *)metric)->name;
}

static const struct lookup_key metric_by_name = {name_of_metric, hash_text, g_str_equal};

struct result *result_new(struct bench_case *bench_case)
{
    struct result *result = g_new0(struct result, 1);
    result->bench_case = bench_case;
    result->side = SIDE_NONE;
    result->is_optimised_out = bench_case->has_empty_loop;
    result->processes = g_ptr_array_new_with_free_func((GDestroyNotify)process_free);
    result->metrics = g_ptr_array_new_with_free_func((GDestroyNotify)metric_free);
    result->by_name = g_new(struct lookup, 1);
    *result->by_name = (struct lookup){.key = &metric_by_name};
    result->warnings = g_ptr_array_new_with_free_func(g_free);
    result->summary = (struct summary){
        .min_ns = NAN,
        .best_ns = NAN,
        .median_ns = NAN,
        .mean_ns = NAN,
        .stddev_ns = NAN,
        .mad_ns = NAN,
        .ci95_ns = {NAN, NAN},
        .first_ns = NAN,
        .floor_ns = NAN,
    };
    return result;
}

void result_free(struct result *result)
{
    if (result == NULL)
        return;
    case_free(result->bench_case);
    g_free(result->message);
    g_ptr_array_unref(result->processes);
    g_ptr_array_unref(result->metrics);
    g_clear_pointer(&result->tail, g_array_unref);
    lookup_clear(result->by_name);
    g_free(result->by_name);
    g_ptr_array_unref(result->warnings);
    g_free(result->node);
    g_free(result->machine_id);
    g_free(result);
}

bool result_is_same_code(const struct result *result)
{
    return result->status == STATUS_SKIPPED && result->side != SIDE_NONE &&
           result->processes->len == 0 && g_strcmp0(result->message, RESULT_SAME_CODE) == 0;
}

bool result_is_ranked(const struct result *result)
{
    return result->status == STATUS_OK && !result->is_at_floor && !result->is_optimised_out;
}

double result_ranked_ns(const struct result *result)
{
    return result_is_ranked(result) && result->summary.median_ns > 0 ? result->summary.median_ns
                                                                     : NAN;
}

double result_duration_s(const struct result *result)
{
    double elapsed_ns = 0;
    for (guint p = 0; p < result->processes->len; p++) {
        const struct process *process = g_ptr_array_index(result->processes, p);
        for (guint i = 0; i < process->samples->len; i++)
            elapsed_ns += (double)g_array_index(process->samples, struct sample, i).elapsed_ns;
    }
    return result->duration_s > 0 ? result->duration_s : elapsed_ns / 1e9;
}

void result_refuse(struct result *result, enum status status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_free(result->message);
    result->message = g_strdup_vprintf(format, arguments);
    result->status = status;
    va_end(arguments);
}

unsigned result_disturbing_causes(const struct result *result)
{
    if (result->bench_case->command != NULL) // all that happens is part of a run
        return 0;
    return result->bench_case->uses_all_cpus ? CAUSE_MAJOR_FAULT
                                             : CAUSE_PREEMPTED | CAUSE_MIGRATED | CAUSE_MAJOR_FAULT;
}

struct metric *result_find_metric(const struct result *result, const char *name)
{
    enum { FEW = 16 }; // are compared one by one, which needs no table
    if (result->metrics->len > FEW)
        return lookup_find(result->by_name, result->metrics, name);
    for (guint i = 0; i < result->metrics->len; i++) {
        struct metric *metric = g_ptr_array_index(result->metrics, i);
        if (strcmp(metric->name, name) == 0)
            return metric;
    }
    return NULL;
}

double result_metric(const struct result *result, const char *name)
{
    const struct metric *metric = result_find_metric(result, name);
    return metric ? metric->value : NAN;
}

struct metric *result_set_metric(struct result *result, const char *name, const char *source,
                                 double value)
{
    struct metric *metric = result_find_metric(result, name);
    const struct metric_kind *kind = metric_kind_find(name);
    if (metric == NULL) {
        metric = metric_new(name, kind ? kind->unit : NULL, source);
        metric->better = kind ? kind->better : BETTER_UNKNOWN;
        g_ptr_array_add(result->metrics, metric);
    }
    g_free(metric->source);
    metric->source = g_strdup(source);
    metric->value = value;
    metric->interval[0] = metric->interval[1] = NAN;
    return metric;
}

void result_remove_metric(struct result *result, struct metric *metric)
{
    lookup_clear(result->by_name);
    g_ptr_array_remove(result->metrics, metric);
}

struct metric *result_collect_metric(struct result *result, const char *name, double value,
                                     const char *unit)
{
    g_autofree char *own = metric_kind_find(name) || g_str_has_prefix(name, STAGE_PREFIX)
                               ? g_strconcat("body.", name, NULL)
                               : g_strdup(name);
    struct metric *metric = result_set_metric(result, own, SOURCE_BODY, NAN);
    g_free(metric->unit);
    metric->unit = g_strdup(unit ? unit : "");
    g_array_append_val(metric->per_process, value);
    return metric;
}

void result_report_metric(struct result *result, const char *name, double value, const char *unit)
{
    metric_conclude(result_collect_metric(result, name, value, unit));
}

void result_warn(struct result *result, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(result->warnings, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}
