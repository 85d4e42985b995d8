// SPDX-License-Identifier: MIT
#include "framework/machine/detect.h"
#include "framework/machine/machine.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "tests/framework/machine/fake_tree.h"

static char *root;

static void make_root(void)
{
    root = fake_tree_new_small();
    fake_tree_write(root, "proc/cpuinfo",
                    "processor : 0\nvendor_id : AuthenticAMD\ncpu family : 25\nmodel : 17\n"
                    "model name : AMD EPYC\nstepping : 1\nflags : tsc avx2 hypervisor\n",
                    -1);
    fake_tree_write(root, "proc/meminfo", "MemTotal:        8000000 kB\nMemFree: 1 kB\n", -1);
    fake_tree_write(root, "proc/loadavg", "0.25 0.17 0.07 2/83 4210\n", -1);
    fake_tree_write(root, "proc/sys/kernel/osrelease", "6.1.0-13-amd64\n", -1);
    fake_tree_write(root, "proc/sys/kernel/arch", "x86_64\n", -1);
    fake_tree_write(root, "proc/sys/kernel/randomize_va_space", "2\n", -1);
    fake_tree_write(root, "etc/os-release", "ID=debian\nPRETTY_NAME=\"Debian 12\"\n", -1);
    fake_tree_write(root, "etc/machine-id", "0123456789abcdef0123456789abcdef\n", -1);
    fake_tree_write(root, "sys/class/dmi/id/product_name", "KVM Virtual Machine\n", -1);
    fake_tree_write(root, "sys/devices/system/clocksource/clocksource0/current_clocksource",
                    "tsc\n", -1);
}

static void remove_root(void)
{
    fake_tree_free(root);
}

TestSuite(machine, .init = make_root, .fini = remove_root);

Test(machine, is_described_by_the_kernels_files)
{
    g_autoptr(Machine) m = machine_detect_at(root);
    cr_assert_str_eq(m->cpu, "AMD EPYC");
    cr_assert_str_eq(m->microarchitecture, "Zen 4");
    cr_assert_str_eq(m->arch, "x86_64");
    cr_assert_str_eq(m->kernel, "6.1.0-13-amd64");
    cr_assert_str_eq(m->os, "Debian 12");
    cr_assert_str_eq(m->clocksource, "tsc");
    cr_assert_str_eq(m->hypervisor, "KVM");
    cr_assert(m->virtualised == TRISTATE_YES && m->aslr == TRISTATE_YES);
    cr_assert(m->memory_bytes == UINT64_C(8000000) * 1024);
    cr_assert(m->load1 == 0.25);
}

Test(machine, has_the_topology_of_its_files)
{
    g_autoptr(Machine) m = machine_detect_at(root);
    cr_assert(m->sockets == 1 && m->cores == 2 && m->logical_cpus == 4);
    cr_assert(m->smt == TRISTATE_YES);
    cr_assert(m->n_caches == 3);
    cr_assert(m->caches[0].kind == CACHE_DATA && m->caches[0].size_bytes == 32 << 10);
    cr_assert(m->caches[1].kind == CACHE_INSTRUCTION && m->caches[1].count == 2);
    cr_assert(m->caches[2].level == 2 && m->caches[2].shared_by == 4);
}

Test(machine, is_unknown_where_there_are_no_files)
{
    g_autoptr(Machine) m = machine_detect_at("/nonexistent");
    cr_assert(strlen(m->id) == 16);
    cr_assert(!m->cpu && !m->arch && !m->kernel && !m->governor && !m->hypervisor && !m->features);
    cr_assert(m->logical_cpus == 0 && m->n_caches == 0 && m->tsc_hz == 0 && m->memory_bytes == 0);
    cr_assert(m->turbo == TRISTATE_UNKNOWN && m->smt == TRISTATE_UNKNOWN);
    cr_assert(m->aslr == TRISTATE_UNKNOWN && m->on_battery == TRISTATE_UNKNOWN);
    cr_assert(m->virtualised == TRISTATE_UNKNOWN && isnan(m->load1));
}

// Whether the id changes when one file does.
static bool changes_id(const char *path, const char *text)
{
    g_autoptr(Machine) before = machine_detect_at(root);
    fake_tree_write(root, path, text, -1);
    g_autoptr(Machine) after = machine_detect_at(root);
    return strcmp(before->id, after->id) != 0;
}

Test(machine, keeps_its_id_over_a_new_kernel_and_other_work)
{
    cr_assert(!changes_id("proc/sys/kernel/osrelease", "6.2.0\n"));
    cr_assert(!changes_id("proc/loadavg", "3.0 3.0 3.0 1/1 1\n"));
    cr_assert(!changes_id("proc/meminfo", "MemTotal: 8000400 kB\n"));
}

Test(machine, has_another_id_with_other_hardware_or_another_host)
{
    cr_assert(changes_id("etc/machine-id", "another\n"));
    cr_assert(changes_id("proc/meminfo", "MemTotal: 16000000 kB\n"));
    cr_assert(changes_id("proc/cpuinfo", "model name : other\n"));
}

Test(machine, falls_back_on_the_name_of_the_host)
{
    fake_tree_write(root, "etc/machine-id", "uninitialized\n", -1);
    cr_assert(changes_id("proc/sys/kernel/hostname", "one\n"));
    cr_assert(changes_id("proc/sys/kernel/hostname", "two\n"));
}

Test(machine, knows_the_governor_and_whether_cpus_agree)
{
    for (unsigned cpu = 0; cpu < 4; cpu++)
        fake_tree_write_cpu(root, cpu, "cpufreq/scaling_governor", "powersave\n");
    g_autoptr(Machine) same = machine_detect_at(root);
    cr_assert_str_eq(same->governor, "powersave");
    fake_tree_write_cpu(root, 3, "cpufreq/scaling_governor", "performance\n");
    g_autoptr(Machine) mixed = machine_detect_at(root);
    cr_assert_str_eq(mixed->governor, "mixed");
}

Test(machine, reads_the_turbo_switch_of_each_driver)
{
    fake_tree_write(root, "sys/devices/system/cpu/cpufreq/boost", "1\n", -1);
    g_autoptr(Machine) boost = machine_detect_at(root);
    cr_assert(boost->turbo == TRISTATE_YES);
    fake_tree_write(root, "sys/devices/system/cpu/intel_pstate/no_turbo", "1\n", -1);
    g_autoptr(Machine) intel = machine_detect_at(root);
    cr_assert(intel->turbo == TRISTATE_NO);
    cr_assert_str_eq(intel->turbo_file, "/sys/devices/system/cpu/intel_pstate/no_turbo");
}

Test(machine, believes_the_kernel_about_smt_and_aslr)
{
    fake_tree_write(root, "sys/devices/system/cpu/smt/active", "0\n", -1);
    fake_tree_write(root, "proc/sys/kernel/randomize_va_space", "0\n", -1);
    g_autoptr(Machine) m = machine_detect_at(root);
    cr_assert(m->smt == TRISTATE_NO && m->aslr == TRISTATE_NO);
}

Test(machine, sees_the_battery_but_not_that_of_the_mouse)
{
    fake_tree_write(root, "sys/class/power_supply/mouse/type", "Battery\n", -1);
    fake_tree_write(root, "sys/class/power_supply/mouse/scope", "Device\n", -1);
    fake_tree_write(root, "sys/class/power_supply/mouse/status", "Discharging\n", -1);
    g_autoptr(Machine) none = machine_detect_at(root);
    cr_assert(none->on_battery == TRISTATE_UNKNOWN);
    fake_tree_write(root, "sys/class/power_supply/AC/type", "Mains\n", -1);
    g_autoptr(Machine) mains = machine_detect_at(root);
    cr_assert(mains->on_battery == TRISTATE_NO);
    fake_tree_write(root, "sys/class/power_supply/BAT0/type", "Battery\n", -1);
    fake_tree_write(root, "sys/class/power_supply/BAT0/status", "Discharging\n", -1);
    g_autoptr(Machine) battery = machine_detect_at(root);
    cr_assert(battery->on_battery == TRISTATE_YES);
}

static const char *const all_files[] = {
    "proc/cpuinfo",
    "proc/meminfo",
    "proc/loadavg",
    "proc/sys/kernel/osrelease",
    "proc/sys/kernel/arch",
    "proc/sys/kernel/randomize_va_space",
    "proc/sys/kernel/hostname",
    "etc/os-release",
    "etc/machine-id",
    "sys/class/dmi/id/product_name",
    "sys/hypervisor/type",
    "sys/class/power_supply/BAT0/type",
    "sys/class/power_supply/BAT0/status",
    "sys/devices/system/clocksource/clocksource0/current_clocksource",
    "sys/devices/system/cpu/online",
    "sys/devices/system/cpu/smt/active",
    "sys/devices/system/cpu/cpufreq/boost",
    "sys/devices/system/cpu/intel_pstate/no_turbo",
    "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor",
    "sys/devices/system/cpu/cpu1/topology/core_cpus",
    "sys/devices/system/cpu/cpu1/cache/index0/size",
};

static void assert_is_sound(const char *contents, gssize length)
{
    for (size_t i = 0; i < G_N_ELEMENTS(all_files); i++)
        fake_tree_write(root, all_files[i], contents, length);
    g_autoptr(Machine) m = machine_detect_at(root);
    const char *texts[] = {m->cpu, m->vendor,      m->arch,       m->kernel,
                           m->os,  m->clocksource, m->hypervisor, m->governor};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        cr_assert(!texts[i] || g_utf8_validate_len(texts[i], strlen(texts[i]), NULL));
    cr_assert(strlen(m->id) == 16);
}

Test(machine, survives_files_that_are_empty_binary_or_huge)
{
    g_autofree char *noise = g_malloc(2 << 20);
    for (size_t i = 0; i < 2 << 20; i++)
        noise[i] = (char)(i * 2654435761u >> 13);
    assert_is_sound("", 0);
    assert_is_sound(noise, 1000);
    assert_is_sound(noise, 2 << 20);
    memset(noise, '9', 2 << 20);
    assert_is_sound(noise, 2 << 20);
    assert_is_sound("nan inf -1 0x\n", -1);
}

// The one test that looks at the real machine.
Test(machine, detects_this_one)
{
    g_autoptr(Machine) m = machine_detect();
    g_autoptr(Machine) again = machine_detect();
    cr_assert(m->logical_cpus >= 1 && m->cores <= m->logical_cpus &&
              m->sockets <= MAX(m->cores, 1));
    cr_assert_not_null(m->arch);
    cr_assert(strlen(m->id) == 16);
    cr_assert_str_eq(m->id, again->id);
    cr_assert(!(m->load1 < 0));
    for (size_t i = 0; i < m->n_caches; i++)
        cr_assert(m->caches[i].size_bytes > 0 && m->caches[i].shared_by >= 1);
}
