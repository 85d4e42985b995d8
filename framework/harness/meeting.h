// SPDX-License-Identifier: MIT
#pragma once
// Where the threads of a case wait for each other, before the timed loop and after it. The first
// comes last, so that what it reads of all of them is of the loop alone.
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

struct meeting {
    unsigned n; // threads
    atomic_uint arrived;
    atomic_bool is_broken; // one of them will not come
    pthread_mutex_t lock;  // of those that sleep
    pthread_cond_t changed;
};

void meeting_init(struct meeting *meeting, unsigned n);
void meeting_clear(struct meeting *meeting);

/** Before the next time. */
void meeting_begin(struct meeting *meeting);

/** One of them will not come: the others do not wait. */
void meeting_break(struct meeting *meeting);

/** Spins until all the others have arrived. */
void meeting_await_others(struct meeting *meeting);

/** Arrives, and spins until all have. */
void meeting_wait(struct meeting *meeting);

/** The same, asleep: CPU time is counted until the last has come. */
void meeting_await_others_asleep(struct meeting *meeting);
void meeting_wait_asleep(struct meeting *meeting);
