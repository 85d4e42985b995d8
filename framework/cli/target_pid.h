// SPDX-License-Identifier: MIT
#pragma once
// The process that a word of a command line names.
#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

#include "framework/live/live_list.h"

/** Reads a process id; says what is wrong. */
bool target_pid_read(const char *word, pid_t *out);

/** What a process shows; NULL: nothing, and why was said. */
struct live_list *target_pid_list(pid_t pid);
