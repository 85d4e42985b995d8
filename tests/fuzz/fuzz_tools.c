// SPDX-License-Identifier: MIT
// What tools print, and what the kernel says in files.
#include <glib.h>
#include <string.h>

#include "framework/build/commits.h"
#include "framework/build/own_filters.h"
#include "framework/build/revision.h"
#include "framework/engine/slurm.h"
#include "framework/history/bisection.h"
#include "framework/live/thread_stat.h"
#include "framework/machine/advice.h"
#include "framework/machine/cgroup.h"
#include "framework/machine/checkup.h"
#include "framework/machine/cpu_list.h"
#include "framework/machine/cpuinfo.h"
#include "framework/profile/callgrind_file.h"
#include "framework/profile/gcov_read.h"
#include "framework/profile/instruction_costs.h"
#include "framework/profile/kernel_names.h"
#include "tests/fuzz/insist.h"
#include "tests/fuzz/parsers.h"
#include "tests/fuzz/world.h"

void fuzz_callgrind(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = input_text(data, size);
    g_autoptr(Profile) profile = profile_new();
    struct callgrind_metrics metrics = callgrind_metrics_add(profile);
    bool is_good = callgrind_file_add(text, profile, &metrics, &error);
    insist(is_good == (error == NULL), "a file of callgrind is read or not");
    insist_profile(profile);
    g_autoptr(GHashTable) costs = instruction_costs_new();
    instruction_costs_add(costs, text, "program", NULL);
    g_array_unref(instruction_costs_sorted(costs));
}

void fuzz_gcov(const uint8_t *data, size_t size)
{
    g_autoptr(GHashTable) counts = line_counts_new();
    GHashTableIter iter;
    gpointer key, count;
    line_counts_add(counts, (const char *)data, size);
    g_hash_table_iter_init(&iter, counts);
    while (g_hash_table_iter_next(&iter, &key, &count)) {
        unsigned line = 0;
        g_autofree char *file = line_counts_place(key, &line);
        insist(*file == '/' && line > 0 && *(double *)count >= 0, "a line is in a file");
    }
}

static enum bisection_mark mark_of(void *data, guint commit, guint good, guint bad)
{
    (void)good;
    (void)bad;
    const uint8_t *marks = data;
    return marks[commit % 4];
}

// A search through what was listed.
static void search(const GPtrArray *commits)
{
    static uint8_t marks[] = {BISECTION_UNKNOWN, BISECTION_GOOD, BISECTION_BAD, BISECTION_SKIPPED};
    struct bisection_graph *graph = bisection_graph_new();
    struct bisection found;
    for (guint i = 0; i < commits->len; i++) {
        const struct commit *commit = g_ptr_array_index(commits, i);
        for (guint p = 0; p < commit->parents->len; p++)
            insist(g_array_index(commit->parents, guint, p) < i, "parents come first");
        bisection_graph_add(graph, (const guint *)(const void *)commit->parents->data,
                            commit->parents->len, commit->is_outside);
    }
    bisection_find(graph, false, mark_of, marks, &found);
    bisection_clear(&found);
    bisection_graph_free(graph);
}

void fuzz_git(const uint8_t *data, size_t size)
{
    static const struct git_repository repository = {.folder = (char *)"/"};
    static const struct git_call call = {.folder = "/"};
    struct revision revision;
    struct commit_words words;
    world_set(data, size);
    g_autoptr(GPtrArray) commits = commits_list(&repository, "base", "head", NULL);
    if (commits != NULL)
        search(commits);
    world_set(data, size);
    GPtrArray *submodules = git_submodules(&call, NULL);
    g_clear_pointer(&submodules, g_ptr_array_unref);
    g_strfreev(own_filters_off("/"));
    revision_of_commit("/", "HEAD", &revision);
    revision_clear(&revision);
    if (commit_words_read(&repository, "HEAD", &words, NULL))
        commit_words_clear(&words);
    g_free(git_resolve(&repository, "HEAD", NULL));
    world_set(NULL, 0);
}

void fuzz_squeue(const uint8_t *data, size_t size)
{
    g_autofree char *text = input_text(data, size);
    g_autoptr(GPtrArray) tasks = slurm_parse_tasks(text);
    for (guint i = 0; i < tasks->len; i++) {
        const struct slurm_task *task = g_ptr_array_index(tasks, i);
        insist(strpbrk(task->job, "\n|") == NULL && task->reason != NULL, "a task is a line");
    }
}

static void look_at_machine(const uint8_t *data, size_t size)
{
    static const uint8_t nothing[] = "";
    struct cgroup group;
    world_write("proc/7/stat", nothing, 0);
    world_set(data, size);
    cgroup_read_at("/", &group);
    cgroup_clear(&group);
    struct moment *before = moment_read(world_folder());
    struct moment *after = moment_read(world_folder());
    struct moment_ticks ticks;
    moment_ticks(before, after, &ticks);
    g_array_unref(moment_busiest(before, after, 0, 5));
    moment_free(before);
    moment_free(after);
    world_set(NULL, 0);
}

// Each has files that are looked for, which takes long here.
static bool has_many_cpus(const char *text)
{
    enum { MANY = 256 };
    const char *dash = strchr(text, '-');
    while (dash != NULL && g_ascii_strtoull(dash + 1, NULL, 10) < MANY)
        dash = strchr(dash + 1, '-');
    return dash != NULL;
}

static void look_at_kernel(const uint8_t *data, size_t size)
{
    static const uint64_t addresses[] = {0xffffffff81000010, 0xffffffff81000110, 1, UINT64_MAX};
    world_set(data, size);
    struct kernel_names *names = kernel_names_new();
    for (size_t n = 0; n <= G_N_ELEMENTS(addresses); n++)
        insist(kernel_names_find(names, addresses, n) != NULL, "an address has a name");
    kernel_names_free(names);
    world_set(NULL, 0);
}

void fuzz_proc(const uint8_t *data, size_t size)
{
    struct thread_stat stat;
    struct machine *machine = g_new0(struct machine, 1);
    g_autofree char *text = input_text(data, size);
    if (thread_stat_parse(text, &stat))
        g_free(stat.name);
    cpuinfo_parse(text, machine);
    machine_free(machine);
    g_autoptr(GArray) cpus = cpu_list_parse(text);
    for (guint i = 1; i < cpus->len; i++)
        insist(g_array_index(cpus, unsigned, i - 1) < g_array_index(cpus, unsigned, i),
               "CPUs are in their order, each once");
    if (!has_many_cpus(text))
        look_at_machine(data, size);
    look_at_kernel(data, size);
}
