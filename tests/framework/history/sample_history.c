// SPDX-License-Identifier: MIT
#include "sample_history.h"

#include <criterion/criterion.h>
#include <sqlite3.h>
#include <string.h>

#include "framework/result/summary.h"

void sample_history_init(struct sample_history *sample)
{
    cr_assert(scratch_open(&sample->scratch, NULL));
    sample->path = g_build_filename(sample->scratch.folder, "history.db", NULL);
}

void sample_history_clear(struct sample_history *sample)
{
    g_free(sample->path);
    scratch_close(&sample->scratch);
}

static void add_process(struct result *result, double time_ns)
{
    struct process *process = process_new();
    struct sample sample = {
        .iterations = 1000,
        .elapsed_ns = (uint64_t)llround(1000 * time_ns),
        .cpu_ns = NAN,
        SAMPLE_UNCOUNTED,
    };
    g_array_append_val(process->samples, sample);
    g_ptr_array_add(result->processes, process);
}

static struct result *make_result(const struct sample_run *sample)
{
    struct bench_case *bench_case = g_new0(struct bench_case, 1);
    bench_case->id = g_strdup(sample->case_id != NULL ? sample->case_id : "sum/plain");
    bench_case->suite = g_strdup("./suites/sum");
    bench_case->group = g_strdup("sum");
    bench_case->name = g_strdup("plain");
    bench_case->threads = 1;
    struct result *result = result_new(bench_case);
    for (int i = -3; i <= 3; i++)
        add_process(result, sample->time_ns * (1 + 0.01 * i));
    summary_compute(result);
    if (sample->count > 0)
        result_set_metric(result, "instructions", "instructions", sample->count);
    return result;
}

double sample_reference_ns(size_t which)
{
    return 10.0 * (double)(which + 1);
}

static void add_references(GPtrArray *references, const struct sample_run *sample)
{
    for (size_t i = 0; i < REFERENCES; i++) {
        bool is_l2 = strcmp(reference_names[i], "l2") == 0 && sample->l2_scale > 0;
        double scale = sample->scale * (is_l2 ? sample->l2_scale : 1);
        for (int s = -3; s <= 3; s++)
            references_take(references, reference_names[i],
                            scale * sample_reference_ns(i) * (1 + 0.01 * s));
        reference_summarise(g_ptr_array_index(references, i));
    }
}

void sample_history_change(const struct sample_history *sample, const char *sql)
{
    sqlite3 *sqlite = NULL;
    cr_assert_eq(sqlite3_open(sample->path, &sqlite), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(sqlite, sql, NULL, NULL, NULL), SQLITE_OK, "%s",
                 sqlite3_errmsg(sqlite));
    sqlite3_close(sqlite);
}

struct run *sample_run_new(const struct sample_run *sample)
{
    struct run *run = run_new();
    g_free(run->id);
    g_free(run->started);
    run->id = g_strdup(sample->id);
    run->started = g_strdup(sample->started);
    run->suite_compiler = g_strdup("gcc 12.2.0 -O2");
    run->machine = g_new0(struct machine, 1);
    run->machine->id = g_strdup(sample->machine != NULL ? sample->machine : "m1");
    run->machine->cpu = g_strdup("AMD EPYC");
    run->machine->arch = g_strdup(sample->arch != NULL ? sample->arch : "x86_64");
    run->revision.git = g_strdup(sample->commit);
    run->revision.parents = sample->parents != NULL ? g_strsplit(sample->parents, " ", -1) : NULL;
    run->revision.time_s = sample->time_s;
    run_add(run, make_result(sample));
    if (sample->scale > 0)
        add_references(run->references, sample);
    return run;
}

struct history_added sample_run_add(const char *path, const struct sample_run *sample)
{
    g_autoptr(GError) error = NULL;
    struct history_added added = {0};
    g_autoptr(Run) run = sample_run_new(sample);
    g_autoptr(History) history = history_open(path, HISTORY_WRITES, &error);
    cr_assert_not_null(history, "%s", error->message);
    cr_assert(history_add(history, run, &added, &error), "%s", error->message);
    return added;
}
