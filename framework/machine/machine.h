// SPDX-License-Identifier: MIT
#pragma once
// What this computer is, and how quiet. Saved with every result.
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum tristate { TRISTATE_UNKNOWN, TRISTATE_NO, TRISTATE_YES };

enum cache_kind { CACHE_UNIFIED, CACHE_DATA, CACHE_INSTRUCTION };

/** A group of identical caches. */
struct cache {
    unsigned level; // 1 is nearest to the core
    enum cache_kind kind;
    uint64_t size_bytes; // of each
    unsigned shared_by;  // logical CPUs that share one
    unsigned count;      // how many the machine has
};

/**
 * Unknown values are NULL, 0, NAN or TRISTATE_UNKNOWN. All text is valid UTF-8 without control
 * characters. A machine from machine_detect() owns everything that it points to.
 */
struct machine {
    const char *id; // 16 hexadecimal digits; see machine_detect()

    const char *cpu;                  // brand: "AMD EPYC 9654 96-Core Processor"
    const char *vendor;               // "AuthenticAMD", "ARM"
    const char *microarchitecture;    // "Zen 4"; only if a table knows it for sure
    const char *arch;                 // from uname: "x86_64"
    unsigned family, model, stepping; // of x86; of ARM: architecture, part, variant * 16 + revision
    char **features; // what programs may use, in the kernel's spelling; ends with NULL

    unsigned sockets, cores, logical_cpus; // online
    struct cache *caches;                  // `n_caches`, by level, data before instructions
    size_t n_caches;
    uint64_t tsc_hz;       // of the time-stamp counter or similar, if it ticks evenly
    uint64_t memory_bytes; // managed by the kernel

    const char *kernel;      // release, "6.1.0-13-amd64"
    const char *os;          // "Debian GNU/Linux 12 (bookworm)"
    const char *libc;        // of this program, "glibc 2.36"
    const char *clocksource; // used by clock_gettime(), "tsc"

    enum tristate virtualised;
    const char *hypervisor; // "KVM"

    const char *governor;   // of the CPU frequency; "mixed" if CPUs differ
    const char *turbo_file; // the file that switches turbo, if there is one
    enum tristate turbo;    // may the clock exceed the base frequency?
    enum tristate smt;      // several logical CPUs per core
    enum tristate aslr;     // address space randomised, for this process too
    enum tristate on_battery;
    double load1; // runnable and waiting tasks, mean over the last minute
};

// For g_autoptr(Machine): GLib needs a type name of one word.
typedef struct machine Machine;

/** A copy that owns everything that it points to, as one from machine_detect() does. */
struct machine *machine_copy(const struct machine *machine);

/** Frees `machine` and everything in it; NULL is fine. */
void machine_free(struct machine *machine);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Machine, machine_free)

/** Whether `machine` has `feature`, in the kernel's spelling ("avx2", "asimd"). */
bool machine_has_feature(const struct machine *machine, const char *feature);
