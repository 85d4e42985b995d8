// SPDX-License-Identifier: MIT
#pragma once
// A worker: a suite process that measures on request. Whatever it does (crash, hang, flood, lie),
// the caller gets an answer or an error within the deadline, which covers sending the request as
// well as waiting for the answer, and nothing of it is left.
#include <glib.h>
#include <stdbool.h>

#include "framework/runner/launch.h"

#define WORKER_ERROR (worker_error_quark())
GQuark worker_error_quark(void);
enum worker_error {
    WORKER_ERROR_START,     // the program could not be started
    WORKER_ERROR_DIED,      // it ended before it answered
    WORKER_ERROR_TIMEOUT,   // it did not answer by the deadline
    WORKER_ERROR_MEMORY,    // it took more memory than allowed
    WORKER_ERROR_GARBLED,   // its answer makes no sense
    WORKER_ERROR_CANCELLED, // somebody asked to end it at once
    WORKER_ERROR_HOST,      // benchrun lacks what starting any worker takes: no fault of this one
};

struct worker;

/** Starts the suite and waits for its greeting; NULL and an error where that fails. */
struct worker *worker_start(const struct launch *launch, GError **error);

/** Its process. */
pid_t worker_pid(const struct worker *worker);

/**
 * Sends a request line (printf style, without newline) and waits for its final reply, a line of
 * `ok`, `skipped`, `failed` or `error`, which stays valid until the next request. Lines before it
 * are given to `each_line`, which may be NULL (then there must be none); when it returns false the
 * reply counts as garbled. After an error the worker is dead and may only be stopped.
 */
__attribute__((format(printf, 5, 6))) const char *
worker_request(struct worker *worker, bool (*each_line)(const char *line, void *data), void *data,
               GError **error, const char *format, ...);

/** The last lines that the worker wrote to stderr, at most some 2 KiB; for the caller to free. */
char *worker_last_words(const struct worker *worker);

/** What a sanitizer reported on its stderr, for the caller to free; NULL when none did. */
char *worker_report(const struct worker *worker);

/**
 * Lets it end by itself, within the deadline, and reads what it still writes: leaks are
 * reported last. False when it ended by a signal, with a code other than 0, or not at all. Then it
 * may only be stopped.
 */
bool worker_finish(struct worker *worker, GError **error);

/** Lets it end by itself for a moment, then kills it with all its children. NULL is fine. */
void worker_stop(struct worker *worker);
