// SPDX-License-Identifier: MIT
#pragma once
// The machine code of a program as instructions, from `objdump -d`, and the part of an instruction
// that stays the same when code and data move.
#include "framework/program/image.h"

struct instruction {
    uint64_t address;
    const char *text; // as objdump writes it: "call   1149 <foo>"
};

struct disassembly;

/** Runs objdump; NULL and an error if it fails or does not know the machine. */
struct disassembly *disassembly_read(const char *program, const struct image *image,
                                     GError **error);
void disassembly_free(struct disassembly *disassembly);

/** The `n` instructions in [start, end). */
const struct instruction *disassembly_range(const struct disassembly *disassembly, uint64_t start,
                                            uint64_t end, size_t *n);

/** Whether it does nothing, as in the padding that compilers fill gaps with. */
bool instruction_is_padding(const struct instruction *instruction);

/** Whether execution can continue after it. */
bool instruction_falls_through(const struct instruction *instruction);

/** Whether it is a call, of any kind. */
bool instruction_is_call(const struct instruction *instruction);

/** Whether it is a call or a jump to an address that it has in itself. */
bool instruction_is_branch(const struct instruction *instruction);

/** Whether it calls or jumps to an address from a register or a table. */
bool instruction_is_indirect_call(const struct instruction *instruction);
bool instruction_is_indirect_jump(const struct instruction *instruction);

/** An address in an instruction. */
struct reference {
    uint64_t address;
    bool is_branch;      // it is what a call or a jump leads to
    bool is_taken;       // it becomes a pointer or the base of an index: data nearby may be meant
    unsigned most_bytes; // the most that the instruction itself reads there; 0: any number
};

enum { MOST_REFERENCES = 4 };

/** An instruction with its addresses replaced. */
struct shape {
    GString *text; // with '@' for each address
    struct reference references[MOST_REFERENCES];
    unsigned n;
};

/** Reads an instruction into `shape`; replaces its text, which the caller has created. */
void shape_read(struct shape *shape, const struct image *image,
                const struct instruction *instruction);
