// SPDX-License-Identifier: MIT
#pragma once
// A program or library as the loader and the linker see it: sections, symbols, and the slots that
// the loader fills in. Only 64-bit ELF files that are not stripped.
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define IMAGE_ERROR (image_error_quark())
GQuark image_error_quark(void);
enum image_error {
    IMAGE_ERROR_FORMAT,   // not a 64-bit ELF program, damaged, or packed in an unknown way
    IMAGE_ERROR_STRIPPED, // it has no symbol table
};

struct image_section {
    const char *name;
    uint64_t start;
    uint64_t end;
    const uint8_t *bytes; // NULL: zeros that are not in the file
    bool is_code;
    bool is_writable;
    bool is_thread_local;
    bool is_stubs; // code that jumps to what the loader finds: .plt, or .iplt of lld
};

struct image_symbol {
    const char *name;
    uint64_t start;
    uint64_t end; // a function without a size ends at the next one
};

/** Eight bytes that the loader writes; or, of a copy, any number of them. */
struct image_slot {
    uint64_t at;
    const char *symbol; // looked up elsewhere; NULL: `addend` is an address in this image
    const char *name;   // of the symbol, also where this image defines it; NULL: none
    int64_t addend;     // added to the symbol's address
    int64_t offset;     // the same, without the address that this image has for the symbol
    bool is_thread_local;
    bool is_call; // only calls go through it
    bool is_copy; // the initial value of a library's variable is copied here
};

struct image;

/**
 * Opens a program; NULL and an error if its symbols and code cannot be read, or if its sections
 * overlap or claim more than the file has.
 */
struct image *image_open(const char *program, GError **error);
void image_close(struct image *image);

/** The ELF machine, for instance EM_X86_64. */
unsigned image_machine(const struct image *image);

/** How many bytes its sections have in the file; no more than the file has. */
uint64_t image_bytes(const struct image *image);

/** Whether its addresses are final, so that code and data may contain them as plain numbers. */
bool image_is_fixed(const struct image *image);

/** What contains an address; NULL if nothing does. */
const struct image_section *image_section_at(const struct image *image, uint64_t address);
const struct image_symbol *image_function_at(const struct image *image, uint64_t address);
const struct image_symbol *image_object_at(const struct image *image, uint64_t address);

/** The section with a name; NULL if there is none. */
const struct image_section *image_find_section(const struct image *image, const char *name);

/** The first object that starts after an address; NULL if none does. */
const struct image_symbol *image_object_after(const struct image *image, uint64_t address);

/** What the loader writes at exactly this address; NULL if nothing. */
const struct image_slot *image_slot_at(const struct image *image, uint64_t address);

/** All `n` of a kind, sorted by address. */
const struct image_section *image_sections(const struct image *image, size_t *n);
const struct image_symbol *image_functions(const struct image *image, size_t *n);
const struct image_symbol *image_objects(const struct image *image, size_t *n);
const struct image_slot *image_slots(const struct image *image, size_t *n);
