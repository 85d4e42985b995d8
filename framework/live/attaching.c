// SPDX-License-Identifier: MIT
#include "framework/live/attaching.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "framework/base/proc_status.h"
#include "framework/live/thread_stat.h"

G_DEFINE_QUARK(benchrun - attaching - error, attaching_error)

// Of the kernel: PF_KTHREAD and PF_EXITING.
enum { KERNEL_THREAD = 0x00200000, ENDING = 0x00000004 };

static long read_number(pid_t pid, const char *field)
{
    g_autofree char *status = proc_status_read(pid);
    g_autofree char *text = proc_status_field(status, field);
    return text != NULL ? atol(text) : -1;
}

char *attaching_label(pid_t pid)
{
    struct thread_stat stat;
    if (!thread_stat_read(pid, pid, &stat))
        return g_strdup_printf("process %d", pid);
    char *label = g_strdup_printf("process %d ('%s')", pid, stat.name);
    g_free(stat.name);
    return label;
}

static void set_gone(pid_t pid, GError **error)
{
    g_set_error(error, ATTACHING_ERROR, ATTACHING_ERROR_GONE,
                "process %d has ended, or there is none that can be seen from here; 'ps -e' lists "
                "them",
                pid);
}

// The threads of a process whose first thread has ended may go on.
static bool has_other_threads(pid_t pid)
{
    return read_number(pid, "Threads:") > 1;
}

static bool check_code(pid_t pid, const struct thread_stat *stat, GError **error)
{
    bool is_dead = (stat->state == 'Z' || stat->state == 'X') && !has_other_threads(pid);
    bool is_kernel = (stat->flags & KERNEL_THREAD) != 0;
    if (is_dead)
        g_set_error(error, ATTACHING_ERROR, ATTACHING_ERROR_GONE,
                    "process %d ('%s') has ended: a zombie, which waits for its parent, process "
                    "%ld, to take note of it",
                    pid, stat->name, read_number(pid, "PPid:"));
    else if (is_kernel)
        g_set_error(error, ATTACHING_ERROR, ATTACHING_ERROR_OTHER,
                    "process %d ('%s') is a thread of the kernel, with no code of a program in it; "
                    "root reads where it is in /proc/%d/stack",
                    pid, stat->name, pid);
    return !is_dead && !is_kernel;
}

bool attaching_check(pid_t pid, GError **error)
{
    struct thread_stat stat = {0};
    long group = read_number(pid, "Tgid:");
    if (pid == getpid())
        g_set_error(error, ATTACHING_ERROR, ATTACHING_ERROR_OTHER,
                    "process %d is this benchrun itself, which cannot stop to look at itself", pid);
    else if (group > 0 && group != pid)
        g_set_error(error, ATTACHING_ERROR, ATTACHING_ERROR_OTHER,
                    "%d is a thread of process %ld: name that", pid, group);
    else if (group < 0 || !thread_stat_read(pid, pid, &stat))
        set_gone(pid, error);
    bool is_good = stat.name != NULL && check_code(pid, &stat, error);
    g_free(stat.name);
    return is_good;
}

static int read_ptrace_scope(void)
{
    g_autofree char *text = NULL;
    return g_file_get_contents("/proc/sys/kernel/yama/ptrace_scope", &text, NULL, NULL) ? atoi(text)
                                                                                        : 0;
}

// The kernel refuses those, too, until their parent has taken note.
static bool is_ending(pid_t pid)
{
    struct thread_stat stat;
    bool is_there = thread_stat_read(pid, pid, &stat);
    g_free(stat.name);
    return !is_there || (stat.flags & ENDING) != 0;
}

void attaching_refuse(pid_t pid, int cause, GError **error)
{
    g_autofree char *whom = attaching_label(pid);
    long tracer = read_number(pid, "TracerPid:");
    long uid = read_number(pid, "Uid:");
    int scope = read_ptrace_scope();
    if (cause == ESRCH || uid < 0) {
        set_gone(pid, error);
        return;
    }
    g_autofree char *who = tracer > 0 ? attaching_label((pid_t)tracer) : NULL;
    if (who != NULL)
        g_set_error(
            error, ATTACHING_ERROR, ATTACHING_ERROR_REFUSED,
            "%s is under a debugger or tracer, %s, and a process can have only one: end that one "
            "first",
            whom, who);
    else if (geteuid() != 0 && uid != (long)geteuid())
        g_set_error(error, ATTACHING_ERROR, ATTACHING_ERROR_REFUSED,
                    "%s is another user's (of id %ld): run it as that user or as root", whom, uid);
    else if (is_ending(pid))
        set_gone(pid, error);
    else if (scope > 0)
        g_set_error(error, ATTACHING_ERROR, ATTACHING_ERROR_REFUSED,
                    "the kernel refuses to look at %s (kernel.yama.ptrace_scope is %d): run it as "
                    "root%s",
                    whom, scope,
                    scope == 3  ? ", after a boot with a lower one"
                    : scope < 2 ? ", or allow it with 'sysctl kernel.yama.ptrace_scope=0'"
                                : "");
    else
        g_set_error(error, ATTACHING_ERROR, ATTACHING_ERROR_REFUSED,
                    "the kernel refuses to look at %s (%s): it has more rights than this benchrun. "
                    "Run it as root; in a container, with CAP_SYS_PTRACE (--cap-add SYS_PTRACE)",
                    whom, g_strerror(cause));
}
