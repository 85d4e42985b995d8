// SPDX-License-Identifier: MIT
#pragma once
// The useful parts of what a worker wrote to stderr: its tail, and what a sanitizer reported,
// however much other output surrounds that.
#include <glib.h>
#include <stddef.h>

struct last_words {
    GString *tail;
    GString *report; // empty: no sanitizer reported anything
};

void last_words_init(struct last_words *words);
void last_words_clear(struct last_words *words);

void last_words_add(struct last_words *words, const char *bytes, size_t n_bytes);

/** The last lines, at most some 2 KiB of valid UTF-8; to free. */
char *last_words_tail(const struct last_words *words);

/**
 * What ASan, LSan, TSan, MSan or UBSan reported, from its first line on, at most some 8 KiB of
 * valid UTF-8 without the dump of shadow bytes; to free. NULL when none did.
 */
char *last_words_report(const struct last_words *words);
