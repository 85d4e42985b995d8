// SPDX-License-Identifier: MIT
#pragma once
// An aarch64 instruction as objdump writes it, taken apart as far as the search for addresses
// needs.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ARM_REGISTERS = 31, ARM_NONE = -1, ARM_MOST_READ = 6 };

struct arm_operands {
    const char *name; // of the instruction
    size_t name_length;
    size_t n;                // operands; one in brackets counts once
    int written[2];          // general registers that it sets, or ARM_NONE
    int read[ARM_MOST_READ]; // others whose values it takes, but `base`; ARM_NONE ends them
    int base;                // of a place in memory, or ARM_NONE
    bool has_others;         // the place has a register besides or instead of it
    bool writes_back;        // the base becomes the place
    bool is_post;            // after it was used
    int64_t number;          // the last with a `#`: what is added
    bool has_number;
};

void arm_operands_read(struct arm_operands *operands, const char *text);

/** Whether the instruction has this name, or one that begins with it. */
bool arm_is(const struct arm_operands *operands, const char *name);
bool arm_begins(const struct arm_operands *operands, const char *name);

/** The address that is the last operand: of a jump, or `adrp`. */
uint64_t arm_target(const char *text);

/** The length of a text without objdump's comments and names of symbols. */
size_t arm_bare_length(const char *text);
