// SPDX-License-Identifier: MIT
#include "framework/machine/cpuinfo.h"

#include <criterion/criterion.h>

#include "framework/machine/cpu_names.h"

static struct machine *parse(const char *text)
{
    struct machine *machine = g_new0(struct machine, 1);
    cpuinfo_parse(text, machine);
    return machine;
}

Test(cpuinfo, reads_the_first_cpu_of_x86)
{
    g_autoptr(Machine) m = parse("processor\t: 0\nvendor_id\t: AuthenticAMD\ncpu family\t: 25\n"
                                 "model\t\t: 17\nmodel name\t: AMD EPYC\nstepping\t: 1\n"
                                 "flags\t\t: fpu tsc  avx2 hypervisor\npower management:\n\n"
                                 "processor\t: 1\nmodel name\t: another\n");
    cr_assert_str_eq(m->cpu, "AMD EPYC");
    cr_assert_str_eq(m->vendor, "AuthenticAMD");
    cr_assert(m->family == 25 && m->model == 17 && m->stepping == 1);
    cr_assert(g_strv_length(m->features) == 4);
    cr_assert(machine_has_feature(m, "avx2") && !machine_has_feature(m, "avx"));
    cr_assert(m->virtualised == TRISTATE_YES);
}

Test(cpuinfo, takes_x86_without_the_hypervisor_flag_for_bare_metal)
{
    g_autoptr(Machine) m = parse("cpu family : 6\nflags : fpu tsc\n");
    cr_assert(m->virtualised == TRISTATE_NO);
}

Test(cpuinfo, names_an_arm_by_its_part)
{
    g_autoptr(Machine) m =
        parse("processor\t: 0\nFeatures\t: fp asimd sve\nCPU implementer\t: 0x41\n"
              "CPU architecture: 8\nCPU variant\t: 0x1\nCPU part\t: 0xd40\n"
              "CPU revision\t: 2\n");
    cr_assert_str_eq(m->cpu, "ARM Neoverse V1");
    cr_assert_str_eq(m->vendor, "ARM");
    cr_assert(m->family == 8 && m->model == 0xd40 && m->stepping == 0x12);
    cr_assert(machine_has_feature(m, "sve"));
    cr_assert(m->virtualised == TRISTATE_UNKNOWN);
}

Test(cpuinfo, gives_the_numbers_of_an_arm_it_does_not_know)
{
    g_autoptr(Machine) m = parse("CPU implementer : 0x99\nCPU part : 0x123\n");
    cr_assert_str_eq(m->cpu, "0x99 part 0x123");
}

Test(cpuinfo, reads_power_and_riscv)
{
    g_autoptr(Machine) power = parse("processor : 0\ncpu : POWER9, altivec supported\n");
    cr_assert_str_eq(power->cpu, "POWER9, altivec supported");
    g_autoptr(Machine) riscv = parse("hart : 0\nisa : rv64imafdc\nuarch : sifive,u74-mc\n");
    cr_assert_str_eq(riscv->cpu, "sifive,u74-mc");
    cr_assert(machine_has_feature(riscv, "rv64imafdc"));
}

Test(cpuinfo, leaves_alone_what_is_set)
{
    g_autoptr(Machine) m = g_new0(struct machine, 1);
    m->cpu = g_strdup("mine");
    cpuinfo_parse("model name : theirs\n", m);
    cr_assert_str_eq(m->cpu, "mine");
}

Test(cpuinfo, survives_noise)
{
    static const char *const texts[] = {"",
                                        ":",
                                        "\n\n:\n",
                                        "model name",
                                        "model name:",
                                        "flags:   ",
                                        "cpu family : 99999999999999999999\n",
                                        "model name :\t\x1b[2J"};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(Machine) m = parse(texts[i]);
        cr_assert(m->family == 0);
        cr_assert(!m->cpu || g_str_equal(m->cpu, "[2J"));
    }
}

Test(cpuinfo, bounds_what_it_keeps)
{
    g_autoptr(GString) text = g_string_new("flags :");
    for (int i = 0; i < 100000; i++)
        g_string_append_printf(text, " f%d", i);
    g_string_append(text, "\nmodel name : ");
    for (int i = 0; i < 100000; i++)
        g_string_append(text, "long");
    g_autoptr(Machine) m = parse(text->str);
    cr_assert(g_strv_length(m->features) == 1024);
    cr_assert(strlen(m->cpu) < 256);
}

// Genoa is model 17, which libcpuid 0.6 calls Milan.
Test(cpu_names, knows_zen_by_its_numbers)
{
    cr_assert_str_eq(cpu_names_microarchitecture("AuthenticAMD", 25, 17), "Zen 4");
    cr_assert_str_eq(cpu_names_microarchitecture("AuthenticAMD", 25, 1), "Zen 3");
    cr_assert_str_eq(cpu_names_microarchitecture("AuthenticAMD", 23, 49), "Zen 2");
    cr_assert_null(cpu_names_microarchitecture("AuthenticAMD", 25, 200));
    cr_assert_null(cpu_names_microarchitecture("GenuineIntel", 25, 17));
    cr_assert_null(cpu_names_microarchitecture(NULL, 25, 17));
}
