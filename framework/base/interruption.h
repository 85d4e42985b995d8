// SPDX-License-Identifier: MIT
#pragma once
// Ctrl-C: a flag that a signal handler sets, and that everything that waits looks at.
#include <glib.h>
#include <stdbool.h>

#define INTERRUPTION_ERROR (interruption_error_quark())
GQuark interruption_error_quark(void);

/** Asks everything that waits to stop. Safe in a signal handler; there is no way back. */
void interruption_request(void);
bool interruption_is_requested(void);

/** Sets the error of what stopped for that reason: "interrupted". Always returns false. */
bool interruption_set_error(GError **error);

/** Whether an error says that; false for NULL. */
bool interruption_caused(const GError *error);
