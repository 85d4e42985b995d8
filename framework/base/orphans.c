// SPDX-License-Identifier: MIT
#include "framework/base/orphans.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE_US = 1500000, NAP_US = 5000 };

static GMutex mutex;
static GHashTable *known; // pids of children; NULL: there was none yet
static bool takes_orphans;
static GArray *survivors; // struct survivor; NULL: there are none

struct survivor {
    pid_t pid;
    char name[16];
};

static bool has_a_child(void)
{
    siginfo_t info;
    return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 || errno != ECHILD;
}

static void begin(void)
{
    known = g_hash_table_new(NULL, NULL);
    takes_orphans = !has_a_child() && prctl(PR_SET_CHILD_SUBREAPER, 1) == 0;
}

pid_t orphans_fork(struct control_group *group)
{
    g_mutex_lock(&mutex);
    if (known == NULL)
        begin();
    pid_t pid = group != NULL ? control_group_fork(group)
                              : _Fork(); // it shares our memory until one of both writes
    if (pid == 0)
        return 0;
    if (pid > 0)
        g_hash_table_add(known, GINT_TO_POINTER(pid));
    g_mutex_unlock(&mutex);
    return pid;
}

void orphans_forget(pid_t child)
{
    g_mutex_lock(&mutex);
    g_hash_table_remove(known, GINT_TO_POINTER(child));
    g_mutex_unlock(&mutex);
}

// Of /proc/PID/stat, the command and the parent; false where there is no such process.
static bool read_stat(pid_t pid, char name[16], pid_t *parent)
{
    char path[32];
    g_autofree char *text = NULL;
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return false;
    const char *from = strchr(text, '(');
    char *to = strrchr(text, ')');
    if (from == NULL || to == NULL || sscanf(to + 1, " %*c %d", parent) != 1)
        return false;
    *to = '\0';
    g_strlcpy(name, from + 1, 16);
    return true;
}

static void note(pid_t pid, const char *name)
{
    struct survivor survivor = {.pid = pid};
    if (survivors == NULL)
        survivors = g_array_new(FALSE, FALSE, sizeof survivor);
    g_strlcpy(survivor.name, name, sizeof survivor.name);
    g_array_append_val(survivors, survivor);
}

// Returns how many there were: their own children come to us as they end.
static guint kill_orphans(bool is_last)
{
    guint n = 0;
    g_autoptr(GDir) dir = g_dir_open("/proc", 0, NULL);
    for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
        pid_t pid = (pid_t)g_ascii_strtoull(name, NULL, 10);
        pid_t parent = 0;
        char command[16];
        // A process that this one traces is not its child, though waitid() would say so.
        if (pid <= 0 || !read_stat(pid, command, &parent) || parent != getpid() ||
            g_hash_table_contains(known, GINT_TO_POINTER(pid)))
            continue;
        n++;
        kill(pid, SIGKILL);
        if (waitpid(pid, NULL, WNOHANG) == 0 && is_last)
            note(pid, command);
    }
    return n;
}

void orphans_end(void)
{
    gint64 deadline_us = g_get_monotonic_time() + PATIENCE_US;
    g_mutex_lock(&mutex);
    for (bool is_last = false; takes_orphans && kill_orphans(is_last) > 0 && !is_last;) {
        g_usleep(NAP_US);
        is_last = g_get_monotonic_time() >= deadline_us;
    }
    g_mutex_unlock(&mutex);
}

void orphans_note(pid_t pid, const char *name)
{
    g_mutex_lock(&mutex);
    note(pid, name);
    g_mutex_unlock(&mutex);
}

// A slow machine may have taken longer than the patience lasted.
static bool is_still_there(pid_t pid)
{
    (void)waitpid(pid, NULL, WNOHANG); // it may have become our child
    return kill(pid, 0) == 0 || errno == EPERM;
}

GPtrArray *orphans_take_notes(void)
{
    GPtrArray *notes = g_ptr_array_new_with_free_func(g_free);
    g_mutex_lock(&mutex);
    for (guint i = 0; survivors != NULL && i < survivors->len; i++) {
        const struct survivor *one = &g_array_index(survivors, struct survivor, i);
        if (is_still_there(one->pid))
            g_ptr_array_add(
                notes,
                g_strdup_printf("process %d ('%s') was left running, as it could not be ended: "
                                "it belongs to another user, or waits for a device",
                                (int)one->pid, one->name));
    }
    g_clear_pointer(&survivors, g_array_unref);
    g_mutex_unlock(&mutex);
    return notes;
}
