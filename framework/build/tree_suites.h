// SPDX-License-Identifier: MIT
#pragma once
// The suites of a built tree.
#include <glib.h>

/**
 * The programs (char *, sorted, each once) that match `patterns`: globs relative to the build
 * folder, or starting with {source}/ or {build}/. A pattern with wildcards selects only suites; a
 * plain path may be any program. Patterns that match nothing are added to `missing` (char *).
 * Without patterns: all suites below the build folder or, if it has none, below the source folder.
 */
GPtrArray *tree_suites_find(const char *source, const char *build, const char *const *patterns,
                            GPtrArray *missing);
