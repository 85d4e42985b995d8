// SPDX-License-Identifier: MIT
#pragma once
// What libbenchrun and BENCH() put into a suite, by its symbols.
#include "framework/program/image.h"

/** One of the library's functions: another version of them does not make another benchmark. */
bool own_symbol_is_library(const char *name);

/** What enters and what leaves the timed loop. */
bool own_symbol_is_begin(const char *name);
bool own_symbol_is_end(const char *name);

/** Whether the compiler adds this function to each program. */
bool own_symbol_is_compilers(const char *name);

/** What starts the threads of a case that has several, which run nothing but its body. */
bool own_symbol_is_starter(const char *name);

/** Whether an address is in the list of all benchmarks or in their definitions. */
bool own_symbol_is_registry(const struct image *image, uint64_t address);
