// SPDX-License-Identifier: MIT
#include "reports/html/html_machine.h"

#include <math.h>

#include "reports/html/html_text.h"
#include "reports/words/units.h"

static void add_caches(GString *out, const struct machine *machine)
{
    static const char *const kinds[] = {"", " data", " instructions"};
    for (size_t i = 0; i < machine->n_caches; i++) {
        const struct cache *cache = &machine->caches[i];
        g_autofree char *size = units_bytes((double)cache->size_bytes);
        g_autofree char *name = g_strdup_printf("L%u cache%s", cache->level, kinds[cache->kind]);
        g_autofree char *text =
            g_strdup_printf("%u × %s, shared by %u", cache->count, size, cache->shared_by);
        html_fact(out, name, text);
    }
}

static const char *answer(enum tristate state)
{
    static const char *const words[] = {NULL, "no", "yes"};
    return words[state];
}

static void add_state(GString *out, const struct machine *machine)
{
    g_autofree char *load =
        isfinite(machine->load1) ? g_strdup_printf("%.1f", machine->load1) : NULL;
    html_fact(out, "Virtual machine",
              machine->virtualised == TRISTATE_YES && machine->hypervisor
                  ? machine->hypervisor
                  : answer(machine->virtualised));
    html_fact(out, "Frequency governor", machine->governor);
    html_fact(out, "Turbo", answer(machine->turbo));
    html_fact(out, "Simultaneous multithreading", answer(machine->smt));
    html_fact(out, "Address randomisation", answer(machine->aslr));
    html_fact(out, "On battery", answer(machine->on_battery));
    html_fact(out, "Load at the start", load);
}

void html_machine_facts(GString *out, const struct machine *machine)
{
    g_autofree char *sockets =
        machine->sockets > 1 ? g_strdup_printf("%u sockets, ", machine->sockets) : g_strdup("");
    g_autofree char *cpus = g_strdup_printf("%s%u cores, %u logical CPUs", sockets, machine->cores,
                                            machine->logical_cpus);
    g_autofree char *memory =
        machine->memory_bytes > 0 ? units_bytes((double)machine->memory_bytes) : NULL;
    g_string_append(out, "<dl class=\"facts\">\n");
    html_fact(out, "CPU", machine->cpu);
    html_fact(out, "Microarchitecture", machine->microarchitecture);
    html_fact(out, "Architecture", machine->arch);
    html_fact(out, "Topology", cpus);
    add_caches(out, machine);
    html_fact(out, "Memory", memory);
    html_fact(out, "Kernel", machine->kernel);
    html_fact(out, "Operating system", machine->os);
    html_fact(out, "C library", machine->libc);
    add_state(out, machine);
    html_fact(out, "Machine id", machine->id);
    g_string_append(out, "</dl>");
}
