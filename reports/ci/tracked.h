// SPDX-License-Identifier: MIT
#pragma once
// Which file of a repository a compiler meant.
#include <glib.h>

/** The files of a repository; opaque. */
struct tracked;

/** Of paths relative to the repository's top, ended by NULL, which it takes. */
struct tracked *tracked_new(char **paths);

void tracked_free(struct tracked *tracked); // or NULL

typedef struct tracked Tracked;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Tracked, tracked_free)

/**
 * The path that `file` stands for, as a compiler saw it: `/ci/repo/bench/a.c` and `../bench/a.c`
 * for `bench/a.c`, and `a.c` too when it is the only one of that name. NULL where there is none, or
 * more than one, and without `tracked` or `file`. It takes as long as `file` has bytes.
 */
const char *tracked_find(const struct tracked *tracked, const char *file);
