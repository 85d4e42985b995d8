// SPDX-License-Identifier: MIT
#pragma once
// What the kernel says of a thread in the line of its /proc/PID/task/TID/stat.
#include <stdbool.h>
#include <sys/types.h>

struct thread_stat {
    char *name;     // without its parentheses
    char state;     // `R`, `S`, `D`, `T`, `Z` ...
    unsigned flags; // PF_* of the kernel
};

/** Reads such a line; false if it is none. The name is to be freed. */
bool thread_stat_parse(const char *line, struct thread_stat *out);

/** That of a thread; false if there is none. */
bool thread_stat_read(pid_t pid, pid_t tid, struct thread_stat *out);
