// SPDX-License-Identifier: MIT
#pragma once
// The program's benchmarks as cases: benchmark x argument, in the order of file and line.
#define BENCH_INSIDE_LIBRARY
#include <benchrun/bench.h>

// A program that uses spans alone has none.
#pragma weak bench_registry

enum { REGISTRY_ARGS = 3 };

struct registered_case {
    const struct bench_def *def;
    int64_t args[REGISTRY_ARGS];
    bool has_args[REGISTRY_ARGS];
    const struct bench_param *param; // NULL: there is none
    unsigned threads;                // that run the body, at least 1
    bool has_threads;                // the author said how many
    unsigned concurrency;            // requests that may be out at once
    bool has_concurrency;            // the author said how many
    bool is_compared;                // with the other members of its group
};

/** How many cases there are. Sorts the registry at the first call. */
size_t registry_count(void);

/** The case with this number, below registry_count(). */
struct registered_case registry_get(size_t index);

/** What the author must correct in the options, so that the case can be measured; NULL: nothing. */
const char *registry_mistake(const struct registered_case *registered);
