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
    pid_t pid;    // 0 is unknown: it has just begun or ended, or lives in another container
    bool is_ours; // else another user's: then the pid is what that user's process wrote
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

/** How long to wait for a CPU. */
struct cpu_wait {
    double own_s;              // while a process of ours holds one of them; INFINITY: forever
    double others_s;           // while other users hold all of them: any user can hold a lock
    cpu_lock_waiting *waiting; // called meanwhile; may be NULL
    void *data;
};

/**
 * Locks the first free CPU of `cpus`, which are `n` in order of preference, by flock() on two files
 * of `folder` (NULL: cpu_lock_folder()): benchrun-cpuN-uidU.lock, that only processes of ours can
 * open, and benchrun-cpuN.lock, that all users share. Both hold our pid as text and stay when the
 * lock goes. The kernel drops the locks when the process dies; children that are forked keep them
 * until they exec. A second lock of one CPU by the same process is refused as well. NULL and a
 * CPU_LOCK_ERROR if there is none: HELD when the time is over or `waiting` returns false. Close it
 * with cpu_lock_close().
 */
struct cpu_lock *cpu_lock_wait(const char *folder, const unsigned *cpus, size_t n,
                               const struct cpu_wait *wait, GError **error);

/** The CPU that `lock` is for. */
unsigned cpu_lock_cpu(const struct cpu_lock *lock);

/** Gives the CPU back; NULL is fine. */
void cpu_lock_close(struct cpu_lock *lock);
