// SPDX-License-Identifier: MIT
#include "framework/machine/noise.h"

#include <math.h>
#include <stdint.h>
#include <time.h>

#include "framework/base/array.h"
#include "framework/machine/cpus.h"
#include "framework/machine/steal.h"
#include "framework/stats/quantile.h"

static void change_free(void *data)
{
    struct noise_change *change = data;
    g_free(change->kernel);
    g_free(change);
}

struct noise *noise_new(void)
{
    struct noise *noise = g_new(struct noise, 1);
    *noise = (struct noise){
        .cpu = -1,
        .clock_resolution_ns = NAN,
        .clock_cost_ns = NAN,
        .speeds = g_array_new(FALSE, FALSE, sizeof(struct noise_speed)),
        .stolen_ns = NAN,
        .wakeups_ns = g_array_new(FALSE, FALSE, sizeof(double)),
        .cores = g_array_new(FALSE, FALSE, sizeof(struct noise_core)),
        .changes = g_ptr_array_new_with_free_func(change_free),
    };
    return noise;
}

void noise_free(struct noise *noise)
{
    if (noise == NULL)
        return;
    g_array_unref(noise->speeds);
    g_array_unref(noise->wakeups_ns);
    g_array_unref(noise->cores);
    g_ptr_array_unref(noise->changes);
    g_free(noise);
}

void noise_add_change(struct noise *noise, const char *kernel, double time_s, double detectable)
{
    struct noise_change *change = g_new(struct noise_change, 1);
    *change = (struct noise_change){g_strdup(kernel), time_s, detectable};
    g_ptr_array_add(noise->changes, change);
}

static double median_between(const struct noise *noise, double from, double to)
{
    guint n = noise->speeds->len;
    g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint i = (guint)(from * n); i < (guint)(to * n); i++)
        g_array_append_val(values, g_array_index(noise->speeds, struct noise_speed, i).ns);
    return median_of(doubles_of(values), values->len);
}

// An interruption makes a sample longer by more than the speed of the loop varies.
struct noise_spread noise_spread(const struct noise *noise)
{
    const double interrupted = 1.1;
    guint n = noise->speeds->len;
    struct noise_spread spread = {NAN, NAN, NAN, NAN, NAN, NAN};
    if (n == 0)
        return spread;
    const struct noise_speed *speeds = elements_of(noise->speeds, struct noise_speed);
    g_autofree double *values = g_new(double, n);
    double all = 0, lost = 0, longest = 0;
    for (guint i = 0; i < n; i++)
        values[i] = speeds[i].ns;
    sort_ascending(values, n);
    spread.median_ns = quantile_sorted(values, n, 0.5);
    spread.low_ns = quantile_sorted(values, n, 0.05);
    spread.high_ns = quantile_sorted(values, n, 0.95);
    for (guint i = 0; i < n; i++) {
        double more = values[i] - spread.median_ns;
        all += values[i];
        lost += values[i] > interrupted * spread.median_ns ? more : 0;
        longest = fmax(longest, more);
    }
    spread.lost = lost / all;
    // A sample took as long as the next one begins later; the typical one of them is the unit.
    double span_s = n > 1 ? speeds[n - 1].at_s - speeds[0].at_s : NAN;
    double iterations = n > 1 ? span_s * 1e9 / (all - speeds[n - 1].ns) : NAN;
    spread.pause_ns = longest * iterations;
    spread.drift = median_between(noise, 2.0 / 3, 1) / median_between(noise, 0, 1.0 / 3) - 1;
    return spread;
}

double noise_smallest_change(const struct noise *noise, double time_s)
{
    double smallest = NAN;
    for (guint i = 0; i < noise->changes->len; i++) {
        const struct noise_change *change = g_ptr_array_index(noise->changes, i);
        if (change->time_s != time_s)
            continue;
        if (isnan(change->detectable))
            return NAN;
        smallest = fmax(smallest, change->detectable); // of NAN and a number, the number
    }
    return smallest;
}

double noise_core_difference(const struct noise *noise)
{
    double fastest = INFINITY, slowest = 0;
    for (guint i = 0; i < noise->cores->len; i++) {
        double ns = g_array_index(noise->cores, struct noise_core, i).ns;
        fastest = fmin(fastest, ns);
        slowest = fmax(slowest, ns);
    }
    return noise->cores->len > 1 ? slowest / fastest - 1 : NAN;
}

static double now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_RAW, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static double time_loop(uint64_t iterations)
{
    double began_ns = now_ns();
    for (uint64_t i = iterations; i > 0; i--)
        __asm__ volatile("" : "+r"(i));
    return now_ns() - began_ns;
}

// As many iterations as take a fifth of a millisecond, by the shortest of some tries.
static uint64_t calibrate(void)
{
    enum { TRIES = 5 };
    const double sample_ns = 200e3;
    for (uint64_t iterations = 1000;; iterations *= 2) {
        double shortest_ns = INFINITY;
        for (int i = 0; i < TRIES; i++)
            shortest_ns = fmin(shortest_ns, time_loop(iterations));
        if (shortest_ns >= sample_ns || iterations > UINT64_C(1) << 40)
            return iterations;
    }
}

void noise_measure_speeds(struct noise *noise, double seconds, noise_is_ended *is_ended)
{
    struct steal_meter *meter =
        noise->cpu >= 0 ? steal_meter_open((unsigned)noise->cpu, NULL) : NULL;
    uint64_t iterations = calibrate();
    double stolen_ns = meter != NULL ? steal_meter_read_ns(meter) : NAN;
    double began_ns = now_ns(), at_ns = 0;
    while (at_ns < seconds * 1e9 && !is_ended()) {
        struct noise_speed speed = {at_ns / 1e9, time_loop(iterations) / (double)iterations};
        g_array_append_val(noise->speeds, speed);
        at_ns = now_ns() - began_ns;
    }
    noise->stolen_ns = meter != NULL ? steal_meter_read_ns(meter) - stolen_ns : NAN;
    steal_meter_close(meter);
}

void noise_measure_wakeups(struct noise *noise, unsigned sleeps, noise_is_ended *is_ended)
{
    const double sleep_ns = 1e6;
    for (unsigned i = 0; i < sleeps && !is_ended(); i++) {
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        double until_ns = (double)until.tv_nsec + sleep_ns;
        until.tv_sec += until_ns >= 1e9;
        until.tv_nsec = (long)(until_ns >= 1e9 ? until_ns - 1e9 : until_ns);
        if (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) != 0)
            continue;
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        double late_ns =
            (double)(now.tv_sec - until.tv_sec) * 1e9 + (double)(now.tv_nsec - until.tv_nsec);
        g_array_append_val(noise->wakeups_ns, late_ns);
    }
    sort_ascending(doubles_of(noise->wakeups_ns), noise->wakeups_ns->len);
}

static int compare_cores(gconstpointer a, gconstpointer b)
{
    const struct noise_core *one = a, *two = b;
    return one->cpu < two->cpu ? -1 : one->cpu > two->cpu;
}

void noise_measure_cores(struct noise *noise, const GArray *cpus, noise_is_ended *is_ended)
{
    enum { SAMPLES = 101 };
    uint64_t iterations = calibrate();
    for (guint i = 0; i < cpus->len && noise->cpu >= 0 && !is_ended(); i++) {
        struct noise_core core = {.cpu = g_array_index(cpus, struct cpu_facts, i).cpu};
        double values[SAMPLES];
        if (!cpus_move(core.cpu))
            continue;
        for (int s = 0; s < SAMPLES; s++)
            values[s] = time_loop(iterations) / (double)iterations;
        core.ns = median_of(values, SAMPLES);
        g_array_append_val(noise->cores, core);
    }
    if (noise->cpu >= 0)
        cpus_move((unsigned)noise->cpu);
    g_array_sort(noise->cores, compare_cores);
}
