// SPDX-License-Identifier: MIT
#include "framework/result/command_run.h"

#include "framework/base/array.h"
#include "framework/stats/moments.h"
#include "framework/stats/quantile.h"

const struct command_field command_fields[COMMAND_FIELDS] = {
    {"user_time", "user_ns", offsetof(struct command_run, user_ns), true, true},
    {"system_time", "system_ns", offsetof(struct command_run, system_ns), true, true},
    {"peak_resident", "peak_bytes", offsetof(struct command_run, peak_bytes), false, true},
    {"exit_code", "exit_code", offsetof(struct command_run, exit_code), false, false},
};

double *command_run_field(struct command_run *run, const struct command_field *field)
{
    return &G_STRUCT_MEMBER(double, run, field->offset);
}

void process_add_run(struct process *process, const struct command_run *run)
{
    if (process->runs == NULL)
        process->runs = g_array_new(FALSE, FALSE, sizeof *run);
    g_array_append_vals(process->runs, run, 1);
}

const struct command_run *process_find_run(const struct process *process, guint index)
{
    return process->runs != NULL && index < process->runs->len
               ? &g_array_index(process->runs, struct command_run, index)
               : NULL;
}

static void collect(GArray *values, const struct process *process,
                    const struct command_field *field)
{
    for (guint i = 0; i < process->samples->len; i++) {
        const struct command_run *run = process_find_run(process, i);
        if (run != NULL)
            g_array_append_val(values, G_STRUCT_MEMBER(double, run, field->offset));
    }
}

static double middle_of(const struct command_field *field, GArray *values)
{
    return field->is_mean ? mean(doubles_of(values), values->len)
                          : median_of(doubles_of(values), values->len);
}

// Of what each process had.
static void conclude(struct result *result, const char *name, double value, const GArray *each)
{
    struct metric *metric = result_set_metric(result, name, SOURCE_COMMAND, value);
    g_array_set_size(metric->per_process, 0);
    g_array_append_vals(metric->per_process, each->data, each->len);
    metric_conclude(metric);
}

static void set_field(struct result *result, const struct command_field *field)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(double));
    g_autoptr(GArray) each = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint p = 0; p < result->processes->len; p++) {
        g_autoptr(GArray) own = g_array_new(FALSE, FALSE, sizeof(double));
        collect(own, g_ptr_array_index(result->processes, p), field);
        if (own->len == 0)
            continue;
        double middle = middle_of(field, own);
        g_array_append_val(each, middle);
        g_array_append_vals(all, own->data, own->len);
    }
    if (all->len == 0)
        return;
    conclude(result, field->name, middle_of(field, all), each);
    result_find_metric(result, field->name)->is_paired =
        field->is_compared && result->side != SIDE_NONE && each->len == result->processes->len;
}

// What each worker found before its first run.
static void set_startup(struct result *result)
{
    g_autoptr(GArray) floors = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint p = 0; p < result->processes->len; p++) {
        const struct process *process = g_ptr_array_index(result->processes, p);
        if (isfinite(process->floor_ns))
            g_array_append_val(floors, process->floor_ns);
    }
    if (floors->len > 0)
        conclude(result, "startup_time", NAN, floors);
}

static void warn_of_failures(struct result *result)
{
    guint n = 0, n_failed = 0;
    for (guint p = 0; p < result->processes->len; p++) {
        const struct process *process = g_ptr_array_index(result->processes, p);
        for (guint i = 0; i < process->samples->len; i++) {
            const struct command_run *run = process_find_run(process, i);
            n += run != NULL;
            n_failed += run != NULL && run->exit_code != 0;
        }
    }
    if (n_failed > 0)
        result_warn(result, "%u of %u runs failed, but count (--ignore-failure)", n_failed, n);
}

static void warn_of_startup(struct result *result)
{
    const double large = 0.2;
    double startup_ns = result_metric(result, "startup_time");
    if (startup_ns > large * result->summary.median_ns)
        result_warn(result, "an empty process takes %.0f %% of its time",
                    fmin(100, 100 * startup_ns / result->summary.median_ns));
}

void command_runs_summarise(struct result *result)
{
    if (result->bench_case->command == NULL)
        return;
    for (size_t i = 0; i < COMMAND_FIELDS; i++)
        set_field(result, &command_fields[i]);
    set_startup(result);
    warn_of_failures(result);
    warn_of_startup(result);
}
