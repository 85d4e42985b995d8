// SPDX-License-Identifier: MIT
#pragma once
// What threads do with their time: ran, could have run, slept, waited for a disk or a lock. Read
// from /proc alone, so nothing of the program is stopped or changed. The first two are exact
// (schedstat); what the rest of the time was is what the thread was seen to do when it was looked
// at.
#include <stdint.h>
#include <sys/types.h>

#include "framework/profile/profile.h"

// Whose threads are looked at.
enum thread_times_whom {
    THREADS_OF_ITSELF = 1 << 0,   // of the process
    THREADS_OF_CHILDREN = 1 << 1, // of all that descends from it
};

struct thread_times;

/** Reads below the folder `root`: "/" for this machine. */
struct thread_times *thread_times_new(const char *root);
void thread_times_free(struct thread_times *times);

/** Looks once; `now_ns` is of any clock that does not jump. `whom`: enum thread_times_whom. */
void thread_times_look(struct thread_times *times, pid_t pid, unsigned whom, uint64_t now_ns);

/** The same, unless the last look was a moment ago: to be called as often as one likes. */
void thread_times_poll(struct thread_times *times, pid_t pid, unsigned whom);

/**
 * Adds to the profile what each thread did between the first and the last look at it, the busiest
 * first. Threads that lived between two looks alone are not seen.
 */
void thread_times_conclude(struct thread_times *times, struct profile *profile);
