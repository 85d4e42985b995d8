// SPDX-License-Identifier: MIT
#pragma once
// Where the threads of a process are, in functions and lines.
#include "framework/live/threads.h"
#include "framework/profile/profile.h"

/** The stack of one of them: a path of the profile. */
struct thread_path {
    guint node;  // the innermost function; 0: it has no stack
    bool is_cut; // the outermost functions are not known
};

struct whereabouts {
    char *command; // of the process, as a shell takes it
    struct threads *threads;
    struct thread_path *paths; // of each thread
    struct profile *profile;
};

/** Of all threads of a process, or of one if `tid` is not 0. Errors are those of attaching.h. */
struct whereabouts *whereabouts_find(pid_t pid, pid_t tid, GError **error);
void whereabouts_free(struct whereabouts *whereabouts);
typedef struct whereabouts Whereabouts;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Whereabouts, whereabouts_free)
