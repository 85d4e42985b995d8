// SPDX-License-Identifier: MIT
#include "framework/profile/sampled_command.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { READ, WRITE };

// What is to become the command waits here until it is attached to, which a thread does: this one
// waits for the command to start.
struct gate {
    int told[2];   // the process says its number
    int opened[2]; // a byte lets it pass; the end stops it
    struct sampler *sampler;
    bool is_attached;
    GError *error;
};

// Between fork and exec: system calls alone.
static void wait_at_gate(const void *data)
{
    const struct gate *gate = data;
    pid_t pid = getpid();
    char byte = 0;
    close(gate->opened[WRITE]);
    if (write(gate->told[WRITE], &pid, sizeof pid) != sizeof pid ||
        read(gate->opened[READ], &byte, 1) != 1)
        _exit(1);
}

static void *attach(void *data)
{
    struct gate *gate = data;
    pid_t pid = 0;
    ssize_t n;
    do
        n = read(gate->told[READ], &pid, sizeof pid);
    while (n < 0 && errno == EINTR);
    if (n != sizeof pid)
        return NULL; // it was never started
    gate->is_attached = sampler_attach_before_exec(gate->sampler, pid, &gate->error);
    if (gate->is_attached)
        gate->is_attached = write(gate->opened[WRITE], "", 1) == 1;
    close(gate->opened[WRITE]);
    gate->opened[WRITE] = -1;
    return NULL;
}

static void close_ends(int ends[2])
{
    for (int i = 0; i < 2; i++)
        if (ends[i] >= 0)
            close(ends[i]);
}

bool sampled_command_start(struct sampler *sampler, const char *const *argv,
                           const char *const *environment, struct subprocess *out, GError **error)
{
    struct gate gate = {.told = {-1, -1}, .opened = {-1, -1}, .sampler = sampler};
    const struct subprocess_call call = {
        .argv = argv, .environment = environment, .prepare = wait_at_gate, .data = &gate};
    GError *cause = NULL;
    if (pipe2(gate.told, O_CLOEXEC) != 0 || pipe2(gate.opened, O_CLOEXEC) != 0) {
        g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno), "%s",
                    g_strerror(errno));
        close_ends(gate.told);
        return false;
    }
    GThread *thread = g_thread_new("attach", attach, &gate);
    bool is_good = subprocess_start_here(&call, out, &cause);
    close(gate.told[WRITE]); // else the thread would wait for what was not started
    gate.told[WRITE] = -1;
    g_thread_join(thread); // and frees it
    close_ends(gate.told);
    close_ends(gate.opened);
    if (gate.error != NULL) { // the reason why it did not start
        g_clear_error(&cause);
        g_propagate_error(error, gate.error);
    } else if (!is_good) {
        g_propagate_error(error, cause);
    }
    // cppcheck-suppress memleak // see above
    return is_good;
}
