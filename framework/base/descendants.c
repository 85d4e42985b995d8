// SPDX-License-Identifier: MIT
#include "framework/base/descendants.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// A process that is not dead within a second or two waits for a device, or is not ours to kill.
enum { NAP_MS = 10, PATIENCE_MS = 1500 };

static struct descendants_end end;

// Calls `act` for each name in a folder of /proc that is a number.
void descendants_for_numbers(const char *path, void (*act)(int number))
{
    _Alignas(struct dirent64) char entries[4096];
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return;
    for (ssize_t n; (n = getdents64(folder, entries, sizeof entries)) > 0;) {
        for (ssize_t at = 0; at < n;) {
            const struct dirent64 *entry = (const void *)(entries + at);
            if (entry->d_name[0] >= '0' && entry->d_name[0] <= '9')
                act(atoi(entry->d_name));
            at += entry->d_reclen;
        }
    }
    close(folder);
}

static bool is_child(int pid)
{
    siginfo_t info;
    return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

static void kill_child(int pid)
{
    if (is_child(pid))
        kill(pid, SIGKILL);
}

static void name_child(int pid)
{
    char path[32];
    struct descendant *left = &end.left[end.n_left];
    if (end.n_left == DESCENDANTS_NAMED || !is_child(pid))
        return;
    snprintf(path, sizeof path, "/proc/%d/comm", pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, left->name, sizeof left->name - 1) : 0;
    if (n > 0 && left->name[n - 1] == '\n')
        left->name[n - 1] = '\0';
    left->pid = pid;
    end.n_left++;
    if (fd >= 0)
        close(fd);
}

// Until a child ends, or for a moment.
static void nap(int signal_fd)
{
    struct signalfd_siginfo info;
    struct pollfd fd = {.fd = signal_fd, .events = POLLIN};
    poll(&fd, 1, NAP_MS);
    while (read(signal_fd, &info, sizeof info) > 0)
        continue;
}

static long now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// Reaps what has ended; whether a child is left. Of the program it keeps how it ended.
static bool has_children(pid_t program)
{
    pid_t pid;
    int status = 0;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
        if (pid == program)
            end.wait_status = status;
    return pid == 0;
}

// Kills the program with all its descendants; the children of those that are dead become ours. One
// that forks and ends again and again is met sooner or later.
void descendants_kill(int signal_fd, pid_t program, struct descendants_end *out)
{
    long deadline_ms = now_ms() + PATIENCE_MS;
    end = (struct descendants_end){.wait_status = SIGKILL};
    kill(-program, SIGKILL);
    kill(program, SIGKILL);
    for (bool is_first = true; has_children(program); is_first = false) {
        if (now_ms() >= deadline_ms) {
            descendants_for_numbers("/proc", name_child);
            break;
        }
        if (!is_first)
            descendants_for_numbers("/proc", kill_child);
        nap(signal_fd);
    }
    *out = end;
}
