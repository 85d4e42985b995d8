// SPDX-License-Identifier: MIT
#pragma once
// What /proc says of a process: whether it is there, whose it is, and whether it still is the one
// that it was.
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/** A process as its own file names it: its number alone may be another one's by now. */
struct process_identity {
    pid_t pid;              // as it sees itself
    uint64_t started_ticks; // since boot, as in /proc/PID/stat; 0: it did not know
    uint64_t pid_namespace; // inode of /proc/self/ns/pid; 0: it did not know
};

enum process_state {
    PROCESS_RUNS,
    PROCESS_GONE,
    PROCESS_ZOMBIE, // it has ended, and its parent has not asked how
    PROCESS_OTHER_USER,
    PROCESS_ELSEWHERE, // in another pid namespace: in a container
};

enum process_state process_state(pid_t pid);

/** That of this process. */
struct process_identity process_identity(void);

/** Whether the process is of this pid namespace, so that its number can be looked up here. */
bool process_is_here(const struct process_identity *identity);

/** Whether it has ended for sure; never where it lives elsewhere. */
bool process_is_dead(const struct process_identity *identity);

/** Why a process has nothing to show, as a sentence without its full stop; to free. */
char *process_explain(pid_t pid);
