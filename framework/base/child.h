// SPDX-License-Identifier: MIT
#pragma once
// A child: a program that is run to its end and leaves nothing running when the user interrupts.
#include <glib.h>
#include <stdbool.h>

/** What to run; the caller keeps what it points to. */
struct child {
    const char *const *argv;        // the program, looked for in PATH, and its words
    const char *folder;             // where it runs
    const char *const *environment; // `KEY=VALUE` is set, `KEY` alone is unset; NULL: as is
    const char *input;              // what its stdin holds; NULL: nothing
    int log_fd; // a file that takes all it writes; 0: both streams are collected
};

struct child_end {
    int wait_status;  // 0 is success; else as waitpid() says
    char *output;     // its stdout, may hold zero bytes, and ends with one more; NULL with a log
    gsize length;     // of it
    char *complaints; // its stderr as valid UTF-8; NULL with a log
};
void child_end_clear(struct child_end *end);

/**
 * Runs it in a session of its own, without a terminal. Fails where it cannot be started, and with
 * INTERRUPTION_ERROR after interruption_request(): then all its processes are ended first.
 */
bool child_run(const struct child *child, struct child_end *out, GError **error);
