// SPDX-License-Identifier: MIT
#pragma once
// The registers of a sample: those that unwinding needs, for x86-64 and 64-bit ARM.
#include <stdbool.h>
#include <stdint.h>

/** Whether they are known for this machine. */
bool perf_registers_are_known(void);

/** The set of them, as perf_event_open(2) wants it. */
uint64_t perf_register_mask(void);

/** How many registers a sample has, and which of them are the program counter and stack pointer. */
unsigned perf_registers(unsigned *pc, unsigned *sp);

/** The register of perf that has a number in DWARF; -1: none. */
int perf_register_of_dwarf(unsigned number);
