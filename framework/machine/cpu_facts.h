// SPDX-License-Identifier: MIT
#pragma once
// What is known of one CPU.
#include <stdbool.h>

// POWER has 8 threads on a core, the most there are.
enum { CPU_MAX_SIBLINGS = 7 };

/** What is known of one CPU that this process may use. */
struct cpu_facts {
    unsigned cpu;      // its number in Linux
    bool is_isolated;  // the scheduler puts no other work on it (isolcpus)
    double capacity;   // rank of its kind of core, from 1; a higher one is faster; 0 is unknown
    double busy_ratio; // share of the last look that it worked for somebody, 0 to 1; NAN is unknown
    unsigned siblings[CPU_MAX_SIBLINGS]; // the other CPUs of its core, `n_siblings`
    unsigned n_siblings;
};
