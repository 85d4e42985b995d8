// SPDX-License-Identifier: MIT
// Each check on a fake tree: where it finds something, where all is well, and where the file is
// missing, garbage or hostile.
#include "framework/machine/checkup.h"

#include <criterion/criterion.h>
#include <string.h>
#include <unistd.h>

#include "tests/framework/machine/fake_tree.h"
#include "tests/framework/machine/symptom_of.h"

static char *root;

static void make_tree(void)
{
    root = fake_tree_new_small();
}

static void remove_tree(void)
{
    fake_tree_free(root);
}

TestSuite(checkup, .init = make_tree, .fini = remove_tree);

static void write_file(const char *path, const char *text)
{
    fake_tree_write(root, path, text, -1);
}

static void remove_file(const char *path)
{
    g_autofree char *full = g_build_filename(root, path, NULL);
    unlink(full);
    do {
        char *slash = strrchr(full, '/');
        *slash = '\0';
    } while (strlen(full) > strlen(root) && rmdir(full) == 0);
}

// What a file holds, and what is found then; the words are in its finding, its value or its fix.
struct row {
    const char *name, *path, *text; // NULL: the file is missing
    enum severity severity;
    const char *words;
};

static bool has_words(const struct symptom *symptom, const char *words)
{
    return strstr(symptom->finding, words) != NULL ||
           (symptom->value != NULL && strstr(symptom->value, words) != NULL) ||
           (symptom->fix != NULL && strstr(symptom->fix, words) != NULL);
}

static void expect_row(const struct checkup *checkup, const struct row *row)
{
    const struct symptom *symptom = symptom_of(checkup, row->name);
    cr_expect(symptom->severity == row->severity, "%s of '%s' is %s", row->name, row->text,
              severity_word(symptom->severity));
    cr_expect(row->words == NULL || has_words(symptom, row->words), "%s of '%s': %s", row->name,
              row->text, symptom->finding);
    bool is_found = symptom->severity >= SEVERITY_HINT;
    cr_expect(is_found == (symptom->reason != NULL), "%s of '%s'", row->name, row->text);
    cr_expect(!is_found || symptom->fix != NULL, "%s of '%s'", row->name, row->text);
}

// Looks at one tree with as many of the rows as have checks and files of their own; how many.
static size_t expect_some(const struct row *all, size_t n, bool *is_done)
{
    g_autoptr(GHashTable) taken = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GPtrArray) chosen = g_ptr_array_new();
    for (size_t i = 0; i < n; i++) {
        if (is_done[i] || g_hash_table_contains(taken, all[i].name) ||
            g_hash_table_contains(taken, all[i].path))
            continue;
        g_hash_table_add(taken, (char *)all[i].name);
        if (strcmp(all[i].path, "none") != 0)
            g_hash_table_add(taken, (char *)all[i].path);
        if (all[i].text != NULL)
            write_file(all[i].path, all[i].text);
        g_ptr_array_add(chosen, (struct row *)&all[i]);
        is_done[i] = true;
    }
    g_autoptr(Checkup) checkup = checkup_begin(root);
    checkup_end(checkup);
    for (guint i = 0; i < chosen->len; i++) {
        const struct row *row = g_ptr_array_index(chosen, i);
        expect_row(checkup, row);
        remove_file(row->path);
    }
    return chosen->len;
}

static void expect_rows(const struct row *all, size_t n)
{
    g_autofree bool *is_done = g_new0(bool, n);
    size_t left = n;
    while (left > 0)
        left -= expect_some(all, n, is_done);
}

#define CPU "sys/devices/system/cpu/"
#define THP "sys/kernel/mm/transparent_hugepage/enabled"
#define SWAPS "Filename\tType\tSize\tUsed\tPriority\n"
#define KERNEL "proc/sys/kernel/"

// What changes the answer of other checks.
static const struct row others[] = {
    {"numa", "sys/devices/system/node/online", "many\n", SEVERITY_UNKNOWN, NULL},
    {"guest", "proc/cpuinfo", "cpu family : 6\nflags : hypervisor\n", SEVERITY_HINT,
     "trust comparisons"},
    {"guest", "proc/cpuinfo", "cpu family : 6\nflags : fpu\n", SEVERITY_FINE, NULL},
    {"guest", "proc/cpuinfo", "\033[2J", SEVERITY_UNKNOWN, NULL},
    {"guest", "proc/cpuinfo", NULL, SEVERITY_UNKNOWN, NULL},
    {"turbo", "proc/cpuinfo", "cpu family : 6\nflags : hypervisor\n", SEVERITY_UNKNOWN, NULL},
};

static const struct row rows[] = {
    {"load", "proc/loadavg", "9.5 1 1 1/1 1\n", SEVERITY_WARNING, "load 9.5 on 4"},
    {"load", "proc/loadavg", "0.5 1 1 1/1 1\n", SEVERITY_FINE, NULL},
    {"load", "proc/loadavg", "inf", SEVERITY_UNKNOWN, NULL},
    {"load", "proc/loadavg", NULL, SEVERITY_UNKNOWN, NULL},
    {"cpus", "none", NULL, SEVERITY_FINE, NULL},
    {"battery", "sys/class/power_supply/B/type", "Battery\n", SEVERITY_FINE, NULL},
    {"battery", "none", NULL, SEVERITY_UNKNOWN, NULL},
    {"governor", CPU "cpu0/cpufreq/scaling_governor", "powersave\n", SEVERITY_WARNING,
     "-g performance"},
    {"governor", CPU "cpu0/cpufreq/scaling_governor", "performance\n", SEVERITY_FINE, NULL},
    {"governor", CPU "cpu0/cpufreq/scaling_governor", "", SEVERITY_UNKNOWN, NULL},
    {"governor", "none", NULL, SEVERITY_UNKNOWN, "is not known"},
    {"clocksource", "sys/devices/system/clocksource/clocksource0/current_clocksource", "hpet\n",
     SEVERITY_SEVERE, "clocksource=tsc"},
    {"clocksource", "sys/devices/system/clocksource/clocksource0/current_clocksource", "tsc\n",
     SEVERITY_FINE, "tsc"},
    {"clocksource", "none", NULL, SEVERITY_UNKNOWN, NULL},
    {"turbo", CPU "cpufreq/boost", "1\n", SEVERITY_WARNING, "echo 0 | sudo tee /" CPU "cpufreq"},
    {"turbo", CPU "intel_pstate/no_turbo", "0\n", SEVERITY_WARNING, "echo 1 | sudo tee /" CPU},
    {"turbo", CPU "intel_pstate/no_turbo", "1\n", SEVERITY_FINE, "1"},
    {"turbo", CPU "cpufreq/boost", "maybe\n", SEVERITY_UNKNOWN, NULL},
    {"turbo", "none", NULL, SEVERITY_UNKNOWN, NULL},
    {"smt", "none", NULL, SEVERITY_HINT,
     "CPU 2, which would be measured on, shares its core with "
     "CPU 3"},
    {"smt", CPU "smt/active", "0\n", SEVERITY_FINE, NULL},
    {"smt", CPU "smt/active", "\033[31m", SEVERITY_HINT, "smt/control"},
    {"aslr", KERNEL "randomize_va_space", "0\n", SEVERITY_WARNING, "randomize_va_space=2"},
    {"aslr", KERNEL "randomize_va_space", "2\n", SEVERITY_FINE, NULL},
    {"aslr", KERNEL "randomize_va_space", "two\n", SEVERITY_UNKNOWN, "two"},
    {"isolation", CPU "isolated", "\n", SEVERITY_HINT, "isolcpus=2"},
    {"isolation", CPU "isolated", "3\n", SEVERITY_FINE, "3"},
    {"isolation", "none", NULL, SEVERITY_UNKNOWN, NULL},
    {"huge-pages", THP, "[always] madvise never\n", SEVERITY_HINT, "echo madvise | sudo tee /sys"},
    {"huge-pages", THP, "always [madvise] never\n", SEVERITY_FINE, NULL},
    {"huge-pages", THP, "\033]0;always\007", SEVERITY_UNKNOWN, NULL},
    {"huge-pages", "none", NULL, SEVERITY_UNKNOWN, NULL},
    {"swap", "proc/swaps", SWAPS "/dev/sda2 partition 8000 2048 -2\n", SEVERITY_WARNING, "2.0 MiB"},
    {"swap", "proc/swaps", SWAPS "/dev/sda2 partition 8000 0 -2\n", SEVERITY_FINE, NULL},
    {"swap", "proc/swaps", SWAPS, SEVERITY_FINE, NULL},
    {"swap", "proc/swaps", SWAPS "/dev/sda2 partition 8000 -1 -2\n", SEVERITY_UNKNOWN, NULL},
    {"swap", "proc/swaps", "nothing\n", SEVERITY_UNKNOWN, NULL},
    {"swap", "none", NULL, SEVERITY_UNKNOWN, NULL},
    {"numa", "sys/devices/system/node/online", "0-1\n", SEVERITY_HINT, "numactl"},
    {"numa", "sys/devices/system/node/online", "0\n", SEVERITY_FINE, NULL},
    {"perf-events", KERNEL "perf_event_paranoid", "3\n", SEVERITY_WARNING, "nothing"},
    {"perf-events", KERNEL "perf_event_paranoid", "2\n", SEVERITY_HINT, "paranoid=1"},
    {"perf-events", KERNEL "perf_event_paranoid", "-1\n", SEVERITY_FINE, "-1"},
    {"perf-events", KERNEL "perf_event_paranoid", "99999999999999999999", SEVERITY_UNKNOWN, NULL},
    {"perf-events", "none", NULL, SEVERITY_UNKNOWN, NULL},
    {"hardware-counters", "none", NULL, SEVERITY_UNKNOWN, NULL}, // of files nobody knows
    {"kernel-symbols", KERNEL "kptr_restrict", "2\n", SEVERITY_HINT, "even from root"},
    {"kernel-symbols", KERNEL "kptr_restrict", "1\n", SEVERITY_HINT, "kptr_restrict=0"},
    {"kernel-symbols", KERNEL "kptr_restrict", "0\n", SEVERITY_FINE, NULL},
    {"kernel-symbols", KERNEL "kptr_restrict", "x\n", SEVERITY_UNKNOWN, NULL},
    {"ptrace", KERNEL "yama/ptrace_scope", "1\n", SEVERITY_HINT, "ptrace_scope=0"},
    {"ptrace", KERNEL "yama/ptrace_scope", "3\n", SEVERITY_HINT, "boot again"},
    {"ptrace", KERNEL "yama/ptrace_scope", "0\n", SEVERITY_FINE, NULL},
    {"ptrace", "none", NULL, SEVERITY_UNKNOWN, NULL},
    {"core-dumps", KERNEL "core_pattern", "|/usr/bin/report %p\n", SEVERITY_HINT, "=core"},
    {"core-dumps", KERNEL "core_pattern", "core\n", SEVERITY_FINE, NULL},
    {"core-dumps", "none", NULL, SEVERITY_UNKNOWN, NULL},
    {"limit-time", "proc/self/limits", "Max cpu time              60   60  seconds\n",
     SEVERITY_SEVERE, "cpu time is 60"},
    {"limit-time", "proc/self/limits", "Max cpu time              unlimited unlimited seconds\n",
     SEVERITY_FINE, NULL},
    {"limit-time", "proc/self/limits", "Max cpu time \033[2J\n", SEVERITY_UNKNOWN, NULL},
    {"limit-memory", "proc/self/limits", "Max address space  1000000 unlimited bytes\n",
     SEVERITY_WARNING, "ulimit -v"},
    {"limit-files", "proc/self/limits", "Max open files  64 64 files\n", SEVERITY_WARNING, "-n"},
    {"limit-files", "proc/self/limits", "Max open files  1024 1024 files\n", SEVERITY_FINE, NULL},
    {"limit-processes", "proc/self/limits", "Max processes  10 10 processes\n", SEVERITY_WARNING,
     "ulimit -u"},
    {"limit-processes", "proc/self/limits", NULL, SEVERITY_UNKNOWN, NULL},
    {"avx-512", "proc/cpuinfo", "flags : avx2 avx512f\n", SEVERITY_HINT, "-mno-avx512f"},
    {"avx-512", "proc/cpuinfo", "flags : avx2\n", SEVERITY_FINE, NULL},
    {"avx-512", "proc/cpuinfo", NULL, SEVERITY_UNKNOWN, NULL},
    {"quota", "none", NULL, SEVERITY_UNKNOWN, NULL},
    {"throttling", "none", NULL, SEVERITY_UNKNOWN, NULL},
    {"thermal", "none", NULL, SEVERITY_UNKNOWN, NULL},
    {"thermal", CPU "cpu1/thermal_throttle/core_throttle_count", "0\n", SEVERITY_FINE, NULL},
    {"thermal", CPU "cpu1/thermal_throttle/core_throttle_count", "7\n", SEVERITY_WARNING, "7"},
    {"thermal", CPU "cpu1/thermal_throttle/core_throttle_count", "hot\n", SEVERITY_UNKNOWN, NULL},
    {"steal", "none", NULL, SEVERITY_UNKNOWN, NULL},
    {"steal", "proc/stat", "cpu0 garbage\n", SEVERITY_UNKNOWN, NULL},
    {"processes", "none", NULL, SEVERITY_UNKNOWN, NULL},
    // What is installed here says nothing of another machine.
    {"gnuplot", "none", NULL, SEVERITY_UNKNOWN, NULL},
};

Test(checkup, finds_what_a_file_says)
{
    expect_rows(rows, G_N_ELEMENTS(rows));
}

Test(checkup, finds_what_changes_other_answers)
{
    expect_rows(others, G_N_ELEMENTS(others));
}

Test(checkup, knows_a_battery_and_a_single_cpu)
{
    write_file("sys/class/power_supply/B/type", "Battery\n");
    write_file("sys/class/power_supply/B/status", "Discharging\n");
    g_autoptr(Checkup) checkup = checkup_begin(root);
    checkup_end(checkup);
    cr_expect(symptom_of(checkup, "battery")->severity == SEVERITY_WARNING);
    checkup->machine->logical_cpus = 1;
    checkup_end(checkup); // again
    const struct symptom *last = NULL;
    for (guint i = 0; i < checkup->symptoms->len; i++) {
        const struct symptom *symptom = g_ptr_array_index(checkup->symptoms, i);
        if (strcmp(symptom->name, "cpus") == 0 && symptom->severity == SEVERITY_WARNING)
            last = symptom;
    }
    cr_expect(last != NULL && has_words(last, "1 CPU"));
}

Test(checkup, calls_memory_that_moves_between_nodes_a_warning)
{
    write_file("sys/devices/system/node/online", "0-1\n");
    write_file(KERNEL "numa_balancing", "1\n");
    g_autoptr(Checkup) checkup = checkup_begin(root);
    checkup_end(checkup);
    const struct symptom *numa = symptom_of(checkup, "numa");
    cr_expect(numa->severity == SEVERITY_WARNING && has_words(numa, "numa_balancing=0"));
    cr_expect_str_eq(numa->source, "/" KERNEL "numa_balancing");
}

Test(checkup, reads_the_quota_of_each_group_above)
{
    static const struct {
        const char *groups, *path, *text;
        enum severity severity;
        const char *words;
    } quotas[] = {
        {"0::/a/b\n", "sys/fs/cgroup/a/cpu.max", "50000 100000\n", SEVERITY_SEVERE, "0.5 CPUs"},
        {"0::/a/b\n", "sys/fs/cgroup/a/b/cpu.max", "400000 100000\n", SEVERITY_HINT, "echo max"},
        {"0::/a/b\n", "sys/fs/cgroup/a/cpu.max", "max 100000\n", SEVERITY_FINE, "max"},
        {"0::/a/b\n", "sys/fs/cgroup/cgroup.controllers", "cpu io\n", SEVERITY_FINE, NULL},
        {"0::/a/b\n", "sys/fs/cgroup/a/cpu.max", "0 0\n", SEVERITY_UNKNOWN, NULL},
        {"0::/a/b\n", "sys/fs/cgroup/a/cpu.max", "\033[1m\n", SEVERITY_UNKNOWN, NULL},
        {"0::/../../x\n", "sys/fs/cgroup/cpu.max", "100000 100000\n", SEVERITY_SEVERE, "1 CPUs"},
        {"3:cpu,cpuacct:/c\n", "sys/fs/cgroup/cpu,cpuacct/c/cpu.cfs_quota_us", "-1\n",
         SEVERITY_FINE, "-1"},
        {"nonsense\n", "sys/fs/cgroup/cpu.max", "50000 100000\n", SEVERITY_UNKNOWN, NULL},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(quotas); i++) {
        write_file("proc/self/cgroup", quotas[i].groups);
        write_file(quotas[i].path, quotas[i].text);
        g_autoptr(Checkup) checkup = checkup_begin(root);
        checkup_end(checkup);
        const struct symptom *quota = symptom_of(checkup, "quota");
        cr_expect(quota->severity == quotas[i].severity, "%s: %s", quotas[i].text, quota->finding);
        cr_expect(!quotas[i].words || has_words(quota, quotas[i].words), "%s", quota->finding);
        remove_file(quotas[i].path);
    }
}

Test(checkup, reads_the_quota_of_the_first_version_of_groups)
{
    write_file("proc/self/cgroup", "5:memory:/x\n3:cpu,cpuacct:/c\n");
    write_file("sys/fs/cgroup/cpu,cpuacct/c/cpu.cfs_quota_us", "25000\n");
    write_file("sys/fs/cgroup/cpu,cpuacct/c/cpu.cfs_period_us", "50000\n");
    write_file("sys/fs/cgroup/cpu,cpuacct/c/cpu.stat", "nr_periods 9\nnr_throttled 4\n");
    g_autoptr(Checkup) checkup = checkup_begin(root);
    checkup_end(checkup);
    const struct symptom *quota = symptom_of(checkup, "quota");
    cr_expect(quota->severity == SEVERITY_SEVERE && has_words(quota, "echo -1"));
    cr_expect_str_eq(quota->source, "/sys/fs/cgroup/cpu,cpuacct/c/cpu.cfs_quota_us");
    const struct symptom *throttling = symptom_of(checkup, "throttling");
    cr_expect(throttling->severity == SEVERITY_HINT && has_words(throttling, "nr_throttled 4"));
}

Test(checkup, sorts_by_severity_and_counts)
{
    write_file("proc/self/limits", "Max cpu time  60 60 seconds\n");
    g_autoptr(Checkup) checkup = checkup_begin(root);
    checkup_end(checkup);
    guint counts[SEVERITIES], all = 0;
    symptoms_count(checkup->symptoms, counts);
    for (int i = 0; i < SEVERITIES; i++)
        all += counts[i];
    cr_expect(all == checkup->symptoms->len && counts[SEVERITY_SEVERE] == 1);
    for (guint i = 1; i < checkup->symptoms->len; i++) {
        const struct symptom *former = g_ptr_array_index(checkup->symptoms, i - 1);
        const struct symptom *symptom = g_ptr_array_index(checkup->symptoms, i);
        cr_expect(former->severity >= symptom->severity);
    }
}

Test(checkup, finds_each_thing_once_on_this_machine)
{
    g_autoptr(Checkup) checkup = checkup_begin("/");
    checkup_end(checkup);
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < checkup->symptoms->len; i++) {
        const struct symptom *symptom = g_ptr_array_index(checkup->symptoms, i);
        cr_expect(g_hash_table_add(names, (char *)symptom->name), "%s twice", symptom->name);
        cr_expect(symptom->finding != NULL && symptom->finding[0] != '\0', "%s", symptom->name);
    }
}
