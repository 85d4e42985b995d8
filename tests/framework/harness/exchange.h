// SPDX-License-Identifier: MIT
#pragma once
// Talks to a suite directly over its pipe, as no host would.
#include <glib.h>
#include <stdbool.h>

struct exchange {
    GStrv lines;   // what it answered, its greeting first
    guint n_lines; // of them, whole ones
    char *errors;  // what it wrote to stderr
    int code;      // its exit code; -1 where a signal ended it or it did not end in time
};

/**
 * Starts the program as a worker, sends `length` bytes, ends its stdin, and takes all that it says
 * until it ends: at most a minute, then it is killed.
 */
struct exchange *exchange_bytes(const char *program, const void *bytes, gsize length);

/** The same with a text of requests. */
struct exchange *exchange_text(const char *program, const char *requests);

void exchange_free(struct exchange *exchange);
// g_autoptr(Exchange), as GLib wants a name of one word.
typedef struct exchange Exchange;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Exchange, exchange_free)

/** The number of the case with this name in the program's list; -1 where there is none. */
int exchange_find_case(const char *program, const char *name);
