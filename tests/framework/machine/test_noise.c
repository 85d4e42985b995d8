// SPDX-License-Identifier: MIT
#include "framework/machine/noise.h"

#include <criterion/criterion.h>
#include <math.h>

#include "framework/machine/cpu_facts.h"
#include "framework/machine/cpus.h"

static struct noise *with_speeds(const double *ns, guint n)
{
    struct noise *noise = noise_new();
    double at_s = 0;
    for (guint i = 0; i < n; i++) {
        struct noise_speed speed = {at_s, ns[i]};
        g_array_append_val(noise->speeds, speed);
        at_s += ns[i] * 1000 / 1e9; // a sample has 1000 iterations
    }
    return noise;
}

Test(noise, is_unknown_where_nothing_was_measured)
{
    struct noise *noise = noise_new();
    struct noise_spread spread = noise_spread(noise);
    cr_expect(isnan(spread.median_ns) && isnan(spread.lost) && isnan(spread.pause_ns));
    cr_expect(isnan(noise_smallest_change(noise, 1)) && isnan(noise_core_difference(noise)));
    cr_expect(noise->cpu == -1 && isnan(noise->stolen_ns));
    noise_free(noise);
}

Test(noise, of_a_steady_loop_is_nothing)
{
    const double ns[] = {2, 2, 2, 2, 2, 2};
    struct noise *noise = with_speeds(ns, G_N_ELEMENTS(ns));
    struct noise_spread spread = noise_spread(noise);
    cr_expect(spread.median_ns == 2 && spread.low_ns == 2 && spread.high_ns == 2);
    cr_expect(spread.drift == 0 && spread.lost == 0 && spread.pause_ns == 0);
    noise_free(noise);
}

Test(noise, counts_what_interruptions_took)
{
    // One sample of six takes 2 us longer, of 14 us together.
    const double ns[] = {2, 2, 2, 4, 2, 2};
    struct noise *noise = with_speeds(ns, G_N_ELEMENTS(ns));
    struct noise_spread spread = noise_spread(noise);
    cr_expect_float_eq(spread.lost, 2.0 / 14, 1e-9);
    cr_expect_float_eq(spread.pause_ns, 2000, 1e-6);
    cr_expect(spread.median_ns == 2);
    noise_free(noise);
}

Test(noise, sees_a_drift)
{
    const double ns[] = {2, 2, 2.02, 2.02, 2.04, 2.04};
    struct noise *noise = with_speeds(ns, G_N_ELEMENTS(ns));
    cr_expect_float_eq(noise_spread(noise).drift, 0.02, 1e-9);
    cr_expect(noise_spread(noise).lost == 0, "a drift is no interruption");
    noise_free(noise);
}

Test(noise, has_the_smallest_change_of_the_worst_kernel)
{
    struct noise *noise = noise_new();
    noise_add_change(noise, "a", 1, 0.02);
    noise_add_change(noise, "b", 1, 0.05);
    noise_add_change(noise, "a", 4, 0.01);
    noise_add_change(noise, "b", 4, NAN);
    cr_expect(noise_smallest_change(noise, 1) == 0.05);
    cr_expect(isnan(noise_smallest_change(noise, 4)), "b would show none");
    cr_expect(isnan(noise_smallest_change(noise, 2)));
    noise_free(noise);
}

Test(noise, compares_cpus)
{
    struct noise *noise = noise_new();
    const struct noise_core cores[] = {{0, 2}, {1, 2.5}, {2, 2.2}};
    g_array_append_val(noise->cores, cores[0]);
    cr_expect(isnan(noise_core_difference(noise)));
    g_array_append_val(noise->cores, cores[1]);
    g_array_append_val(noise->cores, cores[2]);
    cr_expect_float_eq(noise_core_difference(noise), 0.25, 1e-9);
    noise_free(noise);
}

static unsigned looks_left;

static bool is_ended(void)
{
    return looks_left-- == 0;
}

static bool never(void)
{
    return false;
}

Test(noise, is_measured_until_it_is_ended)
{
    struct noise *noise = noise_new();
    looks_left = 20;
    noise_measure_speeds(noise, 1e6, is_ended);
    cr_expect(noise->speeds->len == 20);
    cr_expect(noise_spread(noise).median_ns > 0 && noise_spread(noise).pause_ns >= 0);
    looks_left = 3;
    noise_measure_wakeups(noise, 1000, is_ended);
    cr_expect(noise->wakeups_ns->len == 3);
    for (guint i = 0; i < 3; i++)
        cr_expect(g_array_index(noise->wakeups_ns, double, i) >= 0, "nobody wakes up early");
    noise_free(noise);
}

Test(noise, of_all_cpus_ends_where_it_began)
{
    struct noise *noise = noise_new();
    g_autoptr(GArray) cpus = cpus_detect(0);
    cr_assert(cpus->len > 0);
    noise_measure_cores(noise, cpus, never);
    cr_expect(noise->cores->len == 0, "on any CPU none is measured");
    noise->cpu = (int)g_array_index(cpus, struct cpu_facts, 0).cpu;
    noise_measure_cores(noise, cpus, never);
    cr_expect(noise->cores->len == cpus->len);
    g_autoptr(GArray) now = cpus_allowed();
    cr_expect(now->len == 1 && g_array_index(now, unsigned, 0) == (unsigned)noise->cpu);
    for (guint i = 1; i < noise->cores->len; i++)
        cr_expect(g_array_index(noise->cores, struct noise_core, i - 1).cpu <
                  g_array_index(noise->cores, struct noise_core, i).cpu);
    noise_free(noise);
}
