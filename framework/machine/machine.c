// SPDX-License-Identifier: MIT
#include "framework/machine/machine.h"

bool machine_has_feature(const struct machine *machine, const char *feature)
{
    return machine->features && g_strv_contains((const char *const *)machine->features, feature);
}

void machine_free(struct machine *machine)
{
    if (!machine)
        return;
    const char *texts[] = {
        machine->id,          machine->cpu,        machine->vendor,   machine->microarchitecture,
        machine->arch,        machine->kernel,     machine->os,       machine->libc,
        machine->clocksource, machine->hypervisor, machine->governor, machine->turbo_file};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free((char *)texts[i]);
    g_strfreev(machine->features);
    g_free(machine->caches);
    g_free(machine);
}
