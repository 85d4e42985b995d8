// SPDX-License-Identifier: MIT
#pragma once
// What is read from a program or library once, before any of its code is compared.
#include "framework/program/disassembly.h"

struct code_map {
    char *path;
    struct image *image;
    struct disassembly *disassembly;
    GArray *boundaries;  // uint64_t, ascending: where data starts that code, symbols or slots use
    GHashTable *taken;   // const struct image_symbol *: functions that a pointer may lead to
    GHashTable *openers; // the same: functions that start a timed loop, or call one that does
    bool starts_threads; // or processes, other than those of the library
    GHashTable *cases;   // char *, the plain name of what BENCH() defines -> the same; NULL: twice
};

/**
 * Reads a program's code. NULL and an error if that is impossible: not an ELF program, stripped,
 * for a machine other than x86-64 and aarch64, or objdump is missing.
 */
struct code_map *code_map_read(const char *program, GError **error);
void code_map_free(struct code_map *map);

/** The only symbol of a plain name, `bench_body_...` or `bench_def_...`; NULL: none, or several. */
const struct image_symbol *code_map_case(const struct code_map *map, const char *name);

/** What a stub at an address jumps to: the slot that the loader fills in; NULL: it is no stub. */
const struct image_slot *code_map_stub(const struct code_map *map, uint64_t address);

/** What is called at an address: a function of the image, or the one that a stub leads to. */
const char *code_map_name(const struct code_map *map, uint64_t address);
