// SPDX-License-Identifier: MIT
#pragma once
// The machine code of one function in two programs, side by side.
#include <glib.h>
#include <stdbool.h>

/** Whether a symbol is the function of that name. */
typedef bool side_by_side_match(const char *symbol, const char *name);

/**
 * The instructions of the function `name` in base and head, a line for each, aligned where they are
 * the same but for addresses; `<` and `>` mark what one of them alone has. What is far from any
 * difference is left out, and so is what goes beyond `most_lines`. Texts of the programs are not
 * escaped. NULL, without an error, where both are the same; NULL and an error where one cannot be
 * read or has no such function. To free with g_free().
 */
char *side_by_side(const char *const programs[2], const char *name, side_by_side_match *match,
                   unsigned most_lines, GError **error);
