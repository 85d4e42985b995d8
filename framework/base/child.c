// SPDX-License-Identifier: MIT
#include "framework/base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "framework/base/interruption.h"

enum { LOOK_MS = 50, GRACE_MS = 2000, KILL_MS = 500 };

void child_end_clear(struct child_end *end)
{
    g_clear_pointer(&end->output, g_free);
    g_clear_pointer(&end->complaints, g_free);
}

// Runs in the child between fork and exec: system calls alone.
static void prepare(void *data)
{
    (void)data;
    setsid(); // no terminal to ask on, and a group that can be ended as one
    signal(SIGPIPE, SIG_DFL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
}

static char **make_environment(const struct child *child)
{
    char **environment = g_get_environ();
    for (const char *const *word = child->environment; word != NULL && *word != NULL; word++) {
        g_auto(GStrv) parts = g_strsplit(*word, "=", 2);
        environment = parts[1] != NULL ? g_environ_setenv(environment, parts[0], parts[1], TRUE)
                                       : g_environ_unsetenv(environment, parts[0]);
    }
    return environment;
}

// Files in memory in place of pipes: they take any amount, and are read when all is over.
static int make_input(const char *text)
{
    if (text == NULL)
        return open("/dev/null", O_RDONLY | O_CLOEXEC);
    int fd = memfd_create("input", MFD_CLOEXEC);
    size_t length = strlen(text);
    while (length > 0) {
        ssize_t n = write(fd, text, length);
        if (n <= 0 && errno != EINTR)
            break;
        text += MAX(n, 0);
        length -= (size_t)MAX(n, 0);
    }
    lseek(fd, 0, SEEK_SET);
    return fd;
}

static char *read_all(int fd, gsize *length)
{
    struct stat about;
    gsize size = fstat(fd, &about) == 0 ? (gsize)about.st_size : 0;
    char *text = g_malloc(size + 1);
    gsize done = 0;
    while (done < size) {
        ssize_t n = pread(fd, text + done, size - done, (off_t)done);
        if (n <= 0)
            break;
        done += (gsize)n;
    }
    text[done] = '\0';
    *length = done;
    return text;
}

static char *read_text(int fd)
{
    gsize length = 0;
    char *bytes = read_all(fd, &length);
    char *text = g_utf8_make_valid(bytes, -1);
    g_free(bytes);
    return text;
}

static bool wait_at_most(GPid pid, int pid_fd, int wait_ms, int *wait_status)
{
    struct pollfd fd = {.fd = pid_fd, .events = POLLIN};
    for (int left_ms = wait_ms; left_ms >= 0; left_ms -= LOOK_MS) {
        if (waitpid(pid, wait_status, WNOHANG) == pid)
            return true;
        poll(&fd, pid_fd >= 0, LOOK_MS);
    }
    return false;
}

// First politely, so that compilers remove their temporary files.
static void end_group(GPid pid, int pid_fd)
{
    int wait_status;
    kill(-pid, SIGTERM);
    bool has_ended = wait_at_most(pid, pid_fd, GRACE_MS, &wait_status);
    kill(-pid, SIGKILL);
    if (!has_ended)
        while (waitpid(pid, &wait_status, 0) < 0 && errno == EINTR)
            continue;
    // What they hold open must not be written to any more.
    for (int waited_ms = 0; waited_ms < KILL_MS && kill(-pid, 0) == 0; waited_ms += 10)
        g_usleep(10000);
}

static bool wait_for_end(GPid pid, int *wait_status, GError **error)
{
    int pid_fd = (int)syscall(SYS_pidfd_open, pid, 0);
    bool has_ended = false;
    while (!has_ended && !interruption_is_requested())
        has_ended = wait_at_most(pid, pid_fd, 0, wait_status);
    if (!has_ended) {
        end_group(pid, pid_fd);
        interruption_set_error(error);
    }
    if (pid_fd >= 0)
        close(pid_fd);
    return has_ended;
}

static bool run(const struct child *child, const int fds[3], int *wait_status, GError **error)
{
    g_auto(GStrv) environment = make_environment(child);
    GPid pid = 0;
    if (interruption_is_requested())
        return interruption_set_error(error);
    return g_spawn_async_with_fds(child->folder, (char **)child->argv, environment,
                                  G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_SEARCH_PATH, prepare, NULL,
                                  &pid, fds[0], fds[1], fds[2], error) &&
           wait_for_end(pid, wait_status, error);
}

bool child_run(const struct child *child, struct child_end *out, GError **error)
{
    bool has_log = child->log_fd > 0;
    int fds[] = {
        make_input(child->input),
        has_log ? child->log_fd : memfd_create("output", MFD_CLOEXEC),
        has_log ? child->log_fd : memfd_create("complaints", MFD_CLOEXEC),
    };
    struct child_end end = {0};
    bool is_good = run(child, fds, &end.wait_status, error);
    if (is_good && !has_log) {
        end.output = read_all(fds[1], &end.length);
        end.complaints = read_text(fds[2]);
    }
    for (int i = 0; i < (has_log ? 1 : 3); i++)
        close(fds[i]);
    if (is_good)
        *out = end;
    return is_good;
}
