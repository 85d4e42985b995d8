// SPDX-License-Identifier: MIT
#pragma once
// Telling suites from other files, without running them.
#include <stdbool.h>

/**
 * Whether `path` is an executable ELF file, of any machine, that holds the section in which
 * BENCH() leaves its benchmarks. Libraries and programs that only mention its name do not count.
 */
bool suite_is_program(const char *path);
