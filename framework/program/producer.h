// SPDX-License-Identifier: MIT
#pragma once
// Which compiler built a suite, with which flags, as its debug information tells.

/**
 * "GNU C11 12.2.0 -O2 -g ..." of the source `file` of a program (as the compiler saw it; NULL: any
 * but the library's own), for the caller to free; NULL where there is no debug information.
 */
char *producer_read(const char *program, const char *file);
