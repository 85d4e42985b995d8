// SPDX-License-Identifier: MIT
#pragma once
// The files that the code of a process is in.
#include "framework/profile/perf_records.h"

/** Whether a path in a process's maps is that of code that can be opened. */
bool code_file_is_known(const char *path);

/** Opens what is mapped, also if it was deleted since; -1: it cannot be read. */
int code_file_open(const struct perf_mapping *mapping);

/** The path without what the kernel says of it; to free. */
char *code_file_name(const char *path);
