// SPDX-License-Identifier: MIT
#pragma once
// Threads of a running process that poll, as seen from outside: by looking again and again at the
// system call that each is in, and at how often it has slept. That finds long stalls of loops that
// sleep in their polls; what happens between two looks is not seen.
#include <glib.h>
#include <stdbool.h>

#include "framework/live/stalls.h"

struct loop_look;

/** NULL and an error where the process is not there or may not be looked at. */
struct loop_look *loop_look_new(pid_t pid, GError **error);
void loop_look_free(struct loop_look *look);

/** Looks once at all threads; false once the process has ended. */
bool loop_look_take(struct loop_look *look, struct stalls *stalls);

/** Adds notes of what the looks, `wait_ms` apart, could not see. */
void loop_look_conclude(const struct loop_look *look, int wait_ms, struct profile *profile);
