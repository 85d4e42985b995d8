// SPDX-License-Identifier: MIT
#include "framework/harness/meeting.h"

#include <sched.h>

void meeting_init(struct meeting *meeting, unsigned n)
{
    meeting->n = n;
    pthread_mutex_init(&meeting->lock, NULL);
    pthread_cond_init(&meeting->changed, NULL);
}

void meeting_clear(struct meeting *meeting)
{
    pthread_cond_destroy(&meeting->changed);
    pthread_mutex_destroy(&meeting->lock);
}

void meeting_begin(struct meeting *meeting)
{
    atomic_store(&meeting->arrived, 0);
    atomic_store(&meeting->is_broken, false);
}

static void wake(struct meeting *meeting)
{
    pthread_mutex_lock(&meeting->lock);
    pthread_cond_broadcast(&meeting->changed);
    pthread_mutex_unlock(&meeting->lock);
}

void meeting_break(struct meeting *meeting)
{
    atomic_store(&meeting->is_broken, true);
    wake(meeting);
}

static bool lacks(struct meeting *meeting, unsigned n)
{
    return atomic_load(&meeting->arrived) < n && !atomic_load(&meeting->is_broken);
}

// Spinning keeps the start of all within a fraction of a microsecond; yielding lets one run whose
// CPU another has.
static void spin(struct meeting *meeting, unsigned n)
{
    unsigned spins = 0;
    while (lacks(meeting, n))
        if (++spins % 1000 == 0)
            sched_yield();
}

static void sleep_for(struct meeting *meeting, unsigned n)
{
    pthread_mutex_lock(&meeting->lock);
    while (lacks(meeting, n))
        pthread_cond_wait(&meeting->changed, &meeting->lock);
    pthread_mutex_unlock(&meeting->lock);
}

void meeting_await_others(struct meeting *meeting)
{
    spin(meeting, meeting->n - 1);
}

void meeting_wait(struct meeting *meeting)
{
    atomic_fetch_add(&meeting->arrived, 1);
    spin(meeting, meeting->n);
}

void meeting_await_others_asleep(struct meeting *meeting)
{
    sleep_for(meeting, meeting->n - 1);
}

void meeting_wait_asleep(struct meeting *meeting)
{
    atomic_fetch_add(&meeting->arrived, 1);
    wake(meeting);
    sleep_for(meeting, meeting->n);
}
