// SPDX-License-Identifier: MIT
#pragma once
// All that this user's programs show at the moment.
#include "framework/live/runs.h"
#include "framework/live/span_programs.h"

struct live_list {
    GPtrArray *runs;     // struct shown_run *, by pid
    GPtrArray *programs; // struct span_program *, by pid
    GPtrArray *damaged;  // char *: files that are not what their names say, and why
    unsigned elsewhere;  // programs and runs in other pid namespaces
};

/** Reads those of a process, or of all (0). Files of dead programs are removed on the way. */
struct live_list *live_list_read(pid_t pid);
void live_list_free(struct live_list *list);
typedef struct live_list LiveList;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LiveList, live_list_free)

/** Removes the files of dead programs. */
void live_sweep(void);
