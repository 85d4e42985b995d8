// SPDX-License-Identifier: MIT
// Settings of the kernel, and how it uses memory.
#include <errno.h>
#include <linux/perf_event.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "framework/machine/check.h"
#include "framework/machine/cpu_list.h"
#include "framework/machine/sysfile.h"

static const char isolated_file[] = "/sys/devices/system/cpu/isolated";
static const char thp_file[] = "/sys/kernel/mm/transparent_hugepage/enabled";
static const char swaps_file[] = "/proc/swaps";
static const char nodes_file[] = "/sys/devices/system/node/online";
static const char balancing_file[] = "/proc/sys/kernel/numa_balancing";
static const char paranoid_file[] = "/proc/sys/kernel/perf_event_paranoid";
static const char kptr_file[] = "/proc/sys/kernel/kptr_restrict";
static const char ptrace_file[] = "/proc/sys/kernel/yama/ptrace_scope";
static const char core_file[] = "/proc/sys/kernel/core_pattern";

// What root may do does not depend on these settings. Of files from elsewhere nobody knows.
static bool is_root(const struct look *look)
{
    return look->is_here && geteuid() == 0;
}

static enum severity check_isolated(const struct look *look, struct symptom *out)
{
    g_autofree char *text = sysfile_read(look->root, "%s", isolated_file);
    g_autoptr(GArray) isolated = cpu_list_parse(text);
    if (text == NULL)
        return SEVERITY_UNKNOWN;
    if (isolated->len > 0)
        return SEVERITY_FINE;
    out->source = g_strdup(isolated_file);
    out->value = g_strdup("none");
    unsigned cpu = look->cpu != NULL ? look->cpu->cpu : look->machine->logical_cpus - 1;
    if (look->machine->logical_cpus < 2)
        return symptom_say(out, SEVERITY_FINE, g_strdup("the only CPU cannot be isolated"), NULL);
    return symptom_say(
        out, SEVERITY_HINT, g_strdup("no CPU is isolated: other programs run on all of them"),
        g_strdup_printf("add isolcpus=%u nohz_full=%u rcu_nocbs=%u to GRUB_CMDLINE_LINUX in "
                        "/etc/default/grub, then sudo update-grub && sudo reboot",
                        cpu, cpu, cpu));
}

static enum severity check_thp(const struct look *look, struct symptom *out)
{
    g_autofree char *line = sysfile_read_line(look->root, "%s", thp_file);
    if (line == NULL || strchr(line, '[') == NULL)
        return SEVERITY_UNKNOWN;
    if (strstr(line, "[always]") == NULL)
        return SEVERITY_FINE;
    return symptom_say(out, SEVERITY_HINT,
                       g_strdup("transparent huge pages are given to every program"),
                       g_strdup_printf("echo madvise | sudo tee %s", thp_file));
}

// The columns of /proc/swaps: file, type, size, used, priority; sizes in KiB.
static bool read_used(const char *line, guint64 *used_kib)
{
    enum { USED = 3 };
    unsigned column = 0;
    g_auto(GStrv) words = g_strsplit_set(line, " \t", -1);
    for (char **word = words; *word != NULL; word++) {
        if (**word == '\0')
            continue;
        if (column++ == USED)
            return g_ascii_string_to_unsigned(*word, 10, 0, UINT64_C(1) << 40, used_kib, NULL);
    }
    return false;
}

static bool read_swap(const char *text, guint64 *used_kib)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    if (!g_str_has_prefix(text, "Filename"))
        return false;
    *used_kib = 0;
    for (char **line = lines + 1; *line != NULL && **line != '\0'; line++) {
        guint64 used = 0;
        if (!read_used(*line, &used))
            return false;
        *used_kib += used;
    }
    return true;
}

static enum severity check_swap(const struct look *look, struct symptom *out)
{
    g_autofree char *text = sysfile_read(look->root, "%s", swaps_file);
    guint64 used_kib = 0;
    if (text == NULL || !read_swap(text, &used_kib))
        return SEVERITY_UNKNOWN;
    out->source = g_strdup(swaps_file);
    out->value = g_strdup_printf("%" G_GUINT64_FORMAT " KiB used", used_kib);
    if (used_kib == 0)
        return SEVERITY_FINE;
    return symptom_say(
        out, SEVERITY_WARNING,
        g_strdup_printf("%.1f MiB of programs are in the swap", (double)used_kib / 1024),
        g_strdup("end what fills the memory; then sudo swapoff -a && sudo swapon -a"));
}

static enum severity check_numa(const struct look *look, struct symptom *out)
{
    g_autofree char *text = sysfile_read(look->root, "%s", nodes_file);
    g_autoptr(GArray) nodes = cpu_list_parse(text);
    uint64_t balancing = 0;
    if (nodes->len == 0)
        return SEVERITY_UNKNOWN;
    if (nodes->len == 1)
        return SEVERITY_FINE;
    if (sysfile_read_u64(look->root, balancing_file, &balancing) && balancing > 0) {
        out->source = g_strdup(balancing_file);
        out->value = g_strdup_printf("%" G_GUINT64_FORMAT, balancing);
        return symptom_say(
            out, SEVERITY_WARNING,
            g_strdup_printf("the kernel moves memory between %u NUMA nodes", nodes->len),
            g_strdup("sudo sysctl kernel.numa_balancing=0"));
    }
    return symptom_say(
        out, SEVERITY_HINT, g_strdup_printf("there are %u NUMA nodes", nodes->len),
        g_strdup("for data of several MiB: numactl --membind=NODE benchrun ..., with "
                 "the node of the measuring CPU"));
}

static enum severity check_paranoid(const struct look *look, struct symptom *out)
{
    g_autofree char *line = sysfile_read_line(look->root, "%s", paranoid_file);
    gint64 level = 0;
    if (line == NULL || !g_ascii_string_to_signed(line, 10, -100, 100, &level, NULL))
        return SEVERITY_UNKNOWN;
    if (level <= 1 || is_root(look))
        return SEVERITY_FINE;
    return symptom_say(out, level > 2 ? SEVERITY_WARNING : SEVERITY_HINT,
                       g_strdup_printf("users may count and sample %s",
                                       level > 2 ? "nothing" : "no events of the kernel"),
                       g_strdup("sudo sysctl kernel.perf_event_paranoid=1"));
}

// Opens the event that every CPU with counters has; 0, or why it cannot be opened.
static int try_counter(void)
{
    struct perf_event_attr attributes = {
        .type = PERF_TYPE_HARDWARE,
        .size = sizeof attributes,
        .config = PERF_COUNT_HW_CPU_CYCLES,
        .disabled = 1,
        .exclude_kernel = 1,
        .exclude_hv = 1,
    };
    int fd = (int)syscall(SYS_perf_event_open, &attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
    if (fd < 0)
        return errno;
    close(fd);
    return 0;
}

static enum severity check_counters(const struct look *look, struct symptom *out)
{
    int problem = look->is_here ? try_counter() : 0;
    if (!look->is_here)
        return SEVERITY_UNKNOWN;
    if (problem == 0)
        return SEVERITY_FINE;
    bool is_refused = problem == EACCES || problem == EPERM || problem == ENOSYS;
    return symptom_say(
        out, SEVERITY_HINT,
        g_strdup(is_refused ? "the kernel or the container refuses hardware counters"
                            : "there are no hardware counters, as in most virtual machines"),
        g_strdup(is_refused ? "sudo sysctl kernel.perf_event_paranoid=2; a container needs "
                              "--cap-add PERFMON"
                            : "count instructions with --pass instructions, or give the guest a "
                              "PMU (QEMU: -cpu host,pmu=on)"));
}

static enum severity check_kptr(const struct look *look, struct symptom *out)
{
    uint64_t level = 0;
    if (!sysfile_read_u64(look->root, kptr_file, &level))
        return SEVERITY_UNKNOWN;
    if (level == 0 || (level == 1 && is_root(look)))
        return SEVERITY_FINE;
    return symptom_say(
        out, SEVERITY_HINT,
        g_strdup_printf("the kernel hides its addresses%s", level > 1 ? ", even from root" : ""),
        g_strdup("sudo sysctl kernel.kptr_restrict=0"));
}

static enum severity check_ptrace(const struct look *look, struct symptom *out)
{
    uint64_t scope = 0;
    if (!sysfile_read_u64(look->root, ptrace_file, &scope))
        return SEVERITY_UNKNOWN;
    if (scope == 0 || (scope < 3 && is_root(look)))
        return SEVERITY_FINE;
    return symptom_say(out, SEVERITY_HINT,
                       g_strdup(scope < 3
                                    ? "only root may look into a process that it did not start"
                                    : "nobody may look into another process"),
                       g_strdup(scope < 3 ? "sudo sysctl kernel.yama.ptrace_scope=0"
                                          : "boot again: this setting cannot be lowered"));
}

// A pipe is served for each crash, whatever limits there are.
static enum severity check_core(const struct look *look, struct symptom *out)
{
    g_autofree char *line = sysfile_read_line(look->root, "%s", core_file);
    if (line == NULL)
        return SEVERITY_UNKNOWN;
    if (line[0] != '|')
        return SEVERITY_FINE;
    return symptom_say(out, SEVERITY_HINT, g_strdup("each crash starts a program"),
                       g_strdup("sudo sysctl kernel.core_pattern=core"));
}

const struct check checks_of_kernel[] = {
    {"isolation", "whether a CPU is isolated", isolated_file, "a CPU is isolated",
     "other programs may take turns on the measuring CPU, and move there at any time", false,
     check_isolated},
    {"huge-pages", "how huge pages are used", thp_file,
     "transparent huge pages are given to programs that ask for them",
     "whether a large buffer gets huge pages depends on how fragmented the memory is", false,
     check_thp},
    {"swap", "what is in the swap", swaps_file, "nothing is in the swap",
     "memory that is read back from a disk takes a thousand times as long", false, check_swap},
    {"numa", "the number of NUMA nodes", nodes_file, "all memory is equally near",
     "memory of another node is slower to reach, and moving it takes time", false, check_numa},
    {"perf-events", "what users may count", paranoid_file, "events can be counted and sampled",
     "the passes counters and profile lack what the kernel refuses", false, check_paranoid},
    {"hardware-counters", "whether the CPU counts events", NULL,
     "the CPU counts cycles and instructions",
     "cycles are estimated, and the pass counters has only what the kernel counts", false,
     check_counters},
    {"kernel-symbols", "whether the kernel shows its addresses", kptr_file,
     "the kernel shows its addresses", "functions of the kernel have no names in profiles", false,
     check_kptr},
    {"ptrace", "who may look into processes", ptrace_file, "processes may be looked into",
     "debuggers cannot show where a process that runs is", false, check_ptrace},
    {"core-dumps", "what a crash does", core_file, "a crash starts no program",
     "it runs on a CPU while the next case is being measured", false, check_core},
    {.name = NULL},
};
