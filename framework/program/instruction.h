// SPDX-License-Identifier: MIT
#pragma once
// An instruction as objdump writes it, and what it refers to.
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

enum instruction_kind {
    INSTRUCTION_PLAIN,
    INSTRUCTION_PADDING,       // it does nothing: compilers fill gaps with it
    INSTRUCTION_CALL,          // to an address that it has in itself
    INSTRUCTION_INDIRECT_CALL, // to an address from a register or a table
    INSTRUCTION_BRANCH,        // a jump that may not be taken
    INSTRUCTION_JUMP,          // to an address that it has in itself
    INSTRUCTION_INDIRECT_JUMP, // to an address from a register or a table
    INSTRUCTION_STOP,          // nothing runs after it
};

struct instruction {
    uint64_t address;
    const char *text; // as objdump writes it: "call   1149 <foo>"
    enum instruction_kind kind;
    // Where several instructions make an address (aarch64):
    uint64_t place;  // which this one completes; 0: none
    bool is_unclear; // it uses a part of one, and it is not known which
};

/** Whether execution can continue after it. */
bool instruction_falls_through(const struct instruction *instruction);

/** Whether it is a call, of any kind. */
bool instruction_is_call(const struct instruction *instruction);

/** Whether it is a call or a jump to an address that it has in itself. */
bool instruction_is_branch(const struct instruction *instruction);

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

/** Adds a reference to a shape, if there is room. */
void shape_refer(struct shape *shape, struct reference reference);
