// SPDX-License-Identifier: MIT
#include "framework/program/parameters.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <unistd.h>

enum { REGISTERS = 6 }; // that pass whole numbers

struct search {
    uint64_t address;
    enum parameters kind;
    unsigned n;
};

// Whether a parameter is a whole number, whatever it is called.
static bool is_number(Dwarf_Die *parameter)
{
    Dwarf_Attribute attribute;
    Dwarf_Die type, plain;
    Dwarf_Word encoding = 0;
    if (dwarf_formref_die(dwarf_attr_integrate(parameter, DW_AT_type, &attribute), &type) == NULL ||
        dwarf_peel_type(&type, &plain) != 0)
        return false;
    if (dwarf_tag(&plain) == DW_TAG_enumeration_type)
        return true;
    return dwarf_tag(&plain) == DW_TAG_base_type &&
           dwarf_bytesize(&plain) <= (int)sizeof(uint64_t) &&
           dwarf_formudata(dwarf_attr_integrate(&plain, DW_AT_encoding, &attribute), &encoding) ==
               0 &&
           encoding != DW_ATE_float && encoding != DW_ATE_complex_float;
}

static void read_parameters(Dwarf_Die *function, struct search *search)
{
    Dwarf_Die child;
    search->kind = PARAMETERS_NONE;
    if (dwarf_child(function, &child) != 0)
        return;
    do {
        if (dwarf_tag(&child) != DW_TAG_formal_parameter)
            continue;
        search->n++;
        if (search->kind != PARAMETERS_POINTERS)
            search->kind = is_number(&child) ? PARAMETERS_NUMBERS : PARAMETERS_POINTERS;
    } while (dwarf_siblingof(&child, &child) == 0);
    if (search->n > REGISTERS)
        search->kind = PARAMETERS_UNKNOWN;
}

static int take_function(Dwarf_Die *function, void *data)
{
    struct search *search = data;
    Dwarf_Addr start = 0;
    if (dwarf_lowpc(function, &start) != 0 || start != search->address)
        return DWARF_CB_OK;
    read_parameters(function, search);
    return DWARF_CB_ABORT;
}

static void search_units(Dwarf *debug, struct search *search)
{
    Dwarf_Off next = 0;
    size_t header_bytes = 0;
    for (Dwarf_Off at = 0; dwarf_nextcu(debug, at, &next, &header_bytes, NULL, NULL, NULL) == 0;
         at = next) {
        Dwarf_Die unit;
        if (dwarf_offdie(debug, at + header_bytes, &unit) != NULL &&
            dwarf_getfuncs(&unit, take_function, search, 0) != 0)
            return;
    }
}

enum parameters parameters_read(const char *program, uint64_t address, unsigned *n)
{
    struct search search = {.address = address, .kind = PARAMETERS_UNKNOWN};
    int fd = open(program, O_RDONLY | O_CLOEXEC);
    Dwarf *debug = fd >= 0 ? dwarf_begin(fd, DWARF_C_READ) : NULL;
    if (debug != NULL) {
        search_units(debug, &search);
        dwarf_end(debug);
    }
    if (fd >= 0)
        close(fd);
    *n = search.n;
    return search.kind;
}
