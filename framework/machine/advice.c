// SPDX-License-Identifier: MIT
#include "framework/machine/advice.h"

#include <math.h>

#include "framework/base/array.h"
#include "framework/machine/check.h"

static enum severity from_tristate(enum tristate value, enum tristate fine)
{
    if (value == TRISTATE_UNKNOWN)
        return SEVERITY_UNKNOWN;
    return value == fine ? SEVERITY_FINE : SEVERITY_WARNING;
}

static const char cpuinfo_file[] = "/proc/cpuinfo";
static const char load_file[] = "/proc/loadavg";

static enum severity check_guest(const struct look *look, struct symptom *out)
{
    const struct machine *machine = look->machine;
    if (machine_has_feature(machine, "hypervisor")) {
        out->source = g_strdup(cpuinfo_file);
        out->value = g_strdup("hypervisor");
    }
    if (machine->virtualised != TRISTATE_YES)
        return from_tristate(machine->virtualised, TRISTATE_NO);
    return symptom_say(out, SEVERITY_HINT,
                       g_strdup_printf("this machine is a %s guest, which others may slow",
                                       machine->hypervisor ? machine->hypervisor : "virtual"),
                       g_strdup("trust comparisons more than times"));
}

// One task may be our own: benchrun run again and again, or the build before it. Beyond that, with
// half a task on each CPU, caches and memory are shared with other programs all the time.
static enum severity check_load(const struct look *look, struct symptom *out)
{
    const struct machine *machine = look->machine;
    if (machine->logical_cpus == 0 || isnan(machine->load1))
        return SEVERITY_UNKNOWN;
    out->source = g_strdup(load_file);
    out->value = g_strdup_printf("%.2f", machine->load1);
    if (machine->load1 <= 1 + 0.5 * machine->logical_cpus)
        return SEVERITY_FINE;
    return symptom_say(out, SEVERITY_WARNING,
                       g_strdup_printf("the machine is busy (load %.1f on %u CPUs)", machine->load1,
                                       machine->logical_cpus),
                       g_strdup("stop other work, or wait"));
}

static enum severity check_single_cpu(const struct look *look, struct symptom *out)
{
    if (look->machine->logical_cpus != 1)
        return look->machine->logical_cpus == 0 ? SEVERITY_UNKNOWN : SEVERITY_FINE;
    return symptom_say(out, SEVERITY_WARNING,
                       g_strdup("there is only 1 CPU: everything else runs on it too"),
                       g_strdup("measure on a machine with 2 CPUs or more"));
}

// A machine that knows of no power supply has no battery.
static bool has_supplies(const struct look *look)
{
    g_autofree char *folder =
        look->root != NULL ? g_build_filename(look->root, "/sys/class/power_supply", NULL) : NULL;
    return folder != NULL && g_file_test(folder, G_FILE_TEST_IS_DIR);
}

static enum severity check_battery(const struct look *look, struct symptom *out)
{
    enum tristate on_battery = look->machine->on_battery;
    if (on_battery == TRISTATE_UNKNOWN && has_supplies(look))
        return SEVERITY_FINE;
    if (on_battery != TRISTATE_YES)
        return from_tristate(on_battery, TRISTATE_NO);
    return symptom_say(out, SEVERITY_WARNING,
                       g_strdup("the machine runs on battery, which lowers the clock"),
                       g_strdup("plug it in"));
}

static enum severity check_governor(const struct look *look, struct symptom *out)
{
    const char *governor = look->machine->governor;
    if (governor == NULL)
        return SEVERITY_UNKNOWN;
    if (g_str_equal(governor, "performance"))
        return SEVERITY_FINE;
    return symptom_say(out, SEVERITY_WARNING,
                       g_strdup_printf("the frequency governor is '%s'", governor),
                       g_strdup("sudo cpupower frequency-set -g performance"));
}

// Under a hypervisor the switch, if there is one, is not the host's.
static enum severity check_turbo(const struct look *look, struct symptom *out)
{
    const struct machine *machine = look->machine;
    if (!machine->turbo_file || machine->virtualised == TRISTATE_YES)
        return SEVERITY_UNKNOWN;
    out->source = g_strdup(machine->turbo_file);
    bool is_negated = g_str_has_suffix(machine->turbo_file, "no_turbo");
    bool is_on = machine->turbo == TRISTATE_YES;
    out->value = g_strdup(is_on == is_negated ? "0" : "1");
    if (!is_on)
        return from_tristate(machine->turbo, TRISTATE_NO);
    return symptom_say(out, SEVERITY_WARNING,
                       g_strdup("turbo is on: the clock speed depends on heat and on other cores"),
                       g_strdup_printf("echo %d | sudo tee %s", is_negated, machine->turbo_file));
}

static enum severity check_smt(const struct look *look, struct symptom *out)
{
    const struct cpu_facts *cpu = look->cpu;
    if (look->machine->smt != TRISTATE_YES)
        return from_tristate(look->machine->smt, TRISTATE_NO);
    bool is_known = cpu != NULL && cpu->n_siblings > 0;
    g_autofree char *sibling = is_known ? g_strdup_printf("CPU %u", cpu->siblings[0]) : NULL;
    return symptom_say(out, SEVERITY_HINT,
                       is_known ? g_strdup_printf("SMT is on: CPU %u, which would be measured on, "
                                                  "shares its core with %s",
                                                  cpu->cpu, sibling)
                                : g_strdup("SMT is on: two CPUs share one core"),
                       g_strdup_printf("keep %s idle, or "
                                       "echo off | sudo tee /sys/devices/system/cpu/smt/control",
                                       is_known ? sibling : "the other CPU of the core"));
}

// Clock sources that need a system call and a slow device; tsc, kvm-clock and Hyper-V's page are
// read directly.
static const char *const slow_clocks[] = {"hpet",    "acpi_pm",         "pit",
                                          "jiffies", "refined-jiffies", NULL};

static enum severity check_clocksource(const struct look *look, struct symptom *out)
{
    const char *clocksource = look->machine->clocksource;
    if (clocksource == NULL)
        return SEVERITY_UNKNOWN;
    if (!g_strv_contains(slow_clocks, clocksource))
        return SEVERITY_FINE;
    return symptom_say(
        out, SEVERITY_SEVERE,
        g_strdup_printf("the clock source is '%s', which is slow to read", clocksource),
        g_strdup("unless the kernel's log calls the TSC unstable, boot with clocksource=tsc "
                 "tsc=reliable"));
}

static enum severity check_aslr(const struct look *look, struct symptom *out)
{
    if (look->machine->aslr != TRISTATE_NO)
        return from_tristate(look->machine->aslr, TRISTATE_YES);
    return symptom_say(
        out, SEVERITY_WARNING,
        g_strdup("address randomisation is off: all processes share one memory layout"),
        g_strdup("sudo sysctl kernel.randomize_va_space=2, and do not use 'setarch -R'"));
}

#define CPU_FOLDER "/sys/devices/system/cpu/"

const struct check checks_of_advice[] = {
    {"guest", "whether this machine is a guest", NULL, "this machine is not a guest",
     "other guests share its cores, caches and memory, and take turns on its CPUs", true,
     check_guest},
    {"load", "the load", load_file, "the load is low",
     "other programs take turns on the CPUs, and share caches and memory", false, check_load},
    {"cpus", "the number of CPUs", CPU_FOLDER "online", "there are CPUs for other programs",
     "whatever else runs interrupts what is measured", false, check_single_cpu},
    {"battery", "the power supply", "/sys/class/power_supply",
     "the machine does not run on battery", "the firmware saves power when it likes", false,
     check_battery},
    {"governor", "the frequency governor", CPU_FOLDER "cpu0/cpufreq/scaling_governor",
     "the frequency governor is 'performance'",
     "the clock speed follows the load, so that the first samples are slow", true, check_governor},
    {"clocksource", "the clock source",
     "/sys/devices/system/clocksource/clocksource0/current_clocksource",
     "the clock is read without a system call",
     "each reading takes a microsecond or more, which is part of each sample", false,
     check_clocksource},
    {"turbo", "whether turbo is on", CPU_FOLDER "cpufreq/boost", "turbo is off",
     "the same code takes longer when the CPU is warm or other cores are busy", true, check_turbo},
    {"smt", "whether CPUs share cores", CPU_FOLDER "smt/active", "no CPUs share a core",
     "what runs on the other CPU of a core can halve the speed of this one", true, check_smt},
    {"aslr", "whether addresses are randomised", "/proc/sys/kernel/randomize_va_space",
     "addresses are randomised, and benchrun switches that off itself where it compares builds",
     "each process of 'benchrun run' should see another layout: one may be fast by chance", false,
     check_aslr},
    {.name = NULL},
};

static bool has_advice(const void *symptom, G_GNUC_UNUSED const void *data)
{
    return ((const struct symptom *)symptom)->severity >= SEVERITY_HINT;
}

GPtrArray *advice_list(const struct machine *machine)
{
    GPtrArray *list = symptoms_new();
    checks_run(checks_of_advice, &(struct look){.machine = machine}, list);
    pointers_keep(list, has_advice, NULL);
    return list;
}
