// SPDX-License-Identifier: MIT
#pragma once
// A control group (cgroup v2) for each program that is started, where the system allows one: the
// kernel puts all that the program starts into it, and ends it all at once, also what runs as
// another user, or has lost its reaper. The group is made in that of benchrun and has no limits of
// its own. It is locked while its benchrun lives; the next one ends and removes what was left.
#include <stdbool.h>
#include <sys/types.h>

struct control_group {
    int fd; // its folder, locked; -1: the system allows none
    char name[40];
};

/** Makes one; the first call of a process ends what others left behind. */
void control_group_make(struct control_group *out);

/**
 * As _Fork(), with the child in the group, if there is one: system calls alone in the child. It
 * closes its copy of the folder's file, which would keep the lock.
 */
pid_t control_group_fork(struct control_group *group);

/** Kills all in it and removes it, within a second or two. */
void control_group_end(struct control_group *group);
