// SPDX-License-Identifier: MIT
#pragma once
// Recognises suites without running them.
#include <stdbool.h>

/**
 * Whether `path` is an executable ELF file, for any machine, with the section into which BENCH()
 * puts its benchmarks. Libraries, and programs that only mention its name, do not count.
 */
bool suite_is_program(const char *path);
