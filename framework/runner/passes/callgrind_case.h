// SPDX-License-Identifier: MIT
#pragma once
// The timed region of a case, or a command, under callgrind, whatever is read from the files that
// it writes.
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "framework/runner/plan.h"

// valgrind ends a program at an instruction that it does not know.
#define CALLGRIND_UNKNOWN_INSTRUCTIONS                                                 \
    "valgrind cannot run this program's instructions, such as AVX-512 (build it with " \
    "-mno-avx512f)"

/** Takes the text of a file; false and an error where it makes no sense. */
typedef bool callgrind_take(const char *text, void *data, GError **error);

/**
 * Hands the files of a folder to `take`, in no order, and removes them; `trigger` is the word of
 * callgrind that made it write them, NULL: all. `n` is how many they were.
 */
bool callgrind_take_files(const char *folder, const char *trigger, callgrind_take *take, void *data,
                          unsigned *n, GError **error);

/**
 * Runs a case in a worker of its own under callgrind with `words` (ended by NULL), and hands what
 * it counted in the timed loop to `take`. `iterations` is of how many iterations that is.
 */
bool callgrind_run_case(const struct arm *arm, const char *const *words, callgrind_take *take,
                        void *data, uint64_t *iterations, GError **error);

/**
 * The same for a command with all that it starts, which runs to its end; `wait_status` is how it
 * ended. False and an error also where callgrind wrote nothing.
 */
bool callgrind_run_command(const char *const *argv, const char *const *words, callgrind_take *take,
                           void *data, int *wait_status, GError **error);
