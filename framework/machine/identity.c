// SPDX-License-Identifier: MIT
#include "framework/machine/identity.h"

#if defined __x86_64__ || defined __i386__
#include <libcpuid/libcpuid.h>

#include "framework/machine/sysfile.h"

static const char *const hypervisor_names[NUM_HYPERVISOR_VENDORS] = {
    [HYPERVISOR_BHYVE] = "bhyve",   [HYPERVISOR_HYPERV] = "Hyper-V",
    [HYPERVISOR_KVM] = "KVM",       [HYPERVISOR_PARALLELS] = "Parallels",
    [HYPERVISOR_QEMU] = "QEMU",     [HYPERVISOR_VIRTUALBOX] = "VirtualBox",
    [HYPERVISOR_VMWARE] = "VMware", [HYPERVISOR_XEN] = "Xen",
};

static char **list_features(const struct cpu_id_t *cpu)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    for (int i = 0; i < NUM_CPU_FEATURES; i++) {
        if (cpu->flags[i])
            g_strv_builder_add(builder, cpu_feature_str((cpu_feature_t)i));
    }
    return g_strv_builder_end(builder);
}

static void fill_hypervisor(struct machine *machine, struct cpu_raw_data_t *raw,
                            struct cpu_id_t *cpu)
{
    hypervisor_vendor_t vendor = cpuid_get_hypervisor(raw, cpu);
    bool is_known = vendor > HYPERVISOR_NONE && vendor < NUM_HYPERVISOR_VENDORS;
    if (!machine->hypervisor && is_known)
        machine->hypervisor = g_strdup(hypervisor_names[vendor]);
    if (machine->virtualised == TRISTATE_UNKNOWN)
        machine->virtualised = cpu->flags[CPU_FEATURE_HYPERVISOR] ? TRISTATE_YES : TRISTATE_NO;
}

void identity_fill(struct machine *machine)
{
    struct cpu_raw_data_t raw;
    struct cpu_id_t cpu;
    if (!cpuid_present() || cpuid_get_raw_data(&raw) != 0 || cpu_identify(&raw, &cpu) != 0)
        return;
    if (!machine->cpu)
        machine->cpu = sysfile_clean(cpu.brand_str, -1);
    if (!machine->vendor)
        machine->vendor = sysfile_clean(cpu.vendor_str, -1);
    if (!machine->features)
        machine->features = list_features(&cpu);
    if (machine->family == 0 && cpu.ext_family > 0) {
        machine->family = (unsigned)cpu.ext_family;
        machine->model = (unsigned)MAX(cpu.ext_model, 0);
        machine->stepping = (unsigned)MAX(cpu.stepping, 0);
    }
    fill_hypervisor(machine, &raw, &cpu);
}

#else
void identity_fill(struct machine *machine)
{
    (void)machine;
}
#endif
