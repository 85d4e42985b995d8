// SPDX-License-Identifier: MIT
#pragma once
// The end of all that descends from a process, by that process itself: a subreaper, to which the
// children of what it kills come. System calls alone, as after fork().
#include <sys/types.h>

enum { DESCENDANTS_NAMED = 8 };

struct descendant {
    pid_t pid;
    char name[16]; // as the system calls it
};

struct descendants_end {
    int wait_status;                           // of the one that was asked about, as waitpid()
    unsigned n_left;                           // how many could not be ended, of which these are
    struct descendant left[DESCENDANTS_NAMED]; // the first
};

/**
 * Kills all children and what they leave behind, until none is left or a second or two are over.
 * `signal_fd` is readable when one ends; `program` is the child that `wait_status` is of.
 */
void descendants_kill(int signal_fd, pid_t program, struct descendants_end *out);

/** Calls `act` for each name in a folder of /proc that is a number. */
void descendants_for_numbers(const char *path, void (*act)(int number));
