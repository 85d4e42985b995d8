// SPDX-License-Identifier: MIT
#include "framework/base/subprocess.h"

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

// Only the thread that a signal interrupts sees it at once, so no single wait is long.
enum { LOOK_MS = 50, LOOK_WITHOUT_FD_MS = 5, GRACE_MS = 2000, VANISH_MS = 500 };

void subprocess_output_clear(struct subprocess_output *output)
{
    g_clear_pointer(&output->output, g_free);
    g_clear_pointer(&output->complaints, g_free);
}

// Both run in the child between fork and exec: system calls alone.
static void prepare(const struct subprocess_call *call)
{
    signal(SIGPIPE, SIG_DFL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (call->prepare != NULL)
        call->prepare(call->data);
}

static void prepare_session(void *call)
{
    setsid(); // no terminal to ask on, and a group that can be ended as one
    prepare(call);
}

static void prepare_group(void *call)
{
    setpgid(0, 0);
    prepare(call);
}

static char **make_environment(const struct subprocess_call *call)
{
    char **environment = g_get_environ();
    for (const char *const *word = call->environment; word != NULL && *word != NULL; word++) {
        g_auto(GStrv) parts = g_strsplit(*word, "=", 2);
        environment = parts[1] != NULL ? g_environ_setenv(environment, parts[0], parts[1], TRUE)
                                       : g_environ_unsetenv(environment, parts[0]);
    }
    return environment;
}

// Some parents leave SIGCHLD ignored; then the system forgets how a child ended.
static void heed_children(void)
{
    struct sigaction action;
    if (sigaction(SIGCHLD, NULL, &action) == 0 && action.sa_handler == SIG_IGN)
        signal(SIGCHLD, SIG_DFL);
}

// Its streams are `fds`; those of them that are -1 become pipes.
static bool start(const struct subprocess_call *call, GSpawnChildSetupFunc setup, const int fds[3],
                  struct subprocess *out, GError **error)
{
    g_auto(GStrv) environment = make_environment(call);
    int flags = G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_SEARCH_PATH;
    *out = (struct subprocess){-1, -1, -1, -1, -1, .has_ended = true};
    heed_children();
    if (!g_spawn_async_with_pipes_and_fds(
            call->folder, call->argv, (const char *const *)environment, (GSpawnFlags)flags, setup,
            (void *)call, fds[0], fds[1], fds[2], NULL, NULL, 0, &out->pid,
            fds[0] < 0 ? &out->in_fd : NULL, fds[1] < 0 ? &out->out_fd : NULL,
            fds[2] < 0 ? &out->error_fd : NULL, error)) {
        out->pid = -1;
        return false;
    }
    out->has_ended = false;
    out->pid_fd = (int)syscall(SYS_pidfd_open, out->pid, 0);
    return true;
}

bool subprocess_start(const struct subprocess_call *call, struct subprocess *out, GError **error)
{
    const int pipes[] = {-1, -1, -1};
    signal(SIGPIPE, SIG_IGN);
    if (!start(call, prepare_group, pipes, out, error))
        return false;
    fcntl(out->out_fd, F_SETFL, O_NONBLOCK);
    fcntl(out->error_fd, F_SETFL, O_NONBLOCK);
    return true;
}

bool subprocess_has_ended(struct subprocess *process)
{
    if (!process->has_ended)
        process->has_ended = waitpid(process->pid, &process->wait_status, WNOHANG) == process->pid;
    return process->has_ended;
}

static bool wait_for_end(struct subprocess *process, gint64 deadline_us, bool stops_for_user)
{
    struct pollfd fd = {.fd = process->pid_fd, .events = POLLIN};
    while (!subprocess_has_ended(process) && g_get_monotonic_time() < deadline_us &&
           !(stops_for_user && interruption_is_requested()))
        poll(&fd, process->pid_fd >= 0, process->pid_fd >= 0 ? LOOK_MS : LOOK_WITHOUT_FD_MS);
    return process->has_ended;
}

bool subprocess_wait(struct subprocess *process, gint64 deadline_us)
{
    return wait_for_end(process, deadline_us, true);
}

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

void subprocess_close_pipes(struct subprocess *process)
{
    close_fd(&process->in_fd);
    close_fd(&process->out_fd);
    close_fd(&process->error_fd);
}

void subprocess_end(struct subprocess *process)
{
    if (process->pid > 0)
        kill(-process->pid, SIGKILL); // children that it left, or all of it
    if (!process->has_ended) {
        kill(process->pid, SIGKILL);
        while (waitpid(process->pid, &process->wait_status, 0) < 0 && errno == EINTR)
            continue;
        process->has_ended = true;
    }
    subprocess_close_pipes(process);
    close_fd(&process->pid_fd);
}

// First politely, so that compilers remove their temporary files.
static void end_politely(struct subprocess *process)
{
    kill(-process->pid, SIGTERM);
    wait_for_end(process, g_get_monotonic_time() + GRACE_MS * 1000, false);
    subprocess_end(process);
    // What they hold open must not be written to any more.
    for (int waited_ms = 0; waited_ms < VANISH_MS && kill(-process->pid, 0) == 0; waited_ms += 10)
        g_usleep(10000);
}

static bool run(const struct subprocess_call *call, const int fds[3], int *wait_status,
                GError **error)
{
    struct subprocess process;
    bool was_interrupted = interruption_is_requested();
    if (was_interrupted && !call->despite_interruption)
        return interruption_set_error(error);
    if (!start(call, prepare_session, fds, &process, error))
        return false;
    bool has_ended = wait_for_end(&process, G_MAXINT64, !was_interrupted);
    if (has_ended) {
        *wait_status = process.wait_status;
        close_fd(&process.pid_fd);
    } else {
        end_politely(&process);
        interruption_set_error(error);
    }
    return has_ended;
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
    g_autofree char *bytes = read_all(fd, &length);
    return g_utf8_make_valid(bytes, (gssize)length);
}

static bool check_files(const int fds[3], GError **error)
{
    bool is_good = fds[0] >= 0 && fds[1] >= 0 && fds[2] >= 0;
    if (!is_good)
        g_set_error(error, G_SPAWN_ERROR, G_SPAWN_ERROR_FAILED,
                    "cannot make a file in memory for its streams: %s", g_strerror(errno));
    return is_good;
}

bool subprocess_run(const struct subprocess_call *call, struct subprocess_output *out,
                    GError **error)
{
    bool has_log = call->log_fd > 0;
    int fds[] = {
        make_input(call->input),
        has_log ? call->log_fd : memfd_create("output", MFD_CLOEXEC),
        has_log ? call->log_fd : memfd_create("complaints", MFD_CLOEXEC),
    };
    struct subprocess_output output = {0};
    bool is_good = check_files(fds, error) && run(call, fds, &output.wait_status, error);
    if (is_good && !has_log) {
        output.output = read_all(fds[1], &output.length);
        output.complaints = read_text(fds[2]);
    }
    for (int i = 0; i < (has_log ? 1 : 3); i++)
        close_fd(&fds[i]);
    if (is_good)
        *out = output;
    return is_good;
}
