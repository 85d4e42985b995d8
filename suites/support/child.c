// SPDX-License-Identifier: MIT
#include "suites/support/child.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static _Noreturn void give_up(const char *what)
{
    perror(what);
    exit(1);
}

struct child child_start(void (*work)(int in, int out, void *data), void *data)
{
    int to[2];
    int from[2];
    pid_t parent = getpid();
    if (pipe(to) != 0 || pipe(from) != 0)
        give_up("cannot make a pipe");
    pid_t pid = fork();
    if (pid < 0)
        give_up("cannot fork");
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent)
            _exit(1); // it went before this child could ask to go with it
        work(to[0], from[1], data);
        _exit(0);
    }
    close(to[0]);
    close(from[1]);
    return (struct child){.pid = pid, .to = to[1], .from = from[0]};
}

void child_send(const struct child *child, const void *message, size_t n_bytes)
{
    if (write(child->to, message, n_bytes) != (ssize_t)n_bytes)
        give_up("cannot write to a child");
}

void child_receive(const struct child *child, void *message, size_t n_bytes)
{
    enum { PATIENCE_MS = 30000 };
    struct pollfd answer = {.fd = child->from, .events = POLLIN};
    if (poll(&answer, 1, PATIENCE_MS) != 1 ||
        read(child->from, message, n_bytes) != (ssize_t)n_bytes)
        give_up("no answer from a child");
}

void child_end(const struct child *child)
{
    close(child->to);
    close(child->from);
    kill(child->pid, SIGKILL);
    waitpid(child->pid, NULL, 0);
}
