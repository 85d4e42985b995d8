// SPDX-License-Identifier: MIT
#pragma once
// Where the functions of a stripped module begin, from what it holds for unwinding (.eh_frame_hdr):
// then the samples of a function are together, though it has no name.
#include <elfutils/libdwfl.h>
#include <glib.h>

/** Addresses in the file (uint64_t), ascending; empty where the module does not say. */
GArray *starts_read(Dwfl_Module *module);

/** The last start at or before an address; the address itself where there is none. */
uint64_t starts_find(const GArray *starts, uint64_t address);
