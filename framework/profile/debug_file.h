// SPDX-License-Identifier: MIT
#pragma once
// Debug information that is not in the program: below /usr/lib/debug by its build id and, of what
// is ours, where the program's .gnu_debuglink says.
#include <elfutils/libdwfl.h>
#include <stdbool.h>
#include <sys/types.h>

/** For dwfl_begin(). */
const Dwfl_Callbacks *debug_file_callbacks(void);

/**
 * Whether a process and a file that it mapped, which is open, are of this user or root's: then what
 * the file says may be followed.
 */
bool debug_file_is_ours(pid_t pid, int fd);

/** Lets the link of such a file be followed. */
void debug_file_follow(Dwfl_Module *module);

/** Before a module's debug information is read: lets libdw open nothing that the link names. */
void debug_file_settle(Dwfl_Module *module);
