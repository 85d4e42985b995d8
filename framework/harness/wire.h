// SPDX-License-Identifier: MIT
#pragma once
// The worker's end of the pipe: lines in, lines out, away from the body's own stdin and stdout.
#include <stdbool.h>
#include <stddef.h>

/**
 * Takes stdin and stdout for the protocol. Afterwards the body's stdin is empty and what it prints
 * to stdout goes to stderr.
 */
void wire_open(void);

enum wire_status { WIRE_LINE, WIRE_TOO_LONG, WIRE_NOT_TEXT, WIRE_END };

/** Reads the next line, without its newline, into `line`. A last line cut short is dropped. */
enum wire_status wire_read_line(char *line, size_t size);

/** Appends to the reply. Text goes through wire_text() instead. */
__attribute__((format(printf, 1, 2))) void wire_print(const char *format, ...);

/** Appends ` key=value`, the value percent-encoded so that it holds no space or newline. */
void wire_text(const char *key, const char *value);

/** Appends ` key=value`; nothing if the value is not finite. */
void wire_number(const char *key, double value);

/** Appends `n_bytes` as lines `data BASE64`. */
void wire_data(const void *bytes, size_t n_bytes);

/**
 * Sends what has been appended. Ends the process if nobody reads any more, or if it is a
 * child that a body or a set-up function forked and let return.
 */
void wire_flush(void);
