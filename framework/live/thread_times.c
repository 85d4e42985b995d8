// SPDX-License-Identifier: MIT
#include "framework/live/thread_times.h"

#include <inttypes.h>
#include <linux/futex.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>

#include "framework/live/thread_stat.h"
#include "framework/machine/sysfile.h"

// Looking takes at most a fortieth of a CPU, however many threads there are.
enum { PERIOD_NS = 15000000, LEAST_PAUSES = 40, MOST_THREADS = 4096, MOST_DEPTH = 64 };

enum waiting { SLEPT, DISK, LOCK, KINDS };

// What the kernel has counted of a thread.
struct counts {
    uint64_t ran_ns, runnable_ns, switches;
};

struct timed {
    pid_t pid, tid;
    char *name;
    uint64_t first_ns, last_ns; // looks
    struct counts first, last;
    int64_t waited_ns[KINDS];
    bool hides_locks; // its system calls may not be read
    bool is_ready;    // at the last look it ran or waited for a CPU
};

struct thread_times {
    char *root;
    GHashTable *threads; // by tid: struct timed *
    GPtrArray *ended;    // struct timed *: whose numbers others have now
    bool is_full;        // further threads are not counted
    uint64_t next_ns;    // of a look that thread_times_poll() takes
};

static void timed_free(void *data)
{
    struct timed *thread = data;
    g_free(thread->name);
    g_free(thread);
}

struct thread_times *thread_times_new(const char *root)
{
    struct thread_times *times = g_new0(struct thread_times, 1);
    times->root = g_strdup(root);
    times->threads = g_hash_table_new_full(NULL, NULL, NULL, timed_free);
    times->ended = g_ptr_array_new_with_free_func(timed_free);
    return times;
}

void thread_times_free(struct thread_times *times)
{
    if (times == NULL)
        return;
    g_hash_table_unref(times->threads);
    g_ptr_array_unref(times->ended);
    g_free(times->root);
    g_free(times);
}

static bool read_counts(const struct thread_times *times, pid_t pid, pid_t tid, struct counts *out)
{
    g_autofree char *text = sysfile_read(times->root, "/proc/%d/task/%d/schedstat", pid, tid);
    return text != NULL && sscanf(text, "%" SCNu64 " %" SCNu64 " %" SCNu64, &out->ran_ns,
                                  &out->runnable_ns, &out->switches) == 3;
}

// Mutexes of glibc, GLib, Rust and Go all wait for their word to change from 2, "others wait too".
// Condition variables, semaphores and joins wait for other values.
static bool is_lock(const char *call)
{
    enum { CONTENDED = 2 };
    unsigned long long word, operation, value;
    if (sscanf(call, "%*d %llx %llx %llx", &word, &operation, &value) != 3)
        return false;
    switch (operation & (unsigned long long)FUTEX_CMD_MASK) {
    case FUTEX_WAIT:
    case FUTEX_WAIT_BITSET:
        return (value & 0xffffffff) == CONTENDED;
    case FUTEX_LOCK_PI:
    case FUTEX_LOCK_PI2:
        return true;
    default:
        return false;
    }
}

static enum waiting kind_of_sleep(const struct thread_times *times, struct timed *thread)
{
    g_autofree char *call =
        sysfile_read_line(times->root, "/proc/%d/task/%d/syscall", thread->pid, thread->tid);
    thread->hides_locks = thread->hides_locks || call == NULL;
    if (call == NULL || atoi(call) != SYS_futex)
        return SLEPT;
    return is_lock(call) ? LOCK : SLEPT;
}

// Not only disks make a sleep that no signal ends.
static enum waiting kind_of_disk(const struct thread_times *times, const struct timed *thread)
{
    g_autofree char *where =
        sysfile_read_line(times->root, "/proc/%d/task/%d/wchan", thread->pid, thread->tid);
    if (where == NULL)
        return DISK;
    if (strstr(where, "vfork") != NULL)
        return SLEPT;
    return strstr(where, "rwsem") != NULL || strstr(where, "mutex") != NULL ? LOCK : DISK;
}

// What of the time until now is not accounted for. A thread may wait for a CPU, which the kernel
// counts once it gets one.
static int64_t rest_ns(const struct timed *thread)
{
    int64_t rest = (int64_t)(thread->last_ns - thread->first_ns) -
                   (int64_t)(thread->last.ran_ns - thread->first.ran_ns) -
                   (int64_t)(thread->last.runnable_ns - thread->first.runnable_ns);
    for (int i = 0; i < KINDS; i++)
        rest -= thread->waited_ns[i];
    return MAX(rest, 0);
}

static void take_wait(struct timed *thread, enum waiting kind)
{
    thread->waited_ns[kind] += rest_ns(thread);
}

static struct timed *find_thread(struct thread_times *times, pid_t pid, pid_t tid,
                                 const struct counts *counts, uint64_t now_ns)
{
    gpointer key = GINT_TO_POINTER(tid);
    struct timed *thread = g_hash_table_lookup(times->threads, key);
    if (thread != NULL && thread->pid == pid && counts->ran_ns >= thread->last.ran_ns)
        return thread;
    if (thread != NULL) { // another one, as numbers are used again
        g_hash_table_steal(times->threads, key);
        g_ptr_array_add(times->ended, thread);
    }
    times->is_full = g_hash_table_size(times->threads) + times->ended->len >= MOST_THREADS;
    if (times->is_full)
        return NULL;
    thread = g_new(struct timed, 1);
    *thread = (struct timed){.pid = pid, .tid = tid, .first_ns = now_ns, .first = *counts};
    g_hash_table_insert(times->threads, key, thread);
    return thread;
}

static void look_at_thread(struct thread_times *times, pid_t pid, pid_t tid, uint64_t now_ns)
{
    struct thread_stat stat = {0};
    struct counts counts;
    struct timed *thread = NULL;
    g_autofree char *line = sysfile_read(times->root, "/proc/%d/task/%d/stat", pid, tid);
    if (line == NULL || !thread_stat_parse(line, &stat))
        return;
    if (read_counts(times, pid, tid, &counts))
        thread = find_thread(times, pid, tid, &counts, now_ns);
    if (thread != NULL) {
        g_free(thread->name);
        thread->name = g_steal_pointer(&stat.name); // threads rename themselves
        thread->last_ns = now_ns;
        thread->last = counts;
        if (stat.state == 'D')
            take_wait(thread, kind_of_disk(times, thread));
        else if (stat.state != 'R')
            take_wait(thread, kind_of_sleep(times, thread));
    }
    g_free(stat.name);
}

static void look_at_tree(struct thread_times *times, pid_t pid, unsigned whom, unsigned depth,
                         uint64_t now_ns)
{
    g_autofree char *path = g_strdup_printf("%s/proc/%d/task", times->root, pid);
    GDir *folder = depth < MOST_DEPTH ? g_dir_open(path, 0, NULL) : NULL;
    for (const char *name; folder != NULL && (name = g_dir_read_name(folder)) != NULL;) {
        if ((whom & THREADS_OF_ITSELF) != 0)
            look_at_thread(times, pid, (pid_t)atoi(name), now_ns);
        if ((whom & THREADS_OF_CHILDREN) == 0)
            continue;
        g_autofree char *text = sysfile_read(times->root, "/proc/%d/task/%s/children", pid, name);
        g_auto(GStrv) children = g_strsplit(text != NULL ? text : "", " ", -1);
        for (char **child = children; *child != NULL; child++)
            if (atoi(*child) > 0)
                look_at_tree(times, (pid_t)atoi(*child), THREADS_OF_ITSELF | THREADS_OF_CHILDREN,
                             depth + 1, now_ns);
    }
    if (folder != NULL)
        g_dir_close(folder);
}

void thread_times_look(struct thread_times *times, pid_t pid, unsigned whom, uint64_t now_ns)
{
    look_at_tree(times, pid, whom, 0, now_ns);
}

static uint64_t read_clock(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

void thread_times_poll(struct thread_times *times, pid_t pid, unsigned whom)
{
    uint64_t now_ns = read_clock(CLOCK_MONOTONIC);
    uint64_t used_ns = read_clock(CLOCK_THREAD_CPUTIME_ID);
    if (now_ns < times->next_ns)
        return;
    thread_times_look(times, pid, whom, now_ns);
    uint64_t took_ns = read_clock(CLOCK_THREAD_CPUTIME_ID) - used_ns;
    times->next_ns = now_ns + MAX((uint64_t)PERIOD_NS, LEAST_PAUSES * took_ns);
}

static double busy_s(const struct profile_thread *thread)
{
    return thread->seen - thread->slept;
}

static int compare_busy(const void *a, const void *b)
{
    double one = busy_s(a);
    double two = busy_s(b);
    return one != two ? (one > two ? -1 : 1)
                      : (int)((const struct profile_thread *)a)->tid -
                            (int)((const struct profile_thread *)b)->tid;
}

static void add_thread(struct timed *thread, struct profile *profile)
{
    if (thread->last_ns == thread->first_ns)
        return; // seen once
    double lock = (double)thread->waited_ns[LOCK] / 1e9;
    double waits = (double)(thread->last.runnable_ns - thread->first.runnable_ns) / 1e9;
    const struct profile_thread row = {
        .name = g_strdup(thread->name),
        .pid = (guint)thread->pid,
        .tid = (guint)thread->tid,
        .seen = (double)(thread->last_ns - thread->first_ns) / 1e9,
        .ran = (double)(thread->last.ran_ns - thread->first.ran_ns) / 1e9,
        .runnable = waits + (double)rest_ns(thread) / 1e9,
        .slept = (double)thread->waited_ns[SLEPT] / 1e9,
        .disk = (double)thread->waited_ns[DISK] / 1e9,
        .lock = thread->hides_locks ? NAN : lock,
        .switches = (double)(thread->last.switches - thread->first.switches),
    };
    g_array_append_val(profile->threads, row);
}

void thread_times_conclude(struct thread_times *times, struct profile *profile)
{
    GHashTableIter iterator;
    void *thread = NULL;
    g_hash_table_iter_init(&iterator, times->threads);
    while (g_hash_table_iter_next(&iterator, NULL, &thread))
        add_thread(thread, profile);
    for (guint i = 0; i < times->ended->len; i++)
        add_thread(g_ptr_array_index(times->ended, i), profile);
    g_array_sort(profile->threads, compare_busy);
    if (times->is_full)
        g_ptr_array_add(profile->notes,
                        g_strdup_printf("there were more than %d threads, of which the others are "
                                        "not listed",
                                        MOST_THREADS));
}
