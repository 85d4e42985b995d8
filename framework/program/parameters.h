// SPDX-License-Identifier: MIT
#pragma once
// What kind of values a function takes, according to the debug information.
#include <stdbool.h>
#include <stdint.h>

enum parameters {
    PARAMETERS_UNKNOWN, // no debug information of the function
    PARAMETERS_NONE,
    PARAMETERS_NUMBERS,  // whole numbers and enumerations alone, in registers
    PARAMETERS_POINTERS, // a pointer, a structure or a floating-point number among them
};

/** Of the function that starts at an address in a program's file; `n` is how many there are. */
enum parameters parameters_read(const char *program, uint64_t address, unsigned *n);
