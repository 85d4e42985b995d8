// SPDX-License-Identifier: MIT
#include "tests/framework/harness/exchange.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "framework/harness/protocol.h"

struct pipes {
    int in, out, error;
};

static void close_pipe(int *fd)
{
    close(*fd);
    *fd = -1;
}

// Takes what there is; closes the pipe at its end.
static void drain(int *fd, GString *to)
{
    char buffer[65536];
    ssize_t n = read(*fd, buffer, sizeof buffer);
    if (n > 0)
        g_string_append_len(to, buffer, n);
    else if (n == 0)
        close_pipe(fd);
}

static void talk(struct pipes *pipes, const char *bytes, gsize length, GString *out, GString *error)
{
    gint64 deadline_us = g_get_monotonic_time() + 60 * G_USEC_PER_SEC;
    gsize sent = 0;
    while (pipes->out >= 0 && g_get_monotonic_time() < deadline_us) {
        if (pipes->in >= 0 && sent == length)
            close_pipe(&pipes->in);
        struct pollfd fds[] = {
            {pipes->in, POLLOUT, 0}, {pipes->out, POLLIN, 0}, {pipes->error, POLLIN, 0}};
        poll(fds, G_N_ELEMENTS(fds), 1000);
        if (pipes->in >= 0 && fds[0].revents != 0) {
            ssize_t n = write(pipes->in, bytes + sent, MIN(length - sent, 4096));
            sent = n > 0 ? sent + (gsize)n : length;
        }
        if (fds[1].revents != 0)
            drain(&pipes->out, out);
        if (pipes->error >= 0 && fds[2].revents != 0)
            drain(&pipes->error, error);
    }
    while (pipes->error >= 0 && g_get_monotonic_time() < deadline_us)
        drain(&pipes->error, error);
}

static int wait_for(GPid pid)
{
    int status = 0;
    for (int i = 0; i < 1000; i++) {
        if (waitpid(pid, &status, WNOHANG) == pid)
            return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        g_usleep(5000);
    }
    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
    return -1;
}

struct exchange *exchange_bytes(const char *program, const void *bytes, gsize length)
{
    char *argv[] = {(char *)program, (char *)PROTOCOL_WORKER_FLAG, NULL};
    struct pipes pipes;
    GPid pid = 0;
    signal(SIGPIPE, SIG_IGN);
    if (!g_spawn_async_with_pipes(NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid,
                                  &pipes.in, &pipes.out, &pipes.error, NULL))
        g_error("cannot start '%s'", program);
    fcntl(pipes.error, F_SETFL, O_NONBLOCK);
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(GString) error = g_string_new(NULL);
    talk(&pipes, bytes, length, out, error);
    struct exchange *exchange = g_new0(struct exchange, 1);
    exchange->code = wait_for(pid);
    int *left[] = {&pipes.in, &pipes.out, &pipes.error};
    for (unsigned i = 0; i < G_N_ELEMENTS(left); i++)
        if (*left[i] >= 0)
            close_pipe(left[i]);
    exchange->errors = g_strdup(error->str);
    exchange->lines = g_strsplit(out->str, "\n", -1);
    exchange->n_lines = MAX(g_strv_length(exchange->lines), 1) - 1;
    return exchange;
}

struct exchange *exchange_text(const char *program, const char *requests)
{
    return exchange_bytes(program, requests, strlen(requests));
}

void exchange_free(struct exchange *exchange)
{
    g_strfreev(exchange->lines);
    g_free(exchange->errors);
    g_free(exchange);
}

int exchange_find_case(const char *program, const char *name)
{
    g_autoptr(Exchange) exchange = exchange_text(program, "list\n");
    g_autofree char *key = g_strdup_printf(" name=%s ", name);
    for (guint i = 1; i < exchange->n_lines; i++)
        if (strstr(exchange->lines[i], key) != NULL)
            return (int)i - 1;
    return -1;
}
