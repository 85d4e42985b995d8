// SPDX-License-Identifier: MIT
#pragma once
// What callgrind counts in the timed loop, exactly: noise does not touch it.
#include "framework/runner/passes/pass.h"

// The counts are written to a file and set to 0 whenever the loop is entered or left.
#define CALLGRIND_LOOP_ENTERED "--dump-after=bench_loop_begin"
#define CALLGRIND_LOOP_LEFT "--dump-before=bench_loop_end"
#define CALLGRIND_FILE "--callgrind-out-file={folder}/counts"

/** The words that start a suite under callgrind, with further words for it. */
#define CALLGRIND(...)                                                                     \
    (const char *const[])                                                                  \
    {                                                                                      \
        "valgrind", "-q", "--tool=callgrind", CALLGRIND_LOOP_ENTERED, CALLGRIND_LOOP_LEFT, \
            CALLGRIND_FILE, ##__VA_ARGS__, NULL                                            \
    }

enum { CALLGRIND_SLOWDOWN = 50, CALLGRIND_BYTES = 512 << 20 };

bool callgrind_is_available(const struct launch *launch, GError **error);

/** Takes a sample and adds up the pass's event in the timed loop, its decrement and branch too. */
bool callgrind_count(struct pass_run *run, uint64_t iterations, double *out, GError **error);
