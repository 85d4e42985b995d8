// SPDX-License-Identifier: MIT
#pragma once
// What threads did and where event loops were blocked, in words. All texts are printable and to be
// freed.
#include "framework/profile/profile.h"

/**
 * "Loops were blocked 3 times: 1.2 s in all, at most 412 ms."; "No loop was blocked."; "No loop
 * was seen, so nothing is known about blocking."
 */
char *live_stalls_sentence(const struct profile *profile);

/** `nap (server.c:31)`: the function of a node, and the line there; of the root "unknown". */
char *live_place(const struct profile *profile, guint node);

/** The innermost functions of a node's path, of a library the first alone: `in nap (server.c:31),
 * from on_read (server.c:58)`.
 */
char *live_path(const struct profile *profile, guint node);

/**
 * "CPU-bound: the busiest thread, server (1234), ran 93% of the time."; NULL where no thread was
 * looked at.
 */
char *live_threads_sentence(const struct profile *profile);

/** A share of what a thread did: "12.3%"; "?" where it is not known. */
char *live_share(double part_s, double all_s);
