// SPDX-License-Identifier: MIT
#pragma once
// Copies of a program whose section headers and symbols say what they should not.
#include <elf.h>

/** Copies an executable of 64 bits; the caller edits the copy and closes it. */
struct crafted *crafted_open(const char *program, const char *copy);
void crafted_close(struct crafted *crafted);

/** The header of a section, and the entry of a symbol, to be edited; the test fails without. */
Elf64_Shdr *crafted_section(struct crafted *crafted, const char *name);
Elf64_Sym *crafted_symbol(struct crafted *crafted, const char *name);
