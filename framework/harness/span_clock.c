// SPDX-License-Identifier: MIT
#include "framework/harness/span_clock.h"

#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define RELAXED memory_order_relaxed

static uint64_t ask_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

#if defined __x86_64__
#include <cpuid.h>
#include <x86intrin.h>

static uint64_t read_ticks(void)
{
    return __rdtsc();
}

// It never stops and never changes its rate.
static bool is_invariant(void)
{
    unsigned a = 0, b = 0, c = 0, d = 0;
    return __get_cpuid(0x80000007, &a, &b, &c, &d) && (d & 1u << 8) != 0;
}

// The kernel itself takes the time from it, so that it is the same on all CPUs.
static bool is_clock_source(void)
{
    static const char *const sources[] = {"tsc\n", "kvm-clock\n", "hyperv_clocksource_tsc_page\n"};
    char name[64];
    int fd = open("/sys/devices/system/clocksource/clocksource0/current_clocksource",
                  O_RDONLY | O_CLOEXEC);
    ssize_t length = fd >= 0 ? read(fd, name, sizeof name - 1) : -1;
    if (fd >= 0)
        close(fd);
    name[length > 0 ? length : 0] = '\0';
    for (unsigned i = 0; i < sizeof sources / sizeof *sources; i++)
        if (strcmp(name, sources[i]) == 0)
            return true;
    return false;
}

void span_clock_init(struct span_clock *clock)
{
    atomic_store_explicit(&clock->has_counter, is_invariant() && is_clock_source(), RELAXED);
}

enum { FIRST_PERIOD_NS = 1000000, LAST_PERIOD_NS = 500000000, GROWTH = 4 };

// Both at once: not if the thread was interrupted in between.
static bool read_both(uint64_t *ticks, uint64_t *ns)
{
    const uint64_t most_ticks = 2000;
    for (int tries = 0; tries < 4; tries++) {
        uint64_t before = read_ticks();
        *ns = ask_ns();
        uint64_t after = read_ticks();
        *ticks = before + (after - before) / 2;
        if (after - before <= most_ticks)
            return true;
    }
    return false;
}

// Twice the same, or the machine slept or was moved.
static bool is_confirmed(uint64_t rate, uint64_t former)
{
    uint64_t difference = rate > former ? rate - former : former - rate;
    return rate < UINT32_MAX && difference < rate / 5000;
}

static void set(struct span_clock *clock, uint64_t ticks, uint64_t ns)
{
    uint64_t passed_ticks = ticks - atomic_load_explicit(&clock->ticks, RELAXED);
    uint64_t passed_ns = ns - atomic_load_explicit(&clock->ns, RELAXED);
    uint64_t former = atomic_load_explicit(&clock->ns_per_tick, RELAXED);
    uint64_t period_ns = atomic_load_explicit(&clock->period_ns, RELAXED) * GROWTH;
    double rate = (double)passed_ns / (double)passed_ticks * 4294967296.0;
    bool is_first = atomic_load_explicit(&clock->ns, RELAXED) == 0;
    bool is_known = !is_first && rate > 0 && rate < 4294967296.0;
    bool holds = is_known && is_confirmed((uint64_t)rate, former);
    if (!holds)
        period_ns = FIRST_PERIOD_NS;
    if (period_ns > LAST_PERIOD_NS)
        period_ns = LAST_PERIOD_NS;
    double period_ticks = holds ? (double)period_ns * 4294967296.0 / rate : 0;
    if (period_ticks > (double)UINT32_MAX)
        period_ticks = (double)UINT32_MAX;
    atomic_store_explicit(&clock->ticks, ticks, RELAXED);
    atomic_store_explicit(&clock->ns, ns, RELAXED);
    atomic_store_explicit(&clock->ns_per_tick, is_known ? (uint64_t)rate : 0, RELAXED);
    atomic_store_explicit(&clock->period_ns, period_ns, RELAXED);
    atomic_store_explicit(&clock->period_ticks, (uint64_t)period_ticks, RELAXED);
}

// If nobody else does.
static void try_to_set(struct span_clock *clock)
{
    uint32_t sequence = atomic_load_explicit(&clock->sequence, RELAXED);
    uint64_t ticks = 0, ns = 0;
    if (sequence % 2 != 0 ||
        !atomic_compare_exchange_strong(&clock->sequence, &sequence, sequence + 1))
        return;
    atomic_thread_fence(memory_order_release);
    if (read_both(&ticks, &ns))
        set(clock, ticks, ns);
    atomic_store_explicit(&clock->sequence, sequence + 2, memory_order_release);
}

// Far apart, as a short time says little of the rate.
static uint64_t ask_and_set(struct span_clock *clock)
{
    uint64_t now_ns = ask_ns();
    if (atomic_load_explicit(&clock->has_counter, RELAXED) &&
        now_ns - atomic_load_explicit(&clock->ns, RELAXED) >=
            atomic_load_explicit(&clock->period_ns, RELAXED))
        try_to_set(clock);
    return now_ns;
}

uint64_t span_clock_now_ns(struct span_clock *clock)
{
    uint32_t sequence = atomic_load_explicit(&clock->sequence, memory_order_acquire);
    uint64_t base_ns = atomic_load_explicit(&clock->ns, RELAXED);
    uint64_t rate = atomic_load_explicit(&clock->ns_per_tick, RELAXED);
    uint64_t period = atomic_load_explicit(&clock->period_ticks, RELAXED);
    uint64_t base = atomic_load_explicit(&clock->ticks, RELAXED);
    atomic_thread_fence(memory_order_acquire);
    if (sequence % 2 != 0 || atomic_load_explicit(&clock->sequence, RELAXED) != sequence)
        return ask_ns();
    uint64_t passed = period > 0 ? read_ticks() - base : 0;
    if (passed >= period)
        return ask_and_set(clock);
    return base_ns + (passed * rate >> 32);
}

#else

void span_clock_init(struct span_clock *clock)
{
    (void)clock;
}

uint64_t span_clock_now_ns(struct span_clock *clock)
{
    (void)clock;
    return ask_ns();
}
#endif
