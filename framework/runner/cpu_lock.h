// SPDX-License-Identifier: MIT
#pragma once
// One measurement at a time on each CPU, over all processes and users of the machine.
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define CPU_LOCK_ERROR cpu_lock_error_quark()
GQuark cpu_lock_error_quark(void);

enum cpu_lock_error {
    CPU_LOCK_ERROR_HELD,        // others hold all the CPUs
    CPU_LOCK_ERROR_UNAVAILABLE, // no lock file can be opened: measure without, and say so
};

struct cpu_lock;

/** A process that holds a CPU. */
struct cpu_holder {
    unsigned cpu;
    pid_t pid; // 0 is unknown: it has just begun or ended, or lives in another container
};

/**
 * The folder in which all users of this machine look for the locks: /run/lock where everybody may
 * write there, else the folder for temporary files. Static, or GLib's.
 */
const char *cpu_lock_folder(void);

/**
 * Called again and again while all CPUs are held, `n` of them, some 20 times a second; `data` is
 * the caller's. False gives up.
 */
typedef bool cpu_lock_waiting(const struct cpu_holder *holders, size_t n, void *data);

/**
 * Locks the first free CPU of `cpus`, which are `n` in order of preference, by flock() on
 * `folder`/benchrun-cpuN.lock; NULL for `folder` means cpu_lock_folder(). The file holds our pid as
 * text and stays when the lock goes. The kernel drops the lock when the process dies; children that
 * are forked keep it until they exec. A second lock of one CPU by the same process is refused as
 * well. While others hold all of them it waits up to `timeout_s` seconds (INFINITY: forever), and
 * calls `waiting` (may be NULL) meanwhile. NULL and a CPU_LOCK_ERROR if there is none: HELD when
 * the time is over or `waiting` returns false. Close it with cpu_lock_close().
 */
struct cpu_lock *cpu_lock_wait(const char *folder, const unsigned *cpus, size_t n, double timeout_s,
                               cpu_lock_waiting *waiting, void *data, GError **error);

/** The CPU that `lock` is for. */
unsigned cpu_lock_cpu(const struct cpu_lock *lock);

/** Gives the CPU back; NULL is fine. */
void cpu_lock_close(struct cpu_lock *lock);
