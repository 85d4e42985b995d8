// SPDX-License-Identifier: MIT
#include "framework/program/producer.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <glib.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

static const char *attribute_text(Dwarf_Die *die, unsigned name)
{
    Dwarf_Attribute attribute;
    return dwarf_formstring(dwarf_attr_integrate(die, name, &attribute));
}

// The name of a file may or may not include the folder in which the compiler ran.
static bool is_source(const char *unit, const char *file)
{
    g_autofree char *unit_name = g_path_get_basename(unit);
    g_autofree char *file_name = file ? g_path_get_basename(file) : NULL;
    if (file_name == NULL)
        return strstr(unit, "framework/harness/") == NULL;
    return strcmp(unit_name, file_name) == 0;
}

static char *find_producer(Dwarf *debug, const char *file)
{
    Dwarf_Off next = 0;
    size_t header_bytes = 0;
    for (Dwarf_Off at = 0; dwarf_nextcu(debug, at, &next, &header_bytes, NULL, NULL, NULL) == 0;
         at = next) {
        Dwarf_Die die;
        if (dwarf_offdie(debug, at + header_bytes, &die) == NULL)
            continue;
        const char *unit = dwarf_diename(&die);
        const char *producer = attribute_text(&die, DW_AT_producer);
        if (unit != NULL && producer != NULL && is_source(unit, file))
            return g_utf8_make_valid(producer, -1);
    }
    return NULL;
}

char *producer_read(const char *program, const char *file)
{
    char *producer = NULL;
    int fd = open(program, O_RDONLY | O_CLOEXEC);
    Dwarf *debug = fd >= 0 ? dwarf_begin(fd, DWARF_C_READ) : NULL;
    if (debug != NULL) {
        producer = find_producer(debug, file);
        dwarf_end(debug);
    }
    if (fd >= 0)
        close(fd);
    return producer;
}
