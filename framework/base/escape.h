// SPDX-License-Identifier: MIT
#pragma once
// Text from outside, for each place that it goes to.

/** Words (NULL-terminated) as a shell takes them: separated by blanks, in quotes where needed. */
char *escape_shell(const char *const *words);
