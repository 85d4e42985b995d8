// SPDX-License-Identifier: MIT
#include "framework/harness/registry.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "framework/harness/protocol.h"

static struct registered_case *cases;
static size_t n_cases;
static const char **inputs; // names of groups whose members are not compared, sorted
static size_t n_inputs;

static int compare_defs(const void *left, const void *right)
{
    const struct bench_def *a = *(const struct bench_def *const *)left;
    const struct bench_def *b = *(const struct bench_def *const *)right;
    int by_file = strcmp(a->file, b->file);
    if (by_file != 0)
        return by_file;
    if (a->options.line != b->options.line)
        return a->options.line < b->options.line ? -1 : 1;
    return strcmp(a->name, b->name); // of one macro that holds several
}

// The list ends with its last argument that is not 0, unless `n_args` says how many there are.
static unsigned count_args(const struct bench_options *options)
{
    if (options->n_args > 0)
        return options->n_args < BENCH_MAX_ARGS ? options->n_args : BENCH_MAX_ARGS;
    unsigned n = BENCH_MAX_ARGS;
    while (n > 0 && options->args[n - 1] == 0)
        n--;
    return n;
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void sort_groups(void)
{
    size_t n_groups = (size_t)(bench_registry.groups_end - bench_registry.groups_begin);
    inputs = calloc(n_groups + 1, sizeof *inputs);
    if (inputs == NULL)
        abort();
    for (size_t i = 0; i < n_groups; i++)
        if (!bench_registry.groups_begin[i]->options.compares)
            inputs[n_inputs++] = bench_registry.groups_begin[i]->name;
    qsort(inputs, n_inputs, sizeof *inputs, compare_names);
}

// Unless a BENCH_GROUP(), in any file, says otherwise.
static bool group_compares(const char *group)
{
    return bsearch(&group, inputs, n_inputs, sizeof *inputs, compare_names) == NULL;
}

// As many CPUs as the host says that benchrun may use: a worker itself may be pinned to one.
static unsigned count_cpus(void)
{
    const char *told = getenv(PROTOCOL_CPUS_VARIABLE);
    unsigned long n = told != NULL ? strtoul(told, NULL, 10) : 0;
    cpu_set_t set;
    if (n == 0 && sched_getaffinity(0, sizeof set, &set) == 0)
        n = (unsigned long)CPU_COUNT(&set);
    return n > 0 && n < BENCH_ALL_CPUS ? (unsigned)n : 1;
}

// The numbers of threads of a benchmark, each once; at least 1.
static unsigned list_threads(const struct bench_options *options, unsigned out[BENCH_MAX_THREADS])
{
    unsigned n = 0;
    for (unsigned i = 0; i < BENCH_MAX_THREADS && options->threads[i] != 0; i++) {
        unsigned threads =
            options->threads[i] == BENCH_ALL_CPUS ? count_cpus() : options->threads[i];
        unsigned at = 0;
        while (at < n && out[at] != threads)
            at++;
        out[at] = threads;
        n += at == n;
    }
    if (n == 0)
        out[n++] = 1;
    return n;
}

static void append_threads(struct registered_case next)
{
    unsigned threads[BENCH_MAX_THREADS];
    unsigned n = list_threads(&next.def->options, threads);
    next.has_threads = next.def->options.threads[0] != 0;
    for (unsigned i = 0; i < n; i++) {
        next.threads = threads[i];
        cases[n_cases++] = next;
    }
}

static void append_cases(const struct bench_def *def)
{
    unsigned n_args = count_args(&def->options);
    struct registered_case next = {.def = def, .is_compared = group_compares(def->group)};
    if (n_args == 0)
        append_threads(next);
    for (unsigned i = 0; i < n_args; i++) {
        next.has_arg = true;
        next.arg = def->options.args[i];
        append_threads(next);
    }
}

static void sort_registry(void)
{
    size_t n_defs = (size_t)(bench_registry.end - bench_registry.begin);
    const struct bench_def **defs = calloc(n_defs + 1, sizeof *defs);
    size_t most_cases = 0;
    if (defs == NULL)
        abort();
    sort_groups();
    for (size_t i = 0; i < n_defs; i++) {
        defs[i] = bench_registry.begin[i];
        most_cases += (count_args(&defs[i]->options) + 1) * BENCH_MAX_THREADS;
    }
    qsort(defs, n_defs, sizeof *defs, compare_defs);
    cases = calloc(most_cases + 1, sizeof *cases);
    if (cases == NULL)
        abort();
    for (size_t i = 0; i < n_defs; i++)
        append_cases(defs[i]);
    free(defs);
}

size_t registry_count(void)
{
    if (cases == NULL)
        sort_registry();
    return n_cases;
}

struct registered_case registry_get(size_t index)
{
    return cases[index];
}
