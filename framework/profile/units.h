// SPDX-License-Identifier: MIT
#pragma once
// Which compilation unit an address belongs to. libdwfl asks .debug_aranges alone, which clang does
// not write.
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <glib.h>
#include <stdbool.h>

struct units;

/** Reads where the units of a module are; what it holds does not depend on where that is loaded. */
struct units *units_read(Dwfl_Module *module);
void units_free(struct units *units);

/** The unit of an address, and how far that is from the one in the file; false: there is none. */
bool units_find(const struct units *units, Dwfl_Module *module, uint64_t address, Dwarf_Die *unit,
                Dwarf_Addr *bias);
