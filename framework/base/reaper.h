// SPDX-License-Identifier: MIT
#pragma once
// The reaper: a small process between benchrun and a program that it starts. It kills the program
// and all that descends from it, in whatever session, when the program ends, when benchrun asks for
// it, and when benchrun is gone, even by SIGKILL. Out of its reach are processes that a service
// started for the program; and without a control group, those that took another user's rights.
#include <stdbool.h>
#include <sys/types.h>

#include "framework/base/control_group.h"

/** What to start; the caller keeps what it points to. */
struct reaper_job {
    const char *const *argv; // the program, looked for in PATH, and its words
    const char *file;        // that is started in its place; NULL: none
    const char *folder;      // where it runs; NULL: here
    char *const *environment;
    int fds[3];                        // its streams, none of them below 3
    int kept_fd;                       // stays open in it, under another number; 0: none does
    bool is_session;                   // it gets a session of its own, not only a process group
    void (*prepare)(const void *data); // before it is started, which inherits what this sets:
    const void *data;                  // system calls alone
};

struct reaper {
    pid_t pid;     // our child
    pid_t program; // its child
    int leash_fd;  // what we hold it by
    int end_fd;    // readable when all has ended; -1 where the system has no such thing
    struct control_group group; // of all three
};

/** Starts a program under a reaper. Returns 0, or errno and leaves nothing open in `out`. */
int reaper_start(const struct reaper_job *job, struct reaper *out);

/** Whether the program and all its descendants have ended; how the program did, as waitpid(). */
bool reaper_has_ended(struct reaper *reaper, int *wait_status);

/** Asks the program's process group to end (SIGTERM). */
void reaper_ask(const struct reaper *reaper);

/** Kills them all, and then takes some moments until they have ended. */
void reaper_kill(const struct reaper *reaper);

/** Kills the reaper too, where a program managed to stop it, and what can be reached without. */
void reaper_give_up(struct reaper *reaper, int *wait_status);

/** Closes its files, where it has any. */
void reaper_close(struct reaper *reaper);
