// SPDX-License-Identifier: MIT
#include "framework/harness/registry.h"

#include <sched.h>
#include <stdio.h>
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

// One of the lists of arguments.
struct arg_list {
    const int64_t *args;
    unsigned n;
};

// It ends with its last argument that is not 0, unless the author says how many there are.
static struct arg_list list_args(const struct bench_options *options, unsigned which)
{
    const int64_t *const lists[REGISTRY_ARGS] = {options->args, options->args2, options->args3};
    const unsigned told[REGISTRY_ARGS] = {options->n_args, options->n_args2, options->n_args3};
    struct arg_list list = {lists[which], BENCH_MAX_ARGS};
    if (told[which] > 0)
        list.n = told[which] < BENCH_MAX_ARGS ? told[which] : BENCH_MAX_ARGS;
    while (told[which] == 0 && list.n > 0 && list.args[list.n - 1] == 0)
        list.n--;
    return list;
}

static size_t count_params(const struct bench_options *options)
{
    size_t n = 0;
    while (options->params != NULL && options->params[n].name != NULL)
        n++;
    return n;
}

// The most cases that a benchmark may have.
static size_t count_cases(const struct bench_options *options)
{
    size_t n = BENCH_MAX_THREADS * (count_params(options) + 1);
    for (unsigned i = 0; i < REGISTRY_ARGS; i++)
        n *= list_args(options, i).n + 1;
    return n;
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

// One more than there are, so that none is no case of its own.
static void *allocate(size_t n, size_t bytes)
{
    void *memory = calloc(n + 1, bytes);
    if (memory == NULL) {
        fputs("out of memory: the suite cannot list its cases\n", stderr);
        exit(3);
    }
    return memory;
}

static void sort_groups(void)
{
    size_t n_groups = (size_t)(bench_registry.groups_end - bench_registry.groups_begin);
    inputs = allocate(n_groups, sizeof *inputs);
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

// The numbers of a list, each once; at least 1.
static unsigned list_numbers(const unsigned *numbers, unsigned out[BENCH_MAX_THREADS])
{
    unsigned n = 0;
    for (unsigned i = 0; i < BENCH_MAX_THREADS && numbers[i] != 0; i++) {
        unsigned number = numbers[i] == BENCH_ALL_CPUS ? count_cpus() : numbers[i];
        unsigned at = 0;
        while (at < n && out[at] != number)
            at++;
        out[at] = number;
        n += at == n;
    }
    if (n == 0)
        out[n++] = 1;
    return n;
}

// Requests have no threads of ours.
static void append_concurrency(struct registered_case next)
{
    unsigned numbers[BENCH_MAX_THREADS];
    unsigned n = list_numbers(next.def->options.concurrency, numbers);
    next.has_concurrency = next.def->options.concurrency[0] != 0;
    next.threads = 1;
    for (unsigned i = 0; i < n; i++) {
        next.concurrency = numbers[i];
        cases[n_cases++] = next;
    }
}

static void append_threads(struct registered_case next)
{
    unsigned numbers[BENCH_MAX_THREADS];
    unsigned n = list_numbers(next.def->options.threads, numbers);
    next.has_threads = next.def->options.threads[0] != 0;
    for (unsigned i = 0; i < n; i++) {
        next.threads = numbers[i];
        cases[n_cases++] = next;
    }
}

static void append_each(struct registered_case next)
{
    if (next.def->options.requests > 0)
        append_concurrency(next);
    else
        append_threads(next);
}

static void append_params(struct registered_case next)
{
    size_t n = count_params(&next.def->options);
    for (size_t i = 0; i < n; i++) {
        next.param = &next.def->options.params[i];
        append_each(next);
    }
    if (n == 0)
        append_each(next);
}

// The last list varies fastest.
static void append_args(struct registered_case next, unsigned which)
{
    if (which == REGISTRY_ARGS) {
        append_params(next);
        return;
    }
    struct arg_list list = list_args(&next.def->options, which);
    next.has_args[which] = list.n > 0;
    for (unsigned i = 0; i < list.n; i++) {
        next.args[which] = list.args[i];
        append_args(next, which + 1);
    }
    if (list.n == 0)
        append_args(next, which + 1);
}

static void append_cases(const struct bench_def *def)
{
    struct registered_case next = {.def = def, .is_compared = group_compares(def->group)};
    append_args(next, 0);
}

static void sort_registry(void)
{
    size_t n_defs = (size_t)(bench_registry.end - bench_registry.begin);
    const struct bench_def **defs = allocate(n_defs, sizeof *defs);
    size_t most_cases = 0;
    sort_groups();
    for (size_t i = 0; i < n_defs; i++) {
        defs[i] = bench_registry.begin[i];
        most_cases += count_cases(&defs[i]->options);
    }
    qsort(defs, n_defs, sizeof *defs, compare_defs);
    cases = allocate(most_cases, sizeof *cases);
    for (size_t i = 0; i < n_defs; i++)
        append_cases(defs[i]);
    free(defs);
}

size_t registry_count(void)
{
    if (cases == NULL && &bench_registry != NULL)
        sort_registry();
    return n_cases;
}

struct registered_case registry_get(size_t index)
{
    return cases[index];
}

const char *registry_mistake(const struct registered_case *registered)
{
    const struct bench_options *options = &registered->def->options;
    bool has_rate = options->rate != 0; // or is not a number
    if (options->requests == 0 && (has_rate || options->concurrency[0] != 0))
        return "it has a .rate or .concurrency, but no .requests: add .requests, or remove them";
    if (options->requests > 0 && options->threads[0] != 0)
        return "it has .requests and .threads, but a body with requests starts threads of its own: "
               "remove one of the two";
    if (has_rate && options->concurrency[0] != 0)
        return "it has a .rate and .concurrency, but at a rate any number of requests may be out: "
               "remove one of the two";
    if (!(options->time_s >= 0) || !(options->min_speedup >= 0)) // or are not numbers
        return "its .time_s and .min_speedup must be numbers above 0, or be left out";
    if (options->n_args > BENCH_MAX_ARGS || options->n_args2 > BENCH_MAX_ARGS ||
        options->n_args3 > BENCH_MAX_ARGS)
        return "its .n_args, .n_args2 and .n_args3 must be at most 32";
    return NULL;
}
