// SPDX-License-Identifier: MIT
#pragma once
// How objdump writes instructions, for each kind of CPU whose code is read, and the part of an
// instruction that stays the same when code and data move.
#include "framework/program/image.h"
#include "framework/program/instruction.h"

struct syntax {
    unsigned machine;    // as ELF has it: EM_X86_64
    const char *objdump; // that knows it, where benchrun runs
    const char *package; // of Debian that has it

    enum instruction_kind (*classify)(const char *text);

    /** Fills in what several of the `n` instructions say together; NULL: each speaks for itself. */
    void (*join)(const struct image *image, struct instruction *instructions, size_t n);

    bool (*may_refer)(const struct instruction *instruction, const struct image *image);

    /** The shape holds the instruction's text and no references. */
    void (*read_shape)(struct shape *shape, const struct image *image,
                       const struct instruction *instruction);
};

/** NULL: code of this machine is not read. */
const struct syntax *syntax_find(unsigned machine);

extern const struct syntax syntax_x86_64, syntax_aarch64;

/** Reads an instruction into `shape`; replaces its text, which the caller has created. */
void shape_read(struct shape *shape, const struct image *image,
                const struct instruction *instruction);

/** False where an instruction surely has no address, which is found sooner than its shape. */
bool instruction_may_refer(const struct instruction *instruction, const struct image *image);

/** Whether a text starts with one of some words; the last is NULL. */
bool starts_with_one_of(const char *text, const char *const *words);
