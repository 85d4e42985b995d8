// SPDX-License-Identifier: MIT
#pragma once
// Ctrl-C: a flag that a signal handler sets and every waiting loop checks.
#include <glib.h>
#include <stdbool.h>

#define INTERRUPTION_ERROR (interruption_error_quark())
GQuark interruption_error_quark(void);

/** Asks everything that waits to stop. Safe in a signal handler; cannot be undone. */
void interruption_request(void);
bool interruption_is_requested(void);

/**
 * Whether a process that ended so (as waitpid() says) and benchrun are ended by the same signal, as
 * batch systems and service managers send it to all processes of a job: then it waits a moment for
 * benchrun's own.
 */
bool interruption_is_shared(int wait_status);

/** Has SIGINT, SIGTERM and SIGHUP request it. */
void interruption_catch_signals(void);

/** Sets the error "interrupted". Always returns false. */
bool interruption_set_error(GError **error);

/** Whether an error is from interruption_set_error(); false for NULL. */
bool interruption_caused(const GError *error);
