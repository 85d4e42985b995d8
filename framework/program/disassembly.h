// SPDX-License-Identifier: MIT
#pragma once
// The machine code of a program as instructions, by `objdump -d`, and what of an instruction stays
// the same when code and data move.
#include "framework/program/image.h"

struct instruction {
    uint64_t address;
    const char *text; // as objdump writes it: "call   1149 <foo>"
};

struct disassembly;

/** Runs objdump; NULL and an error where that fails, or knows not the machine. */
struct disassembly *disassembly_read(const char *program, const struct image *image,
                                     GError **error);
void disassembly_free(struct disassembly *disassembly);

/** The instructions in [start, end); `n` of them. */
const struct instruction *disassembly_range(const struct disassembly *disassembly, uint64_t start,
                                            uint64_t end, size_t *n);

/** Whether it does nothing: what a compiler fills gaps with. */
bool instruction_is_padding(const struct instruction *instruction);

/** Whether what follows it may be reached. */
bool instruction_falls_through(const struct instruction *instruction);

/** Whether it calls or jumps to an address from a register or a table. */
bool instruction_is_indirect_call(const struct instruction *instruction);
bool instruction_is_indirect_jump(const struct instruction *instruction);

/** An address in an instruction. */
struct reference {
    uint64_t address;
    bool is_taken;       // it becomes a pointer or an index's base, and may mean what lies near
    unsigned most_bytes; // that the instruction itself reads there; 0: any number
};

enum { MOST_REFERENCES = 4 };

/** An instruction with its addresses taken out. */
struct shape {
    GString *text; // '@' stands where an address stood
    struct reference references[MOST_REFERENCES];
    unsigned n;
};

/** Reads an instruction into `shape`, whose text was made by the caller and is replaced. */
void shape_read(struct shape *shape, const struct image *image,
                const struct instruction *instruction);
