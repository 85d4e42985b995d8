// SPDX-License-Identifier: MIT
#include "framework/machine/cpu_names.h"

#include <glib.h>

struct model_range {
    unsigned family, first, last;
    const char *name;
};

// Linux, arch/x86/kernel/cpu/amd.c, bsp_init_amd(). libcpuid 0.6 calls Genoa "Milan".
static const struct model_range amd_models[] = {
    {0x17, 0x00, 0x2f, "Zen"},   {0x17, 0x50, 0x5f, "Zen"},   {0x17, 0x30, 0x4f, "Zen 2"},
    {0x17, 0x60, 0x7f, "Zen 2"}, {0x17, 0x90, 0x91, "Zen 2"}, {0x17, 0xa0, 0xaf, "Zen 2"},
    {0x19, 0x00, 0x0f, "Zen 3"}, {0x19, 0x20, 0x5f, "Zen 3"}, {0x19, 0x10, 0x1f, "Zen 4"},
    {0x19, 0x60, 0xaf, "Zen 4"}, {0x1a, 0x00, 0x2f, "Zen 5"}, {0x1a, 0x40, 0x4f, "Zen 5"},
    {0x1a, 0x60, 0x7f, "Zen 5"},
};

const char *cpu_names_microarchitecture(const char *vendor, unsigned family, unsigned model)
{
    if (g_strcmp0(vendor, "AuthenticAMD") != 0)
        return NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(amd_models); i++) {
        const struct model_range *m = &amd_models[i];
        if (m->family == family && m->first <= model && model <= m->last)
            return m->name;
    }
    return NULL;
}

// Both tables: Linux, arch/arm64/include/asm/cputype.h.
static const struct {
    unsigned implementer;
    const char *name;
} arm_vendors[] = {
    {0x41, "ARM"},       {0x42, "Broadcom"}, {0x43, "Cavium"},    {0x46, "Fujitsu"},
    {0x48, "HiSilicon"}, {0x4e, "NVIDIA"},   {0x50, "APM"},       {0x51, "Qualcomm"},
    {0x53, "Samsung"},   {0x61, "Apple"},    {0x6d, "Microsoft"}, {0xc0, "Ampere"},
};

static const struct {
    unsigned implementer, part;
    const char *name;
} arm_parts[] = {
    {0x41, 0xd03, "Cortex-A53"},  {0x41, 0xd05, "Cortex-A55"},  {0x41, 0xd07, "Cortex-A57"},
    {0x41, 0xd08, "Cortex-A72"},  {0x41, 0xd09, "Cortex-A73"},  {0x41, 0xd0a, "Cortex-A75"},
    {0x41, 0xd0b, "Cortex-A76"},  {0x41, 0xd0c, "Neoverse N1"}, {0x41, 0xd0d, "Cortex-A77"},
    {0x41, 0xd40, "Neoverse V1"}, {0x41, 0xd41, "Cortex-A78"},  {0x41, 0xd44, "Cortex-X1"},
    {0x41, 0xd46, "Cortex-A510"}, {0x41, 0xd47, "Cortex-A710"}, {0x41, 0xd48, "Cortex-X2"},
    {0x41, 0xd49, "Neoverse N2"}, {0x41, 0xd4f, "Neoverse V2"}, {0xc0, 0xac3, "Ampere-1"},
};

const char *cpu_names_arm_vendor(unsigned implementer)
{
    for (size_t i = 0; i < G_N_ELEMENTS(arm_vendors); i++) {
        if (arm_vendors[i].implementer == implementer)
            return arm_vendors[i].name;
    }
    return NULL;
}

const char *cpu_names_arm_part(unsigned implementer, unsigned part)
{
    for (size_t i = 0; i < G_N_ELEMENTS(arm_parts); i++) {
        if (arm_parts[i].implementer == implementer && arm_parts[i].part == part)
            return arm_parts[i].name;
    }
    return NULL;
}
