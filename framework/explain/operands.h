// SPDX-License-Identifier: MIT
#pragma once
// An x86-64 instruction as objdump writes it (AT&T syntax), taken apart as far as the search for
// loops needs it.
#include <stdbool.h>
#include <stdint.h>

enum { NO_REGISTER = -1, REGISTERS = 16 };

/** A place in memory: disp(base,index,scale). */
struct memory_operand {
    bool exists;
    int64_t displacement;
    int base, index; // 0 to 15, or NO_REGISTER
    unsigned scale;
};

enum arithmetic { ARITHMETIC_NONE, ARITHMETIC_INTEGER, ARITHMETIC_SCALAR, ARITHMETIC_PACKED };

struct operation {
    char name[16]; // without operands: `addsd`
    struct memory_operand memory;
    bool is_load;   // reads that memory
    unsigned bytes; // of it, or of what is computed; 0: not known
    int written;    // general register; NO_REGISTER: none
    int64_t step;   // that is added to `written`; 0: it is set in another way
    bool is_branch; // a jump; calls are not
    bool is_call;
    uint64_t target;      // of either; 0: not known
    enum arithmetic kind; // on floating-point numbers one by one, several at once, or on integers
};

void operation_read(struct operation *operation, const char *text);
