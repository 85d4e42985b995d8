// SPDX-License-Identifier: MIT
#include "framework/program/locals.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static void local_free(void *data)
{
    struct local *local = data;
    g_free(local->name);
    g_free(local);
}

static bool type_of(Dwarf_Die *die, Dwarf_Die *type)
{
    Dwarf_Attribute attribute;
    return dwarf_attr_integrate(die, DW_AT_type, &attribute) != NULL &&
           dwarf_formref_die(&attribute, type) != NULL;
}

// Of an array, that of its elements; without names that stand for it. False: it is constant, or a
// reference to something else.
static bool can_change(Dwarf_Die *variable, bool *is_array)
{
    enum { MOST_STEPS = 100 }; // a type that leads back to itself is no type
    Dwarf_Die type = *variable;
    *is_array = false;
    for (int step = 0; step < MOST_STEPS && type_of(&type, &type); step++) {
        switch (dwarf_tag(&type)) {
        case DW_TAG_const_type:
        case DW_TAG_reference_type:
        case DW_TAG_rvalue_reference_type:
            return false;
        case DW_TAG_array_type:
            *is_array = true;
            break;
        case DW_TAG_typedef:
        case DW_TAG_volatile_type:
            break;
        default:
            return true;
        }
    }
    return false;
}

static void add_locals(GPtrArray *locals, Dwarf_Die *function)
{
    Dwarf_Die child;
    for (int more = dwarf_child(function, &child); more == 0;
         more = dwarf_siblingof(&child, &child)) {
        const char *name = dwarf_diename(&child);
        bool is_array = false;
        if (dwarf_tag(&child) != DW_TAG_variable || name == NULL || !can_change(&child, &is_array))
            continue;
        struct local *local = g_new(struct local, 1);
        *local = (struct local){g_strdup(name), is_array};
        g_ptr_array_add(locals, local);
    }
}

static void search_unit(GPtrArray *locals, Dwarf_Die *unit, const char *function)
{
    Dwarf_Die child;
    for (int more = dwarf_child(unit, &child); more == 0; more = dwarf_siblingof(&child, &child))
        if (dwarf_tag(&child) == DW_TAG_subprogram &&
            g_strcmp0(dwarf_diename(&child), function) == 0)
            add_locals(locals, &child);
}

GPtrArray *locals_of_function(const char *program, const char *function)
{
    GPtrArray *locals = g_ptr_array_new_with_free_func(local_free);
    int fd = open(program, O_RDONLY | O_CLOEXEC);
    Dwarf *debug = fd >= 0 ? dwarf_begin(fd, DWARF_C_READ) : NULL;
    Dwarf_Off next = 0;
    size_t header_bytes = 0;
    for (Dwarf_Off at = 0;
         debug != NULL && dwarf_nextcu(debug, at, &next, &header_bytes, NULL, NULL, NULL) == 0;
         at = next) {
        Dwarf_Die unit;
        if (dwarf_offdie(debug, at + header_bytes, &unit) != NULL)
            search_unit(locals, &unit, function);
    }
    dwarf_end(debug);
    if (fd >= 0)
        close(fd);
    return locals;
}
