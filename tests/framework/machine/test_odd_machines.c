// SPDX-License-Identifier: MIT
// Machines that are not at hand, by fake trees of /proc and /sys: which CPU would be measured on,
// and what doctor says.
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "framework/base/array.h"
#include "framework/machine/checkup.h"
#include "framework/machine/cpu_facts.h"
#include "framework/machine/cpu_list.h"
#include "framework/machine/cpus.h"
#include "tests/framework/machine/fake_tree.h"
#include "tests/framework/machine/symptom_of.h"

#define CPU "sys/devices/system/cpu/"

static char *root;

static void make_tree(void)
{
    root = fake_tree_new();
}

static void remove_tree(void)
{
    fake_tree_free(root);
}

TestSuite(odd_machines, .init = make_tree, .fini = remove_tree);

static void write_file(const char *path, const char *text)
{
    fake_tree_write(root, path, text, -1);
}

static struct checkup *look(void)
{
    struct checkup *checkup = checkup_begin(root);
    checkup_end(checkup);
    return checkup;
}

// The CPU at a place of the ranking.
static const struct cpu_facts *ranked(const struct checkup *checkup, guint place)
{
    cr_assert(place < checkup->cpus->len, "%u CPUs", checkup->cpus->len);
    return &g_array_index(checkup->cpus, struct cpu_facts, place);
}

static void expect_severity(const struct checkup *checkup, const char *name, enum severity severity,
                            const char *words)
{
    const struct symptom *symptom = symptom_of(checkup, name);
    cr_expect(symptom->severity == severity, "%s is %s: %s", name, severity_word(symptom->severity),
              symptom->finding);
    cr_expect(words == NULL || strstr(symptom->finding, words) != NULL ||
                  (symptom->fix != NULL && strstr(symptom->fix, words) != NULL),
              "%s: %s", name, symptom->finding);
}

// 4 fast cores of two threads, CPUs 0 to 7, and 8 slow ones of one thread.
static void make_hybrid(void)
{
    write_file(CPU "online", "0-15\n");
    write_file(CPU "possible", "0-15\n");
    fake_tree_add_cpus(root,
                       &(struct fake_cpus){.n = 8, .threads = 2, .max_khz = 5200000, .all = 16});
    fake_tree_add_cpus(
        root, &(struct fake_cpus){.first = 8, .n = 8, .threads = 1, .max_khz = 3900000, .all = 16});
}

Test(odd_machines, a_hybrid_cpu_measures_on_its_fast_cores)
{
    make_hybrid();
    g_autoptr(Checkup) checkup = look();
    cr_expect(checkup->machine->logical_cpus == 16 && checkup->machine->cores == 12);
    // The core of CPU 0 serves interrupts, but is still a fast one.
    static const unsigned expected[] = {2, 3, 4, 5, 6, 7, 1, 0, 8, 9, 10, 11, 12, 13, 14, 15};
    for (guint i = 0; i < G_N_ELEMENTS(expected); i++)
        cr_expect(ranked(checkup, i)->cpu == expected[i], "CPU %u is at %u",
                  ranked(checkup, i)->cpu, i);
    expect_severity(checkup, "smt", SEVERITY_HINT, "CPU 2, which would be measured on, shares");
}

Test(odd_machines, a_busy_fast_core_is_better_than_a_slow_one_that_is_idle)
{
    make_hybrid();
    GString *before = g_string_new("cpu 0\n"), *after = g_string_new("cpu 0\n");
    for (unsigned cpu = 0; cpu < 16; cpu++) {
        g_string_append_printf(before, "cpu%u 0 0 0 0 0 0 0 0\n", cpu);
        g_string_append_printf(after, "cpu%u %u 0 0 10 0 0 0 0\n", cpu, cpu < 8 ? 90 : 0);
    }
    write_file("proc/stat", before->str);
    g_autoptr(Checkup) checkup = checkup_begin(root);
    write_file("proc/stat", after->str);
    checkup_end(checkup);
    cr_expect(ranked(checkup, 0)->cpu == 2 && ranked(checkup, 0)->busy_ratio == 0.9);
    cr_expect(ranked(checkup, 8)->cpu == 8 && ranked(checkup, 8)->busy_ratio == 0);
    g_string_free(before, TRUE);
    g_string_free(after, TRUE);
}

Test(odd_machines, three_kinds_of_arm_cores_are_ranked_by_their_capacity)
{
    write_file(CPU "online", "0-7\n");
    write_file(CPU "possible", "0-7\n");
    fake_tree_add_cpus(root, &(struct fake_cpus){.n = 4, .threads = 1, .capacity = 160, .all = 8});
    fake_tree_add_cpus(
        root, &(struct fake_cpus){.first = 4, .n = 3, .threads = 1, .capacity = 498, .all = 8});
    fake_tree_add_cpus(
        root, &(struct fake_cpus){.first = 7, .n = 1, .threads = 1, .capacity = 1024, .all = 8});
    write_file("proc/cpuinfo", "CPU implementer : 0x41\nCPU part : 0xd44\n");
    g_autoptr(Checkup) checkup = look();
    static const unsigned expected[] = {7, 4, 5, 6, 1, 2, 3, 0};
    for (guint i = 0; i < G_N_ELEMENTS(expected); i++)
        cr_expect(ranked(checkup, i)->cpu == expected[i], "CPU %u is at %u",
                  ranked(checkup, i)->cpu, i);
    cr_expect(ranked(checkup, 0)->capacity > ranked(checkup, 1)->capacity);
    cr_expect(ranked(checkup, 1)->capacity > ranked(checkup, 4)->capacity);
    expect_severity(checkup, "smt", SEVERITY_FINE, NULL);
}

Test(odd_machines, isolated_cpus_are_measured_on_the_fast_ones_first)
{
    make_hybrid();
    write_file(CPU "isolated", "6-7,15\n");
    write_file(CPU "nohz_full", "6-7,15\n");
    g_autoptr(Checkup) checkup = look();
    cr_expect(ranked(checkup, 0)->cpu == 6 && ranked(checkup, 0)->is_isolated);
    cr_expect(ranked(checkup, 1)->cpu == 7 && ranked(checkup, 2)->cpu == 15);
    cr_expect(ranked(checkup, 3)->cpu == 2 && !ranked(checkup, 3)->is_isolated);
    expect_severity(checkup, "isolation", SEVERITY_FINE, NULL);
}

Test(odd_machines, cpus_that_are_off_are_not_measured_on)
{
    write_file(CPU "online", "0,2\n");
    write_file(CPU "possible", "0-3\n");
    write_file(CPU "offline", "1,3\n");
    write_file(CPU "isolated", "\n");
    fake_tree_add_cpus(root, &(struct fake_cpus){.n = 1, .threads = 1, .all = 4});
    fake_tree_add_cpus(root, &(struct fake_cpus){.first = 2, .n = 1, .threads = 1, .all = 4});
    // The kernel leaves these of a CPU that is off.
    fake_tree_write_cpu(root, 1, "online", "0\n");
    fake_tree_write_cpu(root, 3, "online", "0\n");
    g_autoptr(Checkup) checkup = look();
    cr_expect(checkup->cpus->len == 2 && ranked(checkup, 0)->cpu == 2);
    cr_expect(checkup->machine->logical_cpus == 2 && checkup->machine->cores == 2);
    expect_severity(checkup, "smt", SEVERITY_FINE, NULL);
    expect_severity(checkup, "isolation", SEVERITY_HINT, NULL);
}

// One more than glibc's sets have room for.
Test(odd_machines, more_than_1024_cpus_are_all_known)
{
    enum { N = 1088, SOCKETS = 2 };
    GString *stats[2] = {g_string_new("cpu 0\n"), g_string_new("cpu 0\n")};
    write_file(CPU "online", "0-1087\n");
    write_file(CPU "possible", "0-1087\n");
    write_file(CPU "isolated", "1086-1087\n");
    write_file("sys/devices/system/node/online", "0-1\n");
    for (unsigned i = 0; i < SOCKETS; i++)
        fake_tree_add_cpus(
            root, &(struct fake_cpus){
                      .first = N / SOCKETS * i, .n = N / SOCKETS, .threads = 2, .package = i});
    for (unsigned cpu = 0; cpu < N; cpu++) {
        g_string_append_printf(stats[0], "cpu%u 0 0 0 0 0 0 0 0\n", cpu);
        g_string_append_printf(stats[1], "cpu%u %u 0 0 10 0 0 0 0\n", cpu, cpu == 1086 ? 90 : 0);
    }
    write_file("proc/stat", stats[0]->str);
    g_autoptr(Checkup) checkup = checkup_begin(root);
    write_file("proc/stat", stats[1]->str);
    checkup_end(checkup);
    cr_expect(checkup->machine->logical_cpus == N && checkup->machine->cores == N / 2);
    cr_expect(checkup->machine->sockets == SOCKETS && checkup->cpus->len == N);
    cr_expect(ranked(checkup, 0)->cpu == 1087, "the other isolated one is busy");
    cr_expect(ranked(checkup, 0)->n_siblings == 1 && ranked(checkup, 0)->siblings[0] == 1086);
    cr_expect(ranked(checkup, 1)->cpu == 1086 && ranked(checkup, 1)->busy_ratio == 0.9);
    cr_expect(ranked(checkup, 2)->cpu == 2 && ranked(checkup, N - 1)->cpu == 0);
    expect_severity(checkup, "numa", SEVERITY_HINT, "2 NUMA nodes");
    g_string_free(stats[0], TRUE);
    g_string_free(stats[1], TRUE);
}

Test(odd_machines, without_sys_what_proc_says_is_known)
{
    write_file("proc/cpuinfo", "processor : 0\n\nprocessor : 1\n");
    write_file("proc/meminfo", "MemTotal: 4000000 kB\n");
    write_file("proc/loadavg", "0.1 0.1 0.1 1/100 1\n");
    write_file("proc/self/cgroup", "0::/\n");
    write_file("proc/sys/kernel/perf_event_paranoid", "2\n");
    g_autoptr(Checkup) checkup = look();
    cr_expect(checkup->cpus->len == 0 && checkup->machine->logical_cpus == 0);
    cr_expect(checkup->machine->cpu == NULL && strlen(checkup->machine->id) == 16);
    cr_expect(checkup->machine->memory_bytes == UINT64_C(4000000) * 1024);
    static const char *const unknown[] = {"governor", "turbo",     "smt",         "cpus",
                                          "load",     "isolation", "huge-pages",  "numa",
                                          "quota",    "guest",     "clocksource", "battery"};
    for (size_t i = 0; i < G_N_ELEMENTS(unknown); i++)
        expect_severity(checkup, unknown[i], SEVERITY_UNKNOWN, "not known");
    expect_severity(checkup, "perf-events", SEVERITY_HINT, "perf_event_paranoid=1");
}

// The quota of the container, in version 2 and 1, and a part of its CPUs.
Test(odd_machines, a_container_may_use_a_part_of_the_cpus)
{
    make_hybrid();
    write_file("proc/self/cgroup", "0::/docker/a\n");
    write_file("sys/fs/cgroup/docker/a/cpu.max", "250000 100000\n");
    write_file("sys/fs/cgroup/docker/a/cpuset.cpus.effective", "8-9,12\n");
    g_autoptr(Checkup) checkup = look();
    expect_severity(checkup, "quota", SEVERITY_HINT, "2.5 CPUs");
    // Here the kernel limits the affinity to these.
    g_autoptr(GArray) allowed = cpu_list_parse("8-9,12");
    g_autoptr(GArray) cpus = cpus_read_at(root, allowed);
    cpus_rank(elements_of(cpus, struct cpu_facts), cpus->len);
    cr_expect(cpus->len == 3 && g_array_index(cpus, struct cpu_facts, 0).cpu == 8);
}
