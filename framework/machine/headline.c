// SPDX-License-Identifier: MIT
#include "framework/machine/headline.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "framework/base/text.h"

// Appends if it fits; a line that is empty takes as much of the text as fits.
static void add_part(GString *line, const char *separator, const char *part)
{
    if (line->len == 0)
        g_string_append_len(line, part, text_end(part, HEADLINE_COLUMNS) - part);
    else if (text_columns(line->str) + text_columns(separator) + text_columns(part) <=
             HEADLINE_COLUMNS)
        g_string_append_printf(line, "%s%s", separator, part);
}

// What makers add to a brand and no reader needs.
static char *shorten_brand(const char *brand)
{
    enum { MOST_BYTES = 200 }; // CPUs have at most 48; a file may have any number
    static const char *const noise[] = {"(R)", "(r)", "(TM)", "(tm)", " CPU", " Processor"};
    g_autoptr(GString) text = g_string_new_len(brand, (gssize)strnlen(brand, MOST_BYTES));
    char *frequency = strstr(text->str, " @ ");
    if (frequency)
        g_string_truncate(text, (gsize)(frequency - text->str));
    for (size_t i = 0; i < G_N_ELEMENTS(noise); i++)
        g_string_replace(text, noise[i], "", 0);
    g_autoptr(GRegex) cores = g_regex_new(" [0-9]+-Core\\b", 0, 0, NULL);
    g_autofree char *without = g_regex_replace_literal(cores, text->str, -1, 0, "", 0, NULL);
    if (without != NULL)
        g_string_assign(text, without);
    while (g_string_replace(text, "  ", " ", 0) > 0)
        ;
    return g_strdup(g_strstrip(text->str));
}

static char *format_cpu(const struct machine *machine)
{
    if (!machine->cpu && !machine->arch)
        return g_strdup("unknown CPU");
    if (!machine->cpu)
        return g_strdup_printf("unknown %s CPU", machine->arch);
    g_autofree char *brand = shorten_brand(machine->cpu);
    if (!machine->microarchitecture)
        return g_steal_pointer(&brand);
    return g_strdup_printf("%s (%s)", brand, machine->microarchitecture);
}

static void add_count(GString *line, unsigned count, const char *one, const char *many)
{
    if (count == 0)
        return;
    g_autofree char *text = g_strdup_printf("%u %s", count, count == 1 ? one : many);
    add_part(line, ", ", text);
}

static void format_identity(GString *line, const struct machine *machine)
{
    g_autofree char *cpu = format_cpu(machine);
    add_part(line, ", ", cpu);
    if (machine->sockets > 1)
        add_count(line, machine->sockets, "socket", "sockets");
    add_count(line, machine->cores, "core", "cores");
    add_count(line, machine->logical_cpus, "CPU", "CPUs");
    if (machine->virtualised != TRISTATE_YES)
        return;
    g_autofree char *guest = machine->hypervisor ? g_strdup_printf("%s guest", machine->hypervisor)
                                                 : g_strdup("virtual machine");
    add_part(line, ", ", guest);
}

static char *format_bytes(uint64_t bytes)
{
    const uint64_t kib = 1024, mib = kib * 1024;
    bool is_big = bytes >= mib;
    return g_strdup_printf("%.4g %s", (double)bytes / (double)(is_big ? mib : kib),
                           is_big ? "MiB" : "KiB");
}

// The first of each level, and no instruction caches: there are kinds of cores in which they
// differ.
static void format_caches(GString *line, const struct machine *machine)
{
    unsigned level = 0;
    for (size_t i = 0; i < machine->n_caches; i++) {
        const struct cache *cache = &machine->caches[i];
        if (cache->kind == CACHE_INSTRUCTION || cache->level <= level)
            continue;
        level = cache->level;
        g_autofree char *size = format_bytes(cache->size_bytes);
        g_autofree char *text =
            g_strdup_printf("L%u%s %s", level, cache->kind == CACHE_DATA ? "d" : "", size);
        add_part(line, ", ", text);
    }
}

// "6.1" of "6.1.0-13-amd64".
static char *format_kernel(const char *release)
{
    size_t length = strspn(release, "0123456789");
    if (length > 0 && release[length] == '.')
        length += 1 + strspn(release + length + 1, "0123456789");
    return g_strdup_printf("Linux %.*s", length > 0 ? (int)length : -1, release);
}

static void format_state(GString *line, const struct machine *machine)
{
    format_caches(line, machine);
    g_autofree char *kernel = format_kernel(machine->kernel ? machine->kernel : "unknown");
    add_part(line, "; ", kernel);
    g_autofree char *governor =
        g_strdup_printf("governor %s", machine->governor ? machine->governor : "unknown");
    add_part(line, "; ", governor);
    if (!isfinite(machine->load1))
        return;
    g_autofree char *load = g_strdup_printf("load %.1f", machine->load1);
    add_part(line, "; ", load);
}

char *headline_format(const struct machine *machine)
{
    g_autoptr(GString) first = g_string_new(NULL);
    g_autoptr(GString) second = g_string_new(NULL);
    format_identity(first, machine);
    format_state(second, machine);
    return g_strdup_printf("%s\n%s", first->str, second->str);
}
