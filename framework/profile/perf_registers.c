// SPDX-License-Identifier: MIT
#include "framework/profile/perf_registers.h"

#include <stddef.h>

#if defined(__x86_64__)
#include <asm/perf_regs.h>
// By number in DWARF (System V ABI for AMD64, figure 3.36).
static const int perf_of_dwarf[] = {
    PERF_REG_X86_AX,  PERF_REG_X86_DX,  PERF_REG_X86_CX,  PERF_REG_X86_BX,  PERF_REG_X86_SI,
    PERF_REG_X86_DI,  PERF_REG_X86_BP,  PERF_REG_X86_SP,  PERF_REG_X86_R8,  PERF_REG_X86_R9,
    PERF_REG_X86_R10, PERF_REG_X86_R11, PERF_REG_X86_R12, PERF_REG_X86_R13, PERF_REG_X86_R14,
    PERF_REG_X86_R15, PERF_REG_X86_IP,
};
static const int pc_register = PERF_REG_X86_IP;
static const int sp_register = PERF_REG_X86_SP;
#elif defined(__aarch64__)
#include <asm/perf_regs.h>
// x0 to x30 and sp have the same numbers in both.
static const int perf_of_dwarf[] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10,
                                    11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
                                    22, 23, 24, 25, 26, 27, 28, 29, 30, 31, PERF_REG_ARM64_PC};
static const int pc_register = PERF_REG_ARM64_PC;
static const int sp_register = PERF_REG_ARM64_SP;
#else
static const int perf_of_dwarf[] = {-1};
static const int pc_register = -1;
static const int sp_register = -1;
#endif

enum { REGISTERS = sizeof perf_of_dwarf / sizeof *perf_of_dwarf };

bool perf_registers_are_known(void)
{
    return pc_register >= 0;
}

uint64_t perf_register_mask(void)
{
    uint64_t mask = 0;
    for (size_t i = 0; i < REGISTERS; i++)
        if (perf_of_dwarf[i] >= 0)
            mask |= UINT64_C(1) << perf_of_dwarf[i];
    return mask;
}

// Where a register is among those of the mask.
static unsigned place_of(int number)
{
    uint64_t below = number > 0 ? (UINT64_C(1) << number) - 1 : 0;
    return (unsigned)__builtin_popcountll(perf_register_mask() & below);
}

unsigned perf_registers(unsigned *pc, unsigned *sp)
{
    *pc = pc_register >= 0 ? place_of(pc_register) : 0;
    *sp = sp_register >= 0 ? place_of(sp_register) : 0;
    return (unsigned)__builtin_popcountll(perf_register_mask());
}

int perf_register_of_dwarf(unsigned number)
{
    if (number >= REGISTERS || perf_of_dwarf[number] < 0)
        return -1;
    return (int)place_of(perf_of_dwarf[number]);
}
