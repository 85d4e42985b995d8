// SPDX-License-Identifier: MIT
#include "framework/live/loop_look.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "framework/base/proc_status.h"
#include "framework/live/attaching.h"
#include "framework/live/thread_stat.h"

// Those that some machines do not have are other calls there.
static const long polls[] = {
#ifdef SYS_epoll_wait
    SYS_epoll_wait,
#endif
#ifdef SYS_poll
    SYS_poll,
#endif
#ifdef SYS_select
    SYS_select,
#endif
    SYS_epoll_pwait, SYS_epoll_pwait2, SYS_ppoll, SYS_pselect6, SYS_io_uring_enter,
};

struct looked {
    uint64_t polled_ns; // the last look at which it polled, or may have polled just before
    uint64_t slept;     // how often it had given its CPU away then or since
    uint64_t seen_ns;
};

struct loop_look {
    pid_t pid;
    GHashTable *loops; // by tid: struct looked *, of threads that were seen in a poll
    guint n_loops;     // that there were, ever
};

static bool read_file(pid_t pid, const char *tid, const char *name, char **out)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/task/%s/%s", pid, tid, name);
    return g_file_get_contents(path, out, NULL, NULL);
}

// Who may not read it may not look at stacks either.
static bool may_look(pid_t pid, GError **error)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/syscall", pid);
    if (!attaching_check(pid, error))
        return false;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    char byte = 0;
    bool is_good = fd >= 0 && read(fd, &byte, 1) == 1;
    if (!is_good)
        attaching_refuse(pid, errno, error);
    if (fd >= 0)
        close(fd);
    return is_good;
}

struct loop_look *loop_look_new(pid_t pid, GError **error)
{
    if (!may_look(pid, error))
        return NULL;
    struct loop_look *look = g_new0(struct loop_look, 1);
    look->pid = pid;
    look->loops = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    return look;
}

void loop_look_free(struct loop_look *look)
{
    if (look == NULL)
        return;
    g_hash_table_unref(look->loops);
    g_free(look);
}

// What a thread does: it sleeps in a poll, or in another call, or neither.
enum doing { POLLS, WAITS, RUNS };

static enum doing read_doing(pid_t pid, const char *tid)
{
    g_autofree char *call = NULL;
    if (!read_file(pid, tid, "syscall", &call) || *call < '0' || *call > '9')
        return RUNS; // `running`, or -1: stopped outside of one
    long number = atol(call);
    for (size_t i = 0; i < G_N_ELEMENTS(polls); i++)
        if (polls[i] == number)
            return POLLS;
    return WAITS;
}

static uint64_t read_sleeps(pid_t pid, const char *tid)
{
    g_autofree char *status = NULL;
    read_file(pid, tid, "status", &status);
    g_autofree char *field = proc_status_field(status, "voluntary_ctxt_switches:");
    return field != NULL ? g_ascii_strtoull(field, NULL, 10) : 0;
}

// A thread that slept more often than the call explains which it is in now may have polled.
static void take_thread(struct loop_look *look, const char *name, struct stalls *stalls,
                        uint64_t now_ns)
{
    pid_t tid = (pid_t)atoi(name);
    struct looked *loop = g_hash_table_lookup(look->loops, GINT_TO_POINTER(tid));
    enum doing doing = read_doing(look->pid, name);
    if (loop == NULL && doing == POLLS) {
        loop = g_new0(struct looked, 1);
        g_hash_table_insert(look->loops, GINT_TO_POINTER(tid), loop);
        look->n_loops++;
    }
    if (loop == NULL)
        return;
    uint64_t slept = read_sleeps(look->pid, name);
    bool has_polled = doing == POLLS || slept > loop->slept + (doing == WAITS);
    loop->slept = slept;
    loop->seen_ns = now_ns;
    if (has_polled)
        loop->polled_ns = now_ns;
    if (has_polled)
        stalls_calm(stalls, tid, now_ns);
    else if (stalls_busy(stalls, look->pid, tid, loop->polled_ns, now_ns))
        loop->slept = read_sleeps(look->pid, name);
}

static void forget_ended(struct loop_look *look, struct stalls *stalls, uint64_t now_ns)
{
    GHashTableIter iterator;
    gpointer tid = NULL, value = NULL;
    g_hash_table_iter_init(&iterator, look->loops);
    while (g_hash_table_iter_next(&iterator, &tid, &value)) {
        if (((const struct looked *)value)->seen_ns == now_ns)
            continue;
        stalls_cut(stalls, GPOINTER_TO_INT(tid), now_ns);
        g_hash_table_iter_remove(&iterator);
    }
}

bool loop_look_take(struct loop_look *look, struct stalls *stalls)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/task", look->pid);
    GDir *folder = g_dir_open(path, 0, NULL);
    uint64_t now_ns = (uint64_t)g_get_monotonic_time() * 1000;
    struct thread_stat stat;
    for (const char *name; folder != NULL && (name = g_dir_read_name(folder)) != NULL;)
        take_thread(look, name, stalls, now_ns);
    forget_ended(look, stalls, now_ns);
    if (folder != NULL)
        g_dir_close(folder);
    if (!thread_stat_read(look->pid, look->pid, &stat))
        return false;
    g_free(stat.name);
    return stat.state != 'Z' && stat.state != 'X';
}

void loop_look_conclude(const struct loop_look *look, int wait_ms, struct profile *profile)
{
    g_ptr_array_add(
        profile->notes,
        g_strdup_printf("the process was looked at every %d ms: stalls may be that much shorter "
                        "or longer, and a loop that always finds work, so that it never sleeps, "
                        "looks like one that is blocked; a command is watched exactly ('watch -- "
                        "COMMAND')",
                        wait_ms));
    profile->loops = look->n_loops;
    if (look->n_loops == 0)
        g_ptr_array_add(profile->notes, g_strdup("no thread was seen in a poll"));
}
