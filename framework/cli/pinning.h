// SPDX-License-Identifier: MIT
#pragma once
// The CPU to measure on: chosen, locked, and shared by benchrun itself, which sleeps while a worker
// runs. That makes an exchange a matter of 10 us; woken on another CPU of a virtual machine it took
// 125 to 250 us (docs/method.md).
#include <glib.h>
#include <sched.h>
#include <stdbool.h>

#include "framework/cli/options.h"
#include "framework/machine/steal.h"
#include "framework/runner/plan.h"

struct pinning {
    int cpu;                   // -1: none
    struct cpu_lock *lock;     // NULL: none
    struct steal_meter *steal; // of that CPU; NULL: none
    const struct options *options;
    GPtrArray *notes;    // char *: what the user should know of the choice
    cpu_set_t *former;   // where this process was allowed to run before; NULL: not taken
    size_t former_bytes; // size of that set
};

/**
 * Takes the CPU that the options ask for, waiting for other benchruns where it must, and moves this
 * process there. False and an error where that CPU is not available.
 */
bool pinning_take(struct pinning *pinning, const struct options *options, GError **error);

/** Where the worker of a case runs: there, or on every CPU allowed where it keeps several busy. */
void pinning_apply(const struct pinning *pinning, const struct bench_case *bench_case,
                   struct launch *launch);

/** Skips an arm that runs more threads than there are CPUs, unless the options want it. */
void pinning_check_threads(const struct pinning *pinning, struct arm *arm);

/**
 * Before a plan is measured: where the CPU was taken away (a cpuset shrank), takes another for the
 * plan and adds a warning. False and an error where the user wanted that one, or on an
 * interruption.
 */
bool pinning_renew(struct pinning *pinning, const struct plan *plan, GPtrArray *warnings,
                   GError **error);

/** Gives the CPU back and lets this process run where it did before. */
void pinning_release(struct pinning *pinning);
