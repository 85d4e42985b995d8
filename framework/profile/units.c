// SPDX-License-Identifier: MIT
#include "framework/profile/units.h"

#include "framework/profile/debug_file.h"

struct piece {
    uint64_t start, end; // in the file
    Dwarf_Off unit;
};

struct units {
    GArray *pieces; // struct piece, ascending
};

static int compare_starts(const void *a, const void *b)
{
    uint64_t one = ((const struct piece *)a)->start;
    uint64_t two = ((const struct piece *)b)->start;
    return (one > two) - (one < two);
}

static void add_unit(GArray *pieces, Dwarf_Die *unit)
{
    Dwarf_Addr base = 0;
    struct piece piece = {.unit = dwarf_dieoffset(unit)};
    for (ptrdiff_t next = 0;
         (next = dwarf_ranges(unit, next, &base, &piece.start, &piece.end)) > 0;)
        if (piece.start < piece.end)
            g_array_append_val(pieces, piece);
}

struct units *units_read(Dwfl_Module *module)
{
    Dwarf_Addr bias = 0;
    struct units *units = g_new(struct units, 1);
    units->pieces = g_array_new(FALSE, FALSE, sizeof(struct piece));
    debug_file_settle(module);
    for (Dwarf_Die *unit = NULL; (unit = dwfl_module_nextcu(module, unit, &bias)) != NULL;)
        add_unit(units->pieces, unit);
    g_array_sort(units->pieces, compare_starts);
    return units;
}

void units_free(struct units *units)
{
    if (units == NULL)
        return;
    g_array_unref(units->pieces);
    g_free(units);
}

bool units_find(const struct units *units, Dwfl_Module *module, uint64_t address, Dwarf_Die *unit,
                Dwarf_Addr *bias)
{
    guint low = 0;
    guint high = units->pieces->len;
    Dwarf *dwarf = dwfl_module_getdwarf(module, bias);
    if (dwarf == NULL)
        return false;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(units->pieces, struct piece, middle).start <= address - *bias)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return false;
    const struct piece *piece = &g_array_index(units->pieces, struct piece, low - 1);
    return address - *bias < piece->end && dwarf_offdie(dwarf, piece->unit, unit) != NULL;
}
