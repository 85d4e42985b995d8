// SPDX-License-Identifier: MIT
#include "framework/machine/advice.h"

// Each sets both texts if the rule applies.
typedef void rule_check(const struct machine *machine, struct advice *out);

static void say(struct advice *out, char *cause, char *mend)
{
    out->cause = cause;
    out->mend = mend;
}

static void say_standing(struct advice *out, char *cause, char *mend)
{
    say(out, cause, mend);
    out->is_standing = true;
}

// One task may be our own: benchrun run again and again, or the build before it. Beyond that, with
// half a task on each CPU, caches and memory are shared with other programs all the time.
static void check_load(const struct machine *machine, struct advice *out)
{
    double limit = 1 + 0.5 * machine->logical_cpus;
    if (machine->logical_cpus == 0 || !(machine->load1 > limit))
        return;
    say(out,
        g_strdup_printf("the machine is busy (load %.1f on %u CPUs)", machine->load1,
                        machine->logical_cpus),
        g_strdup("stop other work, or wait"));
}

static void check_single_cpu(const struct machine *machine, struct advice *out)
{
    if (machine->logical_cpus != 1)
        return;
    say(out, g_strdup("there is only 1 CPU: everything else runs on it too"),
        g_strdup("measure on a machine with 2 CPUs or more"));
}

static void check_battery(const struct machine *machine, struct advice *out)
{
    if (machine->on_battery != TRISTATE_YES)
        return;
    say(out, g_strdup("the machine runs on battery, which lowers the clock"),
        g_strdup("plug it in"));
}

static void check_governor(const struct machine *machine, struct advice *out)
{
    if (!machine->governor || g_str_equal(machine->governor, "performance"))
        return;
    say_standing(out, g_strdup_printf("the frequency governor is '%s'", machine->governor),
                 g_strdup("sudo cpupower frequency-set -g performance"));
}

// Under a hypervisor the switch, if there is one, is not the host's.
static void check_turbo(const struct machine *machine, struct advice *out)
{
    if (machine->turbo != TRISTATE_YES || !machine->turbo_file ||
        machine->virtualised == TRISTATE_YES)
        return;
    bool is_negated = g_str_has_suffix(machine->turbo_file, "no_turbo");
    say_standing(out, g_strdup("turbo is on: the clock speed depends on heat and on other cores"),
                 g_strdup_printf("echo %d | sudo tee %s", is_negated, machine->turbo_file));
}

static void check_smt(const struct machine *machine, struct advice *out)
{
    if (machine->smt != TRISTATE_YES)
        return;
    say_standing(out, g_strdup("SMT is on: two CPUs share one core"),
                 g_strdup("keep the other CPU of the core idle, or "
                          "echo off | sudo tee /sys/devices/system/cpu/smt/control"));
}

// Clock sources that need a system call and a slow device; tsc, kvm-clock and Hyper-V's page are
// read directly.
static const char *const slow_clocks[] = {"hpet",    "acpi_pm",         "pit",
                                          "jiffies", "refined-jiffies", NULL};

static void check_clocksource(const struct machine *machine, struct advice *out)
{
    if (!machine->clocksource || !g_strv_contains(slow_clocks, machine->clocksource))
        return;
    say(out,
        g_strdup_printf("the clock source is '%s', which is slow to read", machine->clocksource),
        g_strdup("unless the kernel's log calls the TSC unstable, boot with clocksource=tsc "
                 "tsc=reliable"));
}

static void check_aslr(const struct machine *machine, struct advice *out)
{
    if (machine->aslr != TRISTATE_NO)
        return;
    say(out, g_strdup("address randomisation is off: all processes share one memory layout"),
        g_strdup("sudo sysctl kernel.randomize_va_space=2, and do not use 'setarch -R'"));
}

static rule_check *const rules[] = {
    check_load,        check_single_cpu, check_battery, check_governor,
    check_clocksource, check_turbo,      check_smt,     check_aslr,
};

static void free_advice(void *pointer)
{
    struct advice *advice = pointer;
    g_free(advice->cause);
    g_free(advice->mend);
    g_free(advice);
}

GPtrArray *advice_list(const struct machine *machine)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(free_advice);
    for (size_t i = 0; i < G_N_ELEMENTS(rules); i++) {
        struct advice advice = {0};
        rules[i](machine, &advice);
        if (advice.cause)
            g_ptr_array_add(list, g_memdup2(&advice, sizeof advice));
    }
    return list;
}
