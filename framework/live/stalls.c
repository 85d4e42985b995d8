// SPDX-License-Identifier: MIT
#include "framework/live/stalls.h"

#include <stdlib.h>

#include "framework/base/proc_status.h"
#include "framework/live/attaching.h"
#include "framework/live/thread_stacks.h"
#include "framework/live/thread_stat.h"
#include "framework/live/threads.h"

enum { MOST_LISTED = 10000 };
static const uint64_t long_ns = 1000000000; // then it is reported before it ends

// A stall that has not ended, and its stack, which the thread below makes a node of.
struct open {
    pid_t pid, tid;
    char *name;
    uint64_t began_ns;
    uint64_t taken_ns; // when there was a stack
    bool is_reported;
    struct threads *threads; // NULL: there is none, or it is a node already
    guint node;
};

// What is to be said of a stall.
struct task {
    struct open *open; // NULL: nothing more will come
    uint64_t until_ns;
    bool has_ended; // it frees the stall
    bool is_cut;
};

struct stalls {
    struct stalls_options options;
    pid_t ancestor;   // 0: any process may be looked at
    GHashTable *open; // by tid: struct open *
    GError *why;      // the first stack could not be taken
    GAsyncQueue *tasks;
    GThread *thread; // NULL: it has ended
    guint flooded;   // that were not even counted

    // Of that thread:
    struct profile *profile;
    struct stacks *stacks;
    guint blocked, number; // metrics
    guint left_out;        // of the list
    guint unknown;         // had no stack
};

static void open_free(void *data)
{
    struct open *open = data;
    g_free(open->name);
    threads_free(open->threads);
    g_free(open);
}

static struct profile_stall describe(const struct stalls *stalls, const struct task *task)
{
    const struct open *open = task->open;
    uint64_t since_ns = stalls->options.began_ns;
    return (struct profile_stall){
        .thread = open->name,
        .pid = (guint)open->pid,
        .tid = (guint)open->tid,
        .at = open->began_ns > since_ns ? (double)(open->began_ns - since_ns) / 1e9 : 0,
        .lasted = (double)(task->until_ns - open->began_ns) / 1e9,
        .node = open->taken_ns <= task->until_ns ? open->node : 0, // else it was elsewhere by then
        .is_cut = task->is_cut,
    };
}

static void find_node(struct stalls *stalls, struct open *open)
{
    bool is_cut = false;
    if (open->threads == NULL)
        return;
    thread_stacks_begin(stalls->stacks, open->threads);
    open->node = thread_stacks_node(stalls->stacks, open->threads,
                                    g_ptr_array_index(open->threads->all, 0), &is_cut);
    g_clear_pointer(&open->threads, threads_free);
}

static void add(struct stalls *stalls, struct profile_stall stall)
{
    struct profile *profile = stalls->profile;
    profile_add(profile, stalls->blocked, stall.node, stall.lasted);
    profile_add(profile, stalls->number, stall.node, 1);
    stalls->unknown += stall.node == 0;
    stalls->left_out += profile->stalls->len >= MOST_LISTED;
    if (profile->stalls->len >= MOST_LISTED)
        return;
    stall.thread = g_strdup(stall.thread);
    g_array_append_val(profile->stalls, stall);
}

// To read the symbols of a program may take longer than a stall.
static void *work(void *data)
{
    struct stalls *stalls = data;
    for (;;) {
        g_autofree struct task *task = g_async_queue_pop(stalls->tasks);
        if (task->open == NULL)
            return NULL;
        find_node(stalls, task->open);
        struct profile_stall stall = describe(stalls, task);
        stalls->options.report(stalls->options.data, stalls->profile, &stall, task->has_ended);
        if (!task->has_ended)
            continue;
        add(stalls, stall);
        open_free(task->open);
    }
}

struct stalls *stalls_new(struct profile *profile, const struct stalls_options *options)
{
    struct stalls *stalls = g_new0(struct stalls, 1);
    struct profile_metric metric = {
        .name = "blocked", .unit = "s", .pass = "watch", .is_exact = true};
    stalls->options = *options;
    stalls->profile = profile;
    stalls->stacks = stacks_new(profile);
    stalls->open = g_hash_table_new_full(NULL, NULL, NULL, open_free);
    stalls->blocked = profile_add_metric(profile, &metric);
    metric.name = "stalls";
    metric.unit = NULL;
    stalls->number = profile_add_metric(profile, &metric);
    stalls->tasks = g_async_queue_new();
    stalls->thread = g_thread_new("stalls", work, stalls);
    return stalls;
}

static void ask(struct stalls *stalls, struct task task)
{
    g_async_queue_push(stalls->tasks, g_memdup2(&task, sizeof task));
}

static void stop(struct stalls *stalls)
{
    if (stalls->thread == NULL)
        return;
    ask(stalls, (struct task){0});
    g_thread_join(g_steal_pointer(&stalls->thread));
}

void stalls_free(struct stalls *stalls)
{
    if (stalls == NULL)
        return;
    stop(stalls);
    g_async_queue_unref(stalls->tasks);
    stacks_free(stalls->stacks);
    g_hash_table_unref(stalls->open);
    g_clear_error(&stalls->why);
    g_free(stalls);
}

void stalls_confine(struct stalls *stalls, pid_t ancestor)
{
    stalls->ancestor = ancestor;
}

static char *read_name(pid_t pid, pid_t tid)
{
    struct thread_stat stat;
    return thread_stat_read(pid, tid, &stat) ? stat.name : g_strdup("?");
}

static bool descends(pid_t pid, pid_t ancestor)
{
    enum { MOST_DEPTH = 1000 };
    for (unsigned i = 0; i < MOST_DEPTH && pid > 1 && pid != ancestor; i++) {
        g_autofree char *path = g_strdup_printf("/proc/%d/status", pid);
        g_autofree char *status = NULL;
        g_file_get_contents(path, &status, NULL, NULL);
        g_autofree char *parent = proc_status_field(status, "PPid:");
        pid = parent != NULL ? (pid_t)atoi(parent) : 0;
    }
    return pid == ancestor;
}

static void take_stack(struct stalls *stalls, struct open *open)
{
    g_autoptr(GError) error = NULL;
    if (stalls->ancestor > 0 && !descends(open->pid, stalls->ancestor))
        return;
    g_autoptr(Threads) threads = threads_look(open->pid, open->tid, &error);
    open->taken_ns = (uint64_t)g_get_monotonic_time() * 1000;
    if (threads != NULL && threads->all->len > 0)
        open->threads = g_steal_pointer(&threads);
    else if (stalls->why == NULL && error != NULL &&
             !g_error_matches(error, ATTACHING_ERROR, ATTACHING_ERROR_GONE))
        stalls->why = g_steal_pointer(&error);
}

static struct open *begin(struct stalls *stalls, pid_t pid, pid_t tid, uint64_t began_ns)
{
    struct open *open = g_new(struct open, 1);
    *open =
        (struct open){.pid = pid, .tid = tid, .name = read_name(pid, tid), .began_ns = began_ns};
    g_hash_table_insert(stalls->open, GINT_TO_POINTER(tid), open);
    return open;
}

static void end(struct stalls *stalls, struct open *open, uint64_t until_ns, bool is_cut)
{
    g_hash_table_steal(stalls->open, GINT_TO_POINTER(open->tid));
    ask(stalls, (struct task){open, MAX(until_ns, open->began_ns), true, is_cut});
}

static struct open *find(const struct stalls *stalls, pid_t tid)
{
    return g_hash_table_lookup(stalls->open, GINT_TO_POINTER(tid));
}

bool stalls_busy(struct stalls *stalls, pid_t pid, pid_t tid, uint64_t began_ns, uint64_t now_ns)
{
    uint64_t over_ns = stalls->options.over_ns;
    struct open *open = find(stalls, tid);
    if (open != NULL && open->began_ns != began_ns) {
        end(stalls, open, now_ns, false);
        open = NULL;
    }
    if (now_ns < began_ns || now_ns - began_ns < over_ns)
        return false;
    bool is_new = open == NULL;
    if (is_new) {
        open = begin(stalls, pid, tid, began_ns);
        take_stack(stalls, open);
    }
    if (open->is_reported || now_ns - began_ns < MAX(long_ns, 2 * over_ns) ||
        open->taken_ns > now_ns)
        return is_new;
    open->is_reported = true;
    ask(stalls, (struct task){.open = open, .until_ns = now_ns});
    return is_new;
}

void stalls_calm(struct stalls *stalls, pid_t tid, uint64_t now_ns)
{
    struct open *open = find(stalls, tid);
    if (open != NULL)
        end(stalls, open, now_ns, false);
}

void stalls_cut(struct stalls *stalls, pid_t tid, uint64_t now_ns)
{
    struct open *open = find(stalls, tid);
    if (open != NULL)
        end(stalls, open, now_ns, true);
}

void stalls_end(struct stalls *stalls, pid_t pid, pid_t tid, uint64_t began_ns, uint64_t ended_ns)
{
    struct open *open = find(stalls, tid);
    if (ended_ns < began_ns || ended_ns - began_ns < stalls->options.over_ns)
        return;
    if (g_async_queue_length(stalls->tasks) > MOST_LISTED) { // a program that makes them up
        stalls->flooded++;
        return;
    }
    if (open != NULL && open->began_ns != began_ns) {
        end(stalls, open, began_ns, false);
        open = NULL;
    }
    end(stalls, open != NULL ? open : begin(stalls, pid, tid, began_ns), ended_ns, false);
}

void stalls_conclude(struct stalls *stalls, uint64_t now_ns)
{
    GPtrArray *notes = stalls->profile->notes;
    g_autoptr(GList) tids = g_hash_table_get_keys(stalls->open);
    for (GList *tid = tids; tid != NULL; tid = tid->next)
        stalls_cut(stalls, GPOINTER_TO_INT(tid->data), now_ns);
    stop(stalls);
    if (stalls->unknown > 0)
        g_ptr_array_add(notes,
                        g_strdup_printf("%u of the stalls have no stack: %s", stalls->unknown,
                                        stalls->why != NULL ? stalls->why->message
                                                            : "they ended before it was taken"));
    if (stalls->flooded > 0)
        g_ptr_array_add(notes, g_strdup_printf("%u more stalls are not counted: they came too fast",
                                               stalls->flooded));
    if (stalls->left_out > 0)
        g_ptr_array_add(notes, g_strdup_printf("%u more stalls are counted in the numbers of the "
                                               "functions, but not listed",
                                               stalls->left_out));
}
