// SPDX-License-Identifier: MIT
#pragma once
// How steady the times of this machine are: what was measured when nothing was.
#include <glib.h>
#include <stdbool.h>

/** A sample of the empty loop. */
struct noise_speed {
    double at_s; // since the first
    double ns;   // of an iteration
};

/** A CPU, by the empty loop. */
struct noise_core {
    unsigned cpu;
    double ns; // of an iteration, the median
};

/** What comparing a kernel with itself shows. */
struct noise_change {
    char *kernel;
    double time_s;     // of measuring
    double detectable; // the smallest change that would have been called in 8 of 10; NAN: none
};

struct noise {
    int cpu; // that all was measured on; -1: on any
    double took_s;
    double clock_resolution_ns, clock_cost_ns; // NAN: not known
    GArray *speeds;                            // struct noise_speed
    double stolen_ns;                          // by the hypervisor meanwhile; NAN: it does not say
    GArray *wakeups_ns;                        // double: how late sleeps ended, ascending
    GArray *cores;                             // struct noise_core, by their numbers
    GPtrArray *changes;                        // struct noise_change *
};

struct noise *noise_new(void);
void noise_free(struct noise *noise);
void noise_add_change(struct noise *noise, const char *kernel, double time_s, double detectable);

/** What the samples of the empty loop show; all NAN where there are none. */
struct noise_spread {
    double median_ns, low_ns, high_ns; // of an iteration; 90 % of the samples are between the last
    double drift;    // how much longer the last third took than the first, as a ratio less 1
    double lost;     // the share of the time that samples took which were interrupted
    double pause_ns; // the longest interruption
};
struct noise_spread noise_spread(const struct noise *noise);

/**
 * The smallest change that shows in every kernel after `time_s` of measuring; NAN where one of them
 * would show none, or none was measured.
 */
double noise_smallest_change(const struct noise *noise, double time_s);

/** The slowest CPU over the fastest, less 1; NAN with fewer than two. */
double noise_core_difference(const struct noise *noise);

// Measuring, on the CPU on which this thread is. Each ends early once `is_ended` says so.
typedef bool noise_is_ended(void);
void noise_measure_speeds(struct noise *noise, double seconds, noise_is_ended *is_ended);
void noise_measure_wakeups(struct noise *noise, unsigned sleeps, noise_is_ended *is_ended);

/** Moves this thread to each of the CPUs (struct cpu_facts), and back; not where it is on any. */
void noise_measure_cores(struct noise *noise, const GArray *cpus, noise_is_ended *is_ended);
