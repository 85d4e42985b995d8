// SPDX-License-Identifier: MIT
#pragma once
// The arguments that a function of a running thread is called with, without stopping it: a
// breakpoint of the CPU, at which the kernel copies the registers. x86-64, perf_event_open(2).
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct arguments;

/** Watches the function at an address of the thread. NULL and an error where it may not. */
struct arguments *arguments_watch(pid_t tid, uint64_t address, GError **error);

/**
 * Stops watching. `calls` is how many there were, `seen` of how many the arguments are known: the
 * first ones; `distinct` how many different ones these had in their first `n` registers.
 */
void arguments_count(struct arguments *arguments, unsigned n, uint64_t *calls, uint64_t *seen,
                     uint64_t *distinct);
void arguments_free(struct arguments *arguments);
