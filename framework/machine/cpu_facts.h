// SPDX-License-Identifier: MIT
#pragma once
// What is known about one CPU.
#include <stdbool.h>

// POWER has 8 threads per core, more than any other architecture.
enum { CPU_MAX_SIBLINGS = 7 };

/** What is known about one CPU that this process may use. */
struct cpu_facts {
    unsigned cpu;      // its number in Linux
    bool is_isolated;  // the scheduler puts no other work on it (isolcpus)
    double capacity;   // rank of its kind of core, from 1; higher is faster; 0: unknown
    double busy_ratio; // share of the last look in which it was busy, 0 to 1; NAN: unknown
    unsigned siblings[CPU_MAX_SIBLINGS]; // the other CPUs of its core, `n_siblings`
    unsigned n_siblings;
};
