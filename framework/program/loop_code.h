// SPDX-License-Identifier: MIT
#pragma once
// What machine code says of loops and calls, for each kind of CPU whose code is read.
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/** A call or, as the last thing of a function, a jump. */
struct transfer {
    size_t length;   // of the instructions; 0: there is none
    uint64_t target; // where it leads; 0: to what is in `slot`
    uint64_t slot;
};

/** All look at the first of `n` bytes of code. */
struct loop_code {
    unsigned machine; // as ELF has it: EM_X86_64
    size_t step;      // instructions start at multiples of it

    /** The length of the decrement and branch that BENCH_LOOP is made of; 0: there is other code.
     */
    size_t (*empty_loop)(const guint8 *code, size_t n);

    /**
     * Whether what may be a jump there leads back, by `before` bytes at most. Bytes of other
     * instructions can look like one; then a loop is thought to be there that is not, which is the
     * safe side.
     */
    bool (*may_jump_back)(const guint8 *code, size_t before, size_t n);

    struct transfer (*transfer)(const guint8 *code, size_t n, uint64_t address);
};

/** NULL: code of this machine is not read. */
const struct loop_code *loop_code_find(unsigned machine);

extern const struct loop_code loop_code_x86_64, loop_code_aarch64;
