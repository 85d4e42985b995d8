// SPDX-License-Identifier: MIT
#pragma once
// Which compiler built a suite, and with which flags, according to its debug information.

/**
 * "GNU C11 12.2.0 -O2 -g ..." for the source `file` of a program (its name as the compiler saw it;
 * NULL: any file that is not the library's). NULL without debug information. The caller frees it.
 */
char *producer_read(const char *program, const char *file);
