// SPDX-License-Identifier: MIT
#pragma once
// Text from outside, made harmless where it is printed or written.
#include <stddef.h>

/** For a terminal: control characters, bytes that are no text, and what turns the direction of text
 * as `\xNN`. Cuts what does not fit into `size`; returns the length. */
size_t plain_for_terminal(const char *text, char *out, size_t size);

/** For between the quotes of a JSON string. Bytes that are no text become U+FFFD. */
size_t plain_for_json(const char *text, char *out, size_t size);

/** The columns that it takes, one for each character. */
size_t plain_width(const char *plain);
