// SPDX-License-Identifier: MIT
#include "framework/machine/machine.h"

#include <string.h>

bool machine_has_feature(const struct machine *machine, const char *feature)
{
    return machine->features && g_strv_contains((const char *const *)machine->features, feature);
}

enum { TEXTS = 12 };

static void list_texts(struct machine *machine, const char **texts[TEXTS])
{
    const char **all[TEXTS] = {&machine->id,          &machine->cpu,
                               &machine->vendor,      &machine->microarchitecture,
                               &machine->arch,        &machine->kernel,
                               &machine->os,          &machine->libc,
                               &machine->clocksource, &machine->hypervisor,
                               &machine->governor,    &machine->turbo_file};
    memcpy(texts, all, sizeof all);
}

struct machine *machine_copy(const struct machine *machine)
{
    const char **texts[TEXTS];
    struct machine *copy = g_memdup2(machine, sizeof *machine);
    list_texts(copy, texts);
    for (size_t i = 0; i < TEXTS; i++)
        *texts[i] = g_strdup(*texts[i]);
    copy->features = g_strdupv(machine->features);
    copy->caches = g_memdup2(machine->caches, machine->n_caches * sizeof *machine->caches);
    return copy;
}

void machine_free(struct machine *machine)
{
    if (!machine)
        return;
    const char **texts[TEXTS];
    list_texts(machine, texts);
    for (size_t i = 0; i < TEXTS; i++)
        g_free((char *)*texts[i]);
    g_strfreev(machine->features);
    g_free(machine->caches);
    g_free(machine);
}
