// SPDX-License-Identifier: MIT
#include "framework/machine/headline.h"

#include <criterion/criterion.h>
#include <math.h>

static void assert_headline(const struct machine *machine, const char *expected)
{
    g_autofree char *text = headline_format(machine);
    cr_assert_str_eq(text, expected);
}

Test(headline, tells_what_matters_in_two_lines)
{
    struct cache caches[] = {{1, CACHE_DATA, 32 << 10, 1, 2},
                             {1, CACHE_INSTRUCTION, 32 << 10, 1, 2},
                             {2, CACHE_UNIFIED, 1 << 20, 1, 2},
                             {3, CACHE_UNIFIED, 32 << 20, 2, 1}};
    struct machine machine = {.cpu = "AMD EPYC",
                              .microarchitecture = "Zen 4",
                              .sockets = 1,
                              .cores = 2,
                              .logical_cpus = 2,
                              .caches = caches,
                              .n_caches = 4,
                              .virtualised = TRISTATE_YES,
                              .hypervisor = "KVM",
                              .kernel = "6.1.0-13-amd64",
                              .load1 = 0.18};
    assert_headline(&machine, "AMD EPYC (Zen 4), 2 cores, 2 CPUs, KVM guest\n"
                              "L1d 32 KiB, L2 1 MiB, L3 32 MiB; Linux 6.1; governor unknown; "
                              "load 0.2");
}

Test(headline, drops_the_noise_in_a_brand)
{
    struct machine intel = {.cpu = "Intel(R) Xeon(R) CPU E5-2690 v4 @ 2.60GHz", .load1 = NAN};
    assert_headline(&intel, "Intel Xeon E5-2690 v4\nLinux unknown; governor unknown");
    struct machine amd = {.cpu = "AMD Ryzen 9 5950X 16-Core Processor", .load1 = NAN};
    assert_headline(&amd, "AMD Ryzen 9 5950X\nLinux unknown; governor unknown");
}

Test(headline, knows_nothing_of_an_empty_machine_and_says_so)
{
    struct machine machine = {.load1 = NAN};
    assert_headline(&machine, "unknown CPU\nLinux unknown; governor unknown");
}

Test(headline, keeps_to_80_columns)
{
    g_autofree char *brand = g_strnfill(200, 'x');
    g_autofree char *wide = g_strdup("\xe8\xae\xa1\xe7\xae\x97\xe6\x9c\xba"); // 3 wide characters
    g_autofree char *governor = g_strnfill(70, 'g');
    struct machine machine = {.cpu = brand, .cores = 4, .governor = governor, .kernel = "6.1"};
    g_autofree char *text = headline_format(&machine);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    cr_assert(g_strv_length(lines) == 2);
    cr_assert(strlen(lines[0]) == 80);
    cr_assert_str_eq(lines[1], "Linux 6.1; load 0.0");
    machine.cpu = wide;
    for (int i = 0; i < 6; i++) {
        char *doubled = g_strconcat(wide, wide, NULL);
        g_autofree char *wider = headline_format(&(struct machine){.cpu = doubled});
        cr_assert(g_utf8_strchr(wider, -1, '\n') - wider <= 40 * 3);
        g_free(wide);
        wide = doubled;
    }
}
