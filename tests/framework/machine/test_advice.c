// SPDX-License-Identifier: MIT
#include "framework/machine/advice.h"

#include <criterion/criterion.h>
#include <math.h>

#include "framework/machine/machine.h"

// Whether some advice for `machine` has these texts in its finding and in what to do about it.
static bool advises(struct machine machine, const char *finding, const char *fix)
{
    g_autoptr(GPtrArray) list = advice_list(&machine);
    for (guint i = 0; i < list->len; i++) {
        const struct symptom *advice = g_ptr_array_index(list, i);
        if (strstr(advice->finding, finding) && strstr(advice->fix, fix))
            return true;
    }
    return false;
}

static guint count(struct machine machine)
{
    g_autoptr(GPtrArray) list = advice_list(&machine);
    return list->len;
}

Test(advice, is_silent_about_what_is_unknown)
{
    cr_assert(count((struct machine){0}) == 0);
    cr_assert(count((struct machine){.load1 = NAN, .logical_cpus = 2}) == 0);
}

Test(advice, is_silent_about_a_quiet_machine)
{
    struct machine quiet = {
        .logical_cpus = 8,
        .cores = 8,
        .load1 = 0.3,
        .governor = "performance",
        .turbo = TRISTATE_NO,
        .turbo_file = "/sys/devices/system/cpu/cpufreq/boost",
        .smt = TRISTATE_NO,
        .aslr = TRISTATE_YES,
        .on_battery = TRISTATE_NO,
        .virtualised = TRISTATE_NO,
        .clocksource = "tsc",
    };
    cr_assert(count(quiet) == 0);
}

Test(advice, names_the_governor_and_the_command)
{
    cr_assert(advises((struct machine){.governor = "powersave"}, "'powersave'", "-g performance"));
}

Test(advice, allows_one_task_of_our_own_before_it_calls_a_machine_busy)
{
    cr_assert(count((struct machine){.logical_cpus = 2, .load1 = 2.0}) == 0);
    cr_assert(advises((struct machine){.logical_cpus = 2, .load1 = 2.1}, "load 2.1", "stop"));
    cr_assert(count((struct machine){.logical_cpus = 64, .load1 = 30}) == 0);
    cr_assert(advises((struct machine){.logical_cpus = 64, .load1 = 40}, "on 64 CPUs", "stop"));
}

Test(advice, says_that_one_cpu_is_too_few)
{
    cr_assert(advises((struct machine){.logical_cpus = 1}, "1 CPU", "2 CPUs"));
}

Test(advice, knows_which_number_switches_turbo_off)
{
    struct machine intel = {.turbo = TRISTATE_YES,
                            .turbo_file = "/sys/devices/system/cpu/intel_pstate/no_turbo"};
    struct machine amd = {.turbo = TRISTATE_YES,
                          .turbo_file = "/sys/devices/system/cpu/cpufreq/boost"};
    cr_assert(advises(intel, "turbo", "echo 1 | sudo tee /sys/devices/system/cpu/intel_pstate"));
    cr_assert(advises(amd, "turbo", "echo 0 | sudo tee /sys/devices/system/cpu/cpufreq/boost"));
}

Test(advice, leaves_turbo_to_the_host_of_a_guest)
{
    struct machine guest = {.turbo = TRISTATE_YES,
                            .turbo_file = "/sys/devices/system/cpu/cpufreq/boost",
                            .virtualised = TRISTATE_YES,
                            .hypervisor = "KVM"};
    cr_assert(!advises(guest, "turbo", ""));
}

Test(advice, warns_of_slow_clock_sources_only)
{
    cr_assert(advises((struct machine){.clocksource = "hpet"}, "'hpet'", "clocksource=tsc"));
    cr_assert(count((struct machine){.clocksource = "kvm-clock"}) == 0);
    cr_assert(count((struct machine){.clocksource = "arch_sys_counter"}) == 0);
}

Test(advice, knows_smt_aslr_and_the_battery)
{
    cr_assert(advises((struct machine){.smt = TRISTATE_YES}, "SMT", "smt/control"));
    cr_assert(advises((struct machine){.aslr = TRISTATE_NO}, "layout", "randomize_va_space=2"));
    cr_assert(advises((struct machine){.on_battery = TRISTATE_YES}, "battery", "plug"));
}
