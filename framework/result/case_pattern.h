// SPDX-License-Identifier: MIT
#pragma once
// Patterns that select cases by their ids:
//
// - a plain word matches a part of an id: `four` selects `sum/four_at_a_time/n:1000`; a number at
//   its end that follows `:` or `/` matches no longer one: `n:1` does not select `sum/loop/n:16`;
// - one with `*`, `?` or `[` is a glob on the whole id, or on its start up to a `/`;
// - `/regex/` is a regular expression (PCRE), matched anywhere in the id;
// - `!` before any of these leaves out what it matches.
#include "framework/result/case.h"

/** Whether it can be used: not empty, and a regular expression that compiles. */
bool case_pattern_check(const char *pattern, GError **error);

/**
 * Whether one of `patterns` (NULL-terminated; NULL: all) matches the case, and none leaves it out.
 * With exclusions alone every other case matches. A pattern that cannot be used matches none.
 */
bool case_matches(const struct bench_case *bench_case, const char *const *patterns);
