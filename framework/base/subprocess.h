// SPDX-License-Identifier: MIT
#pragma once
// Other programs: run to their end, or started with pipes to talk through. Nothing that they start
// outlives them, an interruption, or benchrun.
#include <glib.h>
#include <stdbool.h>

#include "framework/base/reaper.h"

/** What to run; the caller keeps what it points to. All but `argv` may be 0. */
struct subprocess_call {
    const char *const *argv;        // the program, looked for in PATH, and its words
    const char *file;               // that is started in its place, as it; NULL: none
    const char *folder;             // where it runs; NULL: here
    const char *const *environment; // `KEY=VALUE` is set, `KEY` alone is unset; NULL: as is
    // Runs before the program, which inherits what it sets: system calls alone.
    void (*prepare)(const void *data);
    const void *data;
    int kept_fd; // stays open in the program and its children: a lock; 0: none does

    // Of subprocess_run() alone:
    const char *input;         // what its stdin holds; NULL: nothing
    int log_fd;                // a file that takes all it writes; 0: both streams are collected
    bool despite_interruption; // runs after an interruption too; only a later one ends it
};

struct subprocess_output {
    int wait_status;  // 0 is success; else as waitpid() says
    char *output;     // its stdout, may hold zero bytes, and ends with one more; NULL with a log
    gsize length;     // of it
    char *complaints; // its stderr as valid UTF-8; NULL with a log
};
void subprocess_output_clear(struct subprocess_output *output);

/** A call as a line for a shell, to free: `cd FOLDER && env -u KEY KEY=VALUE PROGRAM WORD...`. */
char *subprocess_line(const struct subprocess_call *call);

/**
 * Runs a program to its end, in a new session, without a terminal. Fails where it cannot be
 * started (G_SPAWN_ERROR) or what it wrote cannot be read, and with INTERRUPTION_ERROR after
 * interruption_request(): then all its processes are ended first.
 */
bool subprocess_run(const struct subprocess_call *call, struct subprocess_output *out,
                    GError **error);

/** A program that runs at the other end of three pipes. */
struct subprocess {
    struct reaper reaper;
    int in_fd;       // its stdin; -1 once closed, as the next two. Writing never blocks
    int out_fd;      // its stdout; reading never blocks
    int error_fd;    // its stderr, the same
    bool has_ended;  // subprocess_has_ended() looked, and it had, with all that it started
    int wait_status; // then, as waitpid() says
};

/**
 * Starts a program in a new process group. Where that fails (G_SPAWN_ERROR), `out` is one that has
 * ended. From now on writing to a pipe that nobody reads is an error, not a signal.
 */
bool subprocess_start(const struct subprocess_call *call, struct subprocess *out, GError **error);

/**
 * Starts a program that reads and writes what benchrun itself does: its stdin (nothing, where that
 * is a terminal), stdout and stderr. The pipes of `out` are closed.
 */
bool subprocess_start_here(const struct subprocess_call *call, struct subprocess *out,
                           GError **error);

/**
 * What helps where a program could not be started because this process or machine lacks something
 * (files, processes, memory); NULL where the program itself is at fault.
 */
const char *subprocess_remedy(const GError *error);

/** Whether it has ended by now. */
bool subprocess_has_ended(struct subprocess *process);

/** Waits for its end until `deadline_us` (g_get_monotonic_time()), or an interruption. */
bool subprocess_wait(struct subprocess *process, gint64 deadline_us);

void subprocess_close_pipes(struct subprocess *process);

/** Kills it with all that it started, and closes what is left open. */
void subprocess_end(struct subprocess *process);
