// SPDX-License-Identifier: MIT
#include "framework/base/reaper.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "framework/base/descendants.h"
#include "framework/base/orphans.h"

// A reaper that says nothing meanwhile was stopped.
enum { PATIENCE_MS = 1500 };

// What a reaper reports: that the program was started, or why not, and how it ended.
struct news {
    pid_t program;
    int error;      // errno of a program that could not be started; 0: it was
    bool has_ended; // it had been started before
    struct descendants_end end;
};

static bool hear(int leash, int flags, struct news *out)
{
    ssize_t n;
    do
        n = recv(leash, out, sizeof *out, flags);
    while (n < 0 && errno == EINTR);
    return n == sizeof *out;
}

// From here to become_reaper() all runs in a fork without exec: system calls alone.

static void report(int leash, struct news news)
{
    send(leash, &news, sizeof news, MSG_NOSIGNAL);
}

static void close_on_exec(int fd)
{
    if (fd > 2)
        fcntl(fd, F_SETFD, FD_CLOEXEC);
}

// Reaps orphans, which become our children. The program itself is left: as long as it is not
// reaped, no other process can get its number, or that of its group.
static bool has_ended(pid_t program)
{
    for (;;) {
        siginfo_t info = {0};
        if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0)
            return true;
        if (info.si_pid == 0 || info.si_pid == program)
            return info.si_pid == program;
        waitpid(info.si_pid, NULL, 0);
    }
}

// Sleeps until a child ends, or benchrun asks for something. False when it has let go of the leash.
static bool look(int leash, int signals, pid_t program)
{
    struct signalfd_siginfo info;
    char asked = 0;
    struct pollfd fds[] = {{.fd = signals, .events = POLLIN}, {.fd = leash, .events = POLLIN}};
    poll(fds, 2, -1);
    while (read(signals, &info, sizeof info) > 0)
        continue;
    if (fds[1].revents == 0)
        return true;
    ssize_t n = recv(leash, &asked, 1, MSG_DONTWAIT);
    if (n > 0)
        kill(-program, SIGTERM);
    return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

// A high number, so that scripts which use the low ones do no harm.
static void keep_open(int fd)
{
    if (fcntl(fd, F_DUPFD, 200) < 0)
        (void)fcntl(fd, F_DUPFD, 3);
}

// Any of the three may have the number of another. False, with errno, without room for them.
static bool take_streams(const int fds[3])
{
    int moved[3];
    for (int i = 0; i < 3; i++) {
        moved[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, 3);
        if (moved[i] < 0)
            return false;
    }
    for (int i = 0; i < 3; i++)
        dup2(moved[i], i);
    return true;
}

// What the program is started with, on a stack of its own. It shares the reaper's memory until
// exec, but for where an emulator gives it a copy.
struct start {
    const struct reaper_job *job;
    int leash;
    const sigset_t *signals;
    int failure_fd; // takes errno of what went wrong, and is closed by exec
};

// As execvpe(), which would have sh run a text that names no interpreter. Returns if there is none.
static void become(const struct reaper_job *job)
{
    char path[PATH_MAX];
    const char *name = job->file ? job->file : job->argv[0];
    const char *folders = strchr(name, '/') != NULL ? "" : getenv("PATH");
    int error = ENOENT;
    if (folders == NULL || *folders == '\0') {
        execve(name, (char *const *)job->argv, job->environment);
        return;
    }
    for (const char *end; folders != NULL; folders = *end != '\0' ? end + 1 : NULL) {
        end = strchrnul(folders, ':');
        size_t length = (size_t)(end - folders);
        if (length + strlen(name) + 2 > sizeof path)
            continue;
        memcpy(path, folders, length);
        if (length > 0) // an empty one is this folder
            path[length++] = '/';
        memcpy(path + length, name, strlen(name) + 1);
        execve(path, (char *const *)job->argv, job->environment);
        if (errno != ENOENT && errno != ENOTDIR && errno != EACCES)
            return;
        if (errno == EACCES)
            error = EACCES;
    }
    errno = error;
}

static int enter_program(void *data)
{
    static const int usual[] = {SIGCHLD, SIGHUP, SIGINT, SIGPIPE, SIGTERM, SIGXFSZ};
    struct start *start = data;
    const struct reaper_job *job = start->job;
    if (job->is_session)
        setsid();
    else
        setpgid(0, 0);
    // Before the program can stop or kill the reaper.
    report(start->leash, (struct news){.program = getpid()});
    prctl(PR_SET_PDEATHSIG, SIGKILL); // should the reaper be killed
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        signal(usual[i], SIG_DFL);
    sigprocmask(SIG_SETMASK, start->signals, NULL);
    if (job->folder == NULL || chdir(job->folder) == 0)
        become(job);
    ssize_t ignored = write(start->failure_fd, &errno, sizeof errno);
    (void)ignored;
    _exit(127);
}

// Returns its process, or -1 and errno.
static pid_t start_program(struct start *start)
{
    static _Alignas(16) char stack[64 * 1024];
    int failure[2];
    int error = 0;
    if (pipe2(failure, O_CLOEXEC) != 0)
        return -1;
    start->failure_fd = failure[1];
    pid_t pid = clone(enter_program, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, start);
    if (pid < 0)
        return -1;
    close(failure[1]);
    if (read(failure[0], &error, sizeof error) <= 0)
        return pid;
    errno = error;
    return -1;
}

static bool prepare_program(const struct reaper_job *job)
{
    if (!take_streams(job->fds))
        return false;
    if (close_range(3, ~0u, CLOSE_RANGE_CLOEXEC) != 0)
        descendants_for_numbers("/proc/self/fd", close_on_exec);
    if (job->kept_fd > 0)
        keep_open(job->kept_fd);
    if (job->prepare != NULL)
        job->prepare(job->data);
    return true;
}

_Noreturn static void end_at_once(int leash, int error)
{
    report(leash, (struct news){.program = -1, .error = error});
    _exit(1);
}

// Keeps the leash as 0. benchrun waits for the end of the program's streams, but a lock that the
// program has is held until all that it started is dead.
static void close_others(const struct reaper_job *job, int leash)
{
    dup2(leash, 0);
    bool has_lock = job->kept_fd > 0 && dup2(job->kept_fd, 1) == 1;
    closefrom(has_lock ? 2 : 1);
}

_Noreturn static void become_reaper(const struct reaper_job *job, int leash)
{
    sigset_t all, before, child;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before);
    signal(SIGCHLD, SIG_DFL);
    int moved = fcntl(leash, F_DUPFD_CLOEXEC, 3); // of the lower numbers are the streams
    if (moved < 0)
        end_at_once(leash, errno);
    leash = moved;
    setpgid(0, 0); // who kills benchrun's group leaves us
    prctl(PR_SET_NAME, "benchrun-reaper");
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    if (!prepare_program(job))
        end_at_once(leash, errno);
    struct start start = {.job = job, .leash = leash, .signals = &before};
    pid_t program = start_program(&start);
    int error = errno;
    close_others(job, leash);
    if (program < 0)
        end_at_once(0, error);
    report(0, (struct news){.program = program});
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    int signal_fd = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
    while (!has_ended(program) && look(0, signal_fd, program))
        continue;
    struct news last = {.program = program, .has_ended = true};
    descendants_kill(signal_fd, program, &last.end);
    report(0, last);
    _exit(0);
}

// Whether the program was started; what the reaper says last counts. A reaper that the program
// stopped or killed says nothing more.
static bool hear_start(int leash, struct news *out)
{
    struct pollfd fd = {.fd = leash, .events = POLLIN};
    if (!hear(leash, 0, out))
        return false;
    if (out->error == 0 && poll(&fd, 1, PATIENCE_MS) == 1)
        hear(leash, MSG_DONTWAIT, out);
    return out->error == 0;
}

int reaper_start(const struct reaper_job *job, struct reaper *out)
{
    int leash[2];
    struct news news = {.error = EAGAIN}; // of one that was killed before it said anything
    *out = (struct reaper){-1, -1, -1, -1, {.fd = -1}};
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, leash) != 0)
        return errno;
    out->leash_fd = leash[0];
    control_group_make(&out->group);
    out->pid = orphans_fork(&out->group); // the program does not share our memory
    if (out->pid == 0)
        become_reaper(job, leash[1]);
    if (out->pid < 0)
        news.error = errno;
    close(leash[1]);
    if (out->pid > 0 && hear_start(out->leash_fd, &news)) {
        out->program = news.program;
        out->end_fd = (int)syscall(SYS_pidfd_open, out->pid, 0);
        return 0;
    }
    int ignored = 0;
    if (out->pid > 0)
        reaper_give_up(out, &ignored);
    control_group_end(&out->group);
    reaper_close(out);
    return news.error;
}

bool reaper_has_ended(struct reaper *reaper, int *wait_status)
{
    struct news news = {0};
    if (waitpid(reaper->pid, wait_status, WNOHANG) != reaper->pid)
        return false;
    orphans_forget(reaper->pid);
    control_group_end(&reaper->group);
    while (!news.has_ended && hear(reaper->leash_fd, MSG_DONTWAIT, &news))
        continue;
    if (news.has_ended) {
        *wait_status = news.end.wait_status;
    } else { // somebody killed the reaper
        kill(-reaper->program, SIGKILL);
        orphans_end();
    }
    for (unsigned i = 0; i < news.end.n_left; i++)
        orphans_note(news.end.left[i].pid, news.end.left[i].name);
    return true;
}

void reaper_ask(const struct reaper *reaper)
{
    send(reaper->leash_fd, "", 1, MSG_DONTWAIT | MSG_NOSIGNAL);
}

void reaper_kill(const struct reaper *reaper)
{
    shutdown(reaper->leash_fd, SHUT_WR);
}

void reaper_give_up(struct reaper *reaper, int *wait_status)
{
    if (reaper->program > 0)
        kill(-reaper->program, SIGKILL);
    kill(reaper->pid, SIGKILL);
    while (waitpid(reaper->pid, wait_status, 0) < 0 && errno == EINTR)
        continue;
    orphans_forget(reaper->pid);
    control_group_end(&reaper->group);
    orphans_end();
}

void reaper_close(struct reaper *reaper)
{
    if (reaper->leash_fd >= 0)
        close(reaper->leash_fd);
    if (reaper->end_fd >= 0)
        close(reaper->end_fd);
    reaper->leash_fd = reaper->end_fd = -1;
}
