// SPDX-License-Identifier: MIT
#pragma once
// A folder of its own for what programs show, and files in it as programs would write them.
#include "framework/live/process.h"
#include "framework/live/run_card.h"

/** Makes the folder and has XDG_RUNTIME_DIR name the one above it. */
void live_place_open(void);
/** Removes it. */
void live_place_close(void);

/** The path of a file of ours in it, to free: `pid` and the number make its name. */
char *live_place_path(pid_t pid, unsigned number, const char *suffix);

/** Writes one; returns its path, to free. */
char *live_place_write(pid_t pid, unsigned number, const char *suffix, const void *bytes,
                       size_t length);

/** The same, where the path does not matter. */
void live_place_put(pid_t pid, unsigned number, const char *suffix, const void *bytes,
                    size_t length);

/** A process that has ended and that nobody waited for; ends with the test. */
pid_t live_place_zombie(void);

/** The number of a process that has ended. */
pid_t live_place_dead_pid(void);
