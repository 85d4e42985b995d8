// SPDX-License-Identifier: MIT
#pragma once
// Which file of a repository a compiler meant.

/**
 * The path among `tracked` (relative to the repository's top; NULL-terminated, or NULL) that `file`
 * stands for, as a compiler saw it: `/ci/repo/bench/a.c` and `../bench/a.c` for `bench/a.c`, and
 * `a.c` too when it is the only one of that name. NULL where there is none, or more than one.
 */
const char *tracked_find(char *const *tracked, const char *file);
