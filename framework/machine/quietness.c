// SPDX-License-Identifier: MIT
#include "framework/machine/quietness.h"

#include <math.h>
#include <stdbool.h>
#include <sys/personality.h>

#include "framework/machine/cpu_list.h"
#include "framework/machine/sysfile.h"

static const char cpu_folder[] = "/sys/devices/system/cpu";

static char *read_governor(const char *root)
{
    g_autofree char *text = sysfile_read(root, "%s/online", cpu_folder);
    g_autoptr(GArray) online = cpu_list_parse(text);
    char *common = NULL;
    for (guint i = 0; i < online->len; i++) {
        g_autofree char *governor =
            sysfile_read_line(root, "%s/cpu%u/cpufreq/scaling_governor", cpu_folder,
                              g_array_index(online, unsigned, i));
        if (governor && !common) {
            common = g_steal_pointer(&governor);
        } else if (governor && !g_str_equal(governor, common)) {
            g_free(common);
            return g_strdup("mixed");
        }
    }
    return common;
}

// The file that switches turbo, and the number in it that means it is on.
static const struct {
    const char *path;
    uint64_t on;
} turbo_switches[] = {
    {"/sys/devices/system/cpu/intel_pstate/no_turbo", 0},
    {"/sys/devices/system/cpu/cpufreq/boost", 1},
};

static void read_turbo(const char *root, struct machine *machine)
{
    for (size_t i = 0; i < G_N_ELEMENTS(turbo_switches); i++) {
        uint64_t value = 0;
        if (!sysfile_read_u64(root, turbo_switches[i].path, &value) || value > 1)
            continue;
        machine->turbo = value == turbo_switches[i].on ? TRISTATE_YES : TRISTATE_NO;
        machine->turbo_file = g_strdup(turbo_switches[i].path);
        return;
    }
}

static enum tristate read_smt(const char *root, const struct machine *machine)
{
    uint64_t active = 0;
    if (sysfile_read_u64(root, "/sys/devices/system/cpu/smt/active", &active) && active <= 1)
        return active ? TRISTATE_YES : TRISTATE_NO;
    if (machine->cores == 0 || machine->logical_cpus == 0)
        return TRISTATE_UNKNOWN;
    return machine->logical_cpus > machine->cores ? TRISTATE_YES : TRISTATE_NO;
}

// setarch -R switches it off for a process and its children; 0xffffffff only asks.
static bool is_switched_off_here(void)
{
    int flags = personality(0xffffffff);
    return flags != -1 && (flags & ADDR_NO_RANDOMIZE);
}

static enum tristate read_aslr(const char *root)
{
    uint64_t level = 0;
    if (g_str_equal(root, "/") && is_switched_off_here())
        return TRISTATE_NO;
    if (!sysfile_read_u64(root, "/proc/sys/kernel/randomize_va_space", &level))
        return TRISTATE_UNKNOWN;
    return level > 0 ? TRISTATE_YES : TRISTATE_NO;
}

// What one supply says; batteries of mice and keyboards (scope "Device") say nothing.
static enum tristate read_supply(const char *root, const char *folder, const char *name)
{
    g_autofree char *type = sysfile_read_line(root, "%s/%s/type", folder, name);
    g_autofree char *scope = sysfile_read_line(root, "%s/%s/scope", folder, name);
    g_autofree char *status = sysfile_read_line(root, "%s/%s/status", folder, name);
    if (g_strcmp0(scope, "Device") == 0)
        return TRISTATE_UNKNOWN;
    if (g_strcmp0(type, "Mains") == 0)
        return TRISTATE_NO;
    if (g_strcmp0(type, "Battery") != 0 || !status)
        return TRISTATE_UNKNOWN;
    return g_str_equal(status, "Discharging") ? TRISTATE_YES : TRISTATE_NO;
}

static enum tristate read_on_battery(const char *root)
{
    static const char folder[] = "/sys/class/power_supply";
    g_autofree char *path = g_build_filename(root, folder, NULL);
    g_autoptr(GDir) supplies = g_dir_open(path, 0, NULL);
    enum tristate answer = TRISTATE_UNKNOWN;
    const char *name = NULL;
    while (supplies && answer != TRISTATE_YES && (name = g_dir_read_name(supplies)))
        answer = MAX(answer, read_supply(root, folder, name));
    return answer;
}

static double read_load1(const char *root)
{
    g_autofree char *line = sysfile_read_line(root, "/proc/loadavg");
    if (!line || !g_ascii_isdigit(line[0]))
        return NAN;
    double load1 = g_ascii_strtod(line, NULL);
    return isfinite(load1) ? load1 : NAN;
}

void quietness_read_at(const char *root, struct machine *machine)
{
    machine->governor = read_governor(root);
    read_turbo(root, machine);
    machine->smt = read_smt(root, machine);
    machine->aslr = read_aslr(root);
    machine->on_battery = read_on_battery(root);
    machine->load1 = read_load1(root);
}
