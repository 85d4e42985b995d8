// SPDX-License-Identifier: MIT
#pragma once
// Hashes for tables of what comes from outside. Their key is random in each process, so that nobody
// can write a file whose texts all have one hash, which would take the square of their number to
// look up (SipHash-1-3; Aumasson and Bernstein, 2012).
#include <glib.h>

guint hash_bytes(const void *bytes, gsize length);

/** Of a text, in place of g_str_hash(). */
guint hash_text(gconstpointer text);

/** Of a number of 64 bits, in place of g_int64_hash(). */
guint hash_int64(gconstpointer number);

/** Of a text with a number. */
guint hash_text_and(const char *text, guint number);
