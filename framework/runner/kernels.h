// SPDX-License-Identifier: MIT
#pragma once
// Measures the references of a run: one worker, kept for the whole run, that takes a sample of each
// kernel in turn.
#include "framework/result/reference.h"
#include "framework/runner/launch.h"

struct kernels;

/** Starts the suite of kernels, which `launch` says how, and finds the iterations of each. */
struct kernels *kernels_start(const struct launch *launch, GError **error);

/** Takes a sample of each kernel, some 10 ms in all, into `references` (struct reference *). */
bool kernels_rotate(struct kernels *kernels, GPtrArray *references, GError **error);

/** The process of the worker. */
pid_t kernels_pid(const struct kernels *kernels);

/** Ends the worker. NULL is fine. */
void kernels_stop(struct kernels *kernels);

/**
 * Whether there is time for a rotation that takes `rotation_s`: with it and the `spent_s` so far,
 * they stay below 4 % of what the plans took.
 */
bool kernels_have_time(double spent_s, double rotation_s, double plans_s);
