// SPDX-License-Identifier: MIT
#pragma once
// The spans of programs that run, as they are seen from outside: looked at again and again, or
// once.
#include "framework/live/span_programs.h"
#include "framework/profile/span_files.h"

struct span_looks;

/** Of a process, whose spans are added to the profile. */
struct span_looks *span_looks_new(struct profile *profile, pid_t pid);

/** Looks, unless that was just done or takes more than a fortieth of a CPU. */
void span_looks_poll(struct span_looks *looks);

/** Looks at what is shown at a time in ns of CLOCK_MONOTONIC; NULL: nothing. For tests. */
void span_looks_take(struct span_looks *looks, const struct span_program *program, guint64 now_ns);

/** Adds what was seen until `ended_ns`, with a note of what may have been missed. */
void span_looks_conclude(struct span_looks *looks, guint64 began_ns, guint64 ended_ns);

void span_looks_free(struct span_looks *looks);

/**
 * Adds the spans that are open in all programs that have this word in their environment; reading
 * their traces afterwards (span_files_read()) takes out those that did end. */
void span_looks_add_open(const char *word, const struct span_window *window,
                         struct profile *profile);
