// SPDX-License-Identifier: MIT
#pragma once
// The suites of a built tree.
#include <glib.h>

/**
 * The programs (char *, sorted, each once) that `patterns` name: globs from the build folder, or
 * with {source}/ or {build}/ before them. Where a pattern has wildcards only suites count; a plain
 * path may be any program. Patterns that fit nothing are added to `missing` (char *).
 * Without patterns: all suites below the build folder, or if it has none below the source folder.
 */
GPtrArray *tree_suites_find(const char *source, const char *build, const char *const *patterns,
                            GPtrArray *missing);
