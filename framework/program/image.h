// SPDX-License-Identifier: MIT
#pragma once
// A program file as the loader and the linker see it: sections, symbols, and the places that the
// loader fills in. 64-bit ELF that was not stripped.
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define IMAGE_ERROR (image_error_quark())
GQuark image_error_quark(void);
enum image_error {
    IMAGE_ERROR_FORMAT,   // not a 64-bit ELF program, or packed in a way not known here
    IMAGE_ERROR_STRIPPED, // it has no symbol table
};

struct image_section {
    const char *name;
    uint64_t start;
    uint64_t end;
    const uint8_t *bytes; // NULL: zeros that the file does not hold
    bool is_code;
    bool is_writable;
    bool is_thread_local;
};

struct image_symbol {
    const char *name;
    uint64_t start;
    uint64_t end; // a function without a size lasts until the next one
};

/** Eight bytes that the loader writes. */
struct image_slot {
    uint64_t at;
    const char *symbol; // what it looks up elsewhere; NULL: `addend` is an address in this image
    int64_t addend;     // added to what it finds
    bool is_thread_local;
};

struct image;

/** Opens a program; NULL and an error where its symbols and code cannot be had. */
struct image *image_open(const char *program, GError **error);
void image_close(struct image *image);

/** The ELF machine, EM_X86_64 say. */
unsigned image_machine(const struct image *image);

/** Whether its addresses are final, so that code and data may hold them as plain numbers. */
bool image_is_fixed(const struct image *image);

/** What holds an address; NULL where nothing does. */
const struct image_section *image_section_at(const struct image *image, uint64_t address);
const struct image_symbol *image_function_at(const struct image *image, uint64_t address);
const struct image_symbol *image_object_at(const struct image *image, uint64_t address);

/** The section of a name; NULL where there is none. */
const struct image_section *image_find_section(const struct image *image, const char *name);

/** The first object that starts behind an address; NULL where none does. */
const struct image_symbol *image_object_after(const struct image *image, uint64_t address);

/** What the loader writes at exactly this address; NULL where it writes nothing. */
const struct image_slot *image_slot_at(const struct image *image, uint64_t address);

/** All of a kind, by address. */
const struct image_section *image_sections(const struct image *image, size_t *n);
const struct image_symbol *image_functions(const struct image *image, size_t *n);
const struct image_symbol *image_objects(const struct image *image, size_t *n);
const struct image_slot *image_slots(const struct image *image, size_t *n);
