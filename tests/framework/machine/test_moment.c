// SPDX-License-Identifier: MIT
// What is found where files change between two looks.
#include "framework/machine/moment.h"

#include <criterion/criterion.h>
#include <string.h>

#include "framework/machine/checkup.h"
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

TestSuite(moment, .init = make_tree, .fini = remove_tree);

static void write_file(const char *path, const char *text)
{
    fake_tree_write(root, path, text, -1);
}

static bool has_words(const struct symptom *symptom, const char *words)
{
    return strstr(symptom->finding, words) != NULL ||
           (symptom->value != NULL && strstr(symptom->value, words) != NULL) ||
           (symptom->fix != NULL && strstr(symptom->fix, words) != NULL);
}

#define CPU "sys/devices/system/cpu/"
#define STAT_BEFORE "cpu  0\ncpu0 100 0 0 900 0 0 0 0\ncpu1 100 0 0 900 0 0 0 0\n"
#define STAT_AFTER "cpu  0\ncpu0 150 0 0 940 0 0 0 10\ncpu1 100 0 0 1000 0 0 0 0\n"

Test(moment, sees_what_happens_meanwhile)
{
    write_file("proc/stat", STAT_BEFORE);
    write_file("proc/self/cgroup", "0::/a\n");
    write_file("sys/fs/cgroup/a/cpu.stat", "usage_usec 1\nnr_throttled 4\n");
    write_file(CPU "cpu0/thermal_throttle/package_throttle_count", "7\n");
    g_autoptr(Checkup) checkup = checkup_begin(root);
    write_file("proc/stat", STAT_AFTER);
    write_file("sys/fs/cgroup/a/cpu.stat", "usage_usec 1\nnr_throttled 5\n");
    write_file(CPU "cpu0/thermal_throttle/package_throttle_count", "8\n");
    checkup_end(checkup);
    const struct symptom *steal = symptom_of(checkup, "steal");
    cr_expect(steal->severity == SEVERITY_SEVERE && has_words(steal, "took 5.0 % of the time"));
    cr_expect(has_words(steal, "10 of 200 ticks"));
    cr_expect(symptom_of(checkup, "throttling")->severity == SEVERITY_SEVERE);
    cr_expect(symptom_of(checkup, "thermal")->severity == SEVERITY_SEVERE);
}

Test(moment, finds_nothing_where_nothing_happens)
{
    write_file("proc/stat", STAT_BEFORE);
    g_autoptr(Checkup) checkup = checkup_begin(root);
    write_file("proc/stat", "cpu0 100 0 0 1000 0 0 0 0\ncpu1 100 0 0 1000 0 0 0 0\n");
    checkup_end(checkup);
    cr_expect(symptom_of(checkup, "steal")->severity == SEVERITY_FINE);
    cr_expect(symptom_of(checkup, "processes")->severity == SEVERITY_FINE);
}

static void write_process(unsigned pid, const char *name, unsigned ticks, unsigned began)
{
    g_autofree char *path = g_strdup_printf("proc/%u/stat", pid);
    g_autofree char *text = g_strdup_printf(
        "%u (%s) S 1 1 1 0 -1 0 0 0 0 0 %u 0 0 0 20 0 1 0 %u 0 0\n", pid, name, ticks, began);
    write_file(path, text);
}

Test(moment, names_the_busiest_processes_the_busiest_first)
{
    write_file("proc/stat", STAT_BEFORE);
    write_process(7, "small", 5, 1);
    write_process(8, "the (old) one) S 9", 100, 1);
    write_process(9, "ended", 100, 1);
    write_process(10, "idle", 100, 1);
    write_file("proc/11/stat", "\033[31m garbage");
    g_autoptr(Checkup) checkup = checkup_begin(root);
    write_file("proc/stat", STAT_AFTER);
    write_process(7, "small", 15, 1);
    write_process(8, "the (old) one) S 9", 140, 1);
    write_process(9, "new", 30, 2); // another process of that number
    checkup_end(checkup);
    const struct symptom *processes = symptom_of(checkup, "processes");
    cr_expect(processes->severity == SEVERITY_SEVERE);
    cr_expect_str_eq(processes->value, "the (old) one) S 9 (process 8) 40 %, new (process 9) 30 %, "
                                       "small (process 7) 10 %");
    cr_expect(has_words(processes, "80 % of a CPU"));
}

Test(moment, keeps_no_control_characters_of_a_process)
{
    write_file("proc/stat", STAT_BEFORE);
    write_process(7, "\033[2Jevil\n::error::", 0, 1);
    g_autoptr(Checkup) checkup = checkup_begin(root);
    write_file("proc/stat", STAT_AFTER);
    write_process(7, "\033[2Jevil\n::error::", 20, 1);
    checkup_end(checkup);
    const struct symptom *processes = symptom_of(checkup, "processes");
    cr_expect(processes->severity == SEVERITY_WARNING);
    cr_expect_str_eq(processes->value, "[2Jevil ::error:: (process 7) 20 %");
}
