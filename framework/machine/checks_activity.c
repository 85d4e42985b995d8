// SPDX-License-Identifier: MIT
// What happens while nothing is measured: by whom the CPUs are used, slowed and taken away.
#include <math.h>
#include <unistd.h>

#include "framework/base/array.h"
#include "framework/machine/check.h"

static const char stat_file[] = "/proc/stat";

static enum severity check_processes(const struct look *look, struct symptom *out)
{
    enum { SHOWN = 3 };
    const double least = 0.05, much = 0.5; // of a CPU
    struct moment_ticks ticks;
    const struct moment *before = look->moments[0], *after = look->moments[1];
    if (after == NULL || !moment_ticks(before, after, &ticks))
        return SEVERITY_UNKNOWN;
    unsigned but = look->is_here ? (unsigned)getpid() : 0;
    g_autoptr(GArray) busiest = moment_busiest(before, after, but, SHOWN);
    g_autoptr(GString) names = g_string_new(NULL);
    double all = 0;
    for (guint i = 0; i < busiest->len; i++) {
        const struct busy_process *busy = &g_array_index(busiest, struct busy_process, i);
        if (busy->cpus < least)
            break;
        all += busy->cpus;
        g_string_append_printf(names, "%s%s (process %u) %.0f %%", i > 0 ? ", " : "", busy->name,
                               busy->pid, 100 * busy->cpus);
    }
    out->source = g_strdup("/proc/PID/stat");
    out->value = g_strdup(all > 0 ? names->str : "nobody uses 5 % of a CPU");
    if (!(all > 0))
        return SEVERITY_FINE;
    return symptom_say(out, all >= much ? SEVERITY_SEVERE : SEVERITY_WARNING,
                       g_strdup_printf("other programs use %.0f %% of a CPU", 100 * all),
                       g_strdup("stop them, or wait"));
}

static enum severity check_steal(const struct look *look, struct symptom *out)
{
    const double little = 0.001, much = 0.02;
    struct moment_ticks ticks;
    if (look->moments[1] == NULL || !moment_ticks(look->moments[0], look->moments[1], &ticks) ||
        !ticks.has_steal)
        return SEVERITY_UNKNOWN;
    double share = ticks.steal / ticks.all;
    out->source = g_strdup(stat_file);
    out->value = g_strdup_printf("%.0f of %.0f ticks stolen", ticks.steal, ticks.all);
    if (share < little)
        return SEVERITY_FINE;
    return symptom_say(out, share < much ? SEVERITY_WARNING : SEVERITY_SEVERE,
                       g_strdup_printf("the hypervisor took %.1f %% of the time", 100 * share),
                       g_strdup("use a machine with CPUs of its own, or measure at another time"));
}

static enum severity check_quota(const struct look *look, struct symptom *out)
{
    const struct moment *moment = look->moments[1];
    if (moment == NULL || !moment->group.is_known)
        return SEVERITY_UNKNOWN;
    const struct cgroup *group = &moment->group;
    out->source = g_strdup(group->quota_file);
    out->value = g_strdup(group->quota_value);
    if (group->quota_file == NULL || isinf(group->quota_cpus))
        return SEVERITY_FINE;
    // One CPU measures, and what reads its results needs some of another.
    bool is_short = group->quota_cpus < 1.5;
    bool is_v1 = g_str_has_suffix(group->quota_file, "_us");
    return symptom_say(
        out, is_short ? SEVERITY_SEVERE : SEVERITY_HINT,
        g_strdup_printf("the control group may use %.3g CPUs", group->quota_cpus),
        g_strdup_printf("echo %s | sudo tee %s, or start the container without a limit of CPUs",
                        is_v1 ? "-1" : "max", group->quota_file));
}

static enum severity check_throttling(const struct look *look, struct symptom *out)
{
    const struct moment *before = look->moments[0], *after = look->moments[1];
    if (after == NULL || before->group.stat_file == NULL || after->group.stat_file == NULL)
        return SEVERITY_UNKNOWN;
    uint64_t now = after->group.throttled;
    out->source = g_strdup(after->group.stat_file);
    out->value = g_strdup_printf("nr_throttled %" G_GUINT64_FORMAT, now);
    if (now == 0)
        return SEVERITY_FINE;
    bool is_going_on = now > before->group.throttled;
    return symptom_say(
        out, is_going_on ? SEVERITY_SEVERE : SEVERITY_HINT,
        g_strdup_printf("the control group %s stopped for using too much CPU time",
                        is_going_on ? "is being" : "has been"),
        g_strdup("raise the limit that 'quota' names, or measure outside of the container"));
}

static enum severity check_thermal(const struct look *look, struct symptom *out)
{
    const struct moment *before = look->moments[0], *after = look->moments[1];
    if (after == NULL || !before->has_thermal || !after->has_thermal)
        return SEVERITY_UNKNOWN;
    out->source = g_strdup("/sys/devices/system/cpu/cpu*/thermal_throttle/*_throttle_count");
    out->value = g_strdup_printf("%" G_GUINT64_FORMAT, after->thermal);
    if (after->thermal == 0)
        return SEVERITY_FINE;
    bool is_going_on = after->thermal > before->thermal;
    return symptom_say(
        out, is_going_on ? SEVERITY_SEVERE : SEVERITY_WARNING,
        g_strdup_printf("heat %s slowed the CPUs",
                        is_going_on ? "has just" : "has, since the machine started,"),
        g_strdup("improve the cooling, or switch turbo off"));
}

const struct check checks_of_activity[] = {
    {"processes", "what other programs do", "/proc/stat", "no other program uses much CPU time",
     "they take turns on the CPUs, and share caches and memory", false, check_processes},
    {"steal", "the time that a hypervisor took", stat_file, "no time was stolen",
     "a sample that is interrupted by another guest takes longer", false, check_steal},
    {"quota", "the CPU time that the control group may use", "/proc/self/cgroup",
     "no control group limits CPU time",
     "a group that has used its share is stopped, often for tens of milliseconds", false,
     check_quota},
    {"throttling", "whether the control group was stopped", "/sys/fs/cgroup/cpu.stat",
     "the control group was never stopped", "samples last as long as the pause", false,
     check_throttling},
    {"thermal", "whether heat slowed the CPUs",
     "/sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count",
     "heat has not slowed the CPUs", "a hot CPU lowers its clock", false, check_thermal},
    {.name = NULL},
};
