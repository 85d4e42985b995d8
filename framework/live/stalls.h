// SPDX-License-Identifier: MIT
#pragma once
// Event loops that do not come back to their poll: each such time is a stall, whose stack is taken
// while it lasts, and which is reported as it happens. The one who sees threads poll says so here;
// times are of CLOCK_MONOTONIC, in nanoseconds.
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "framework/profile/profile.h"

struct stalls_options {
    uint64_t over_ns; // what is shorter is none
    uint64_t began_ns;
    /**
     * A stall has lasted long, once, and when it has ended. `profile` has its node. Called
     * by a thread that finds out what stacks mean while others are taken.
     */
    void (*report)(void *data, const struct profile *profile, const struct profile_stall *stall,
                   bool has_ended);
    void *data;
};

struct stalls;

/** Adds to `profile`, which it does not own: the stalls, with the metrics `blocked` and `stalls`.
 */
struct stalls *stalls_new(struct profile *profile, const struct stalls_options *options);
void stalls_free(struct stalls *stalls);

/** The one who says what threads do may lie: stacks of processes below `ancestor` alone are taken.
 */
void stalls_confine(struct stalls *stalls, pid_t ancestor);

/**
 * A thread has not polled since `began_ns`. Whether its stack was taken now: the kernel counts the
 * stop as a sleep of the thread.
 */
bool stalls_busy(struct stalls *stalls, pid_t pid, pid_t tid, uint64_t began_ns, uint64_t now_ns);

/** It polls, and did not when it was last said to be busy. */
void stalls_calm(struct stalls *stalls, pid_t tid, uint64_t now_ns);

/** It came back, and exactly when; of stalls that stalls_busy() knows nothing of too. */
void stalls_end(struct stalls *stalls, pid_t pid, pid_t tid, uint64_t began_ns, uint64_t ended_ns);

/** It ended without having come back. */
void stalls_cut(struct stalls *stalls, pid_t tid, uint64_t now_ns);

/** Ends what has not ended, and adds notes of what could not be found out. */
void stalls_conclude(struct stalls *stalls, uint64_t now_ns);
