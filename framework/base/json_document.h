// SPDX-License-Identifier: MIT
#pragma once
// A JSON text that was read. Its values lie in memory of their own, which is given back at once: a
// result file has millions of them, and each on its own costs more than its text.
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct json_document {
    const json_t *root; // not to be changed or released
    struct json_chunk *chunks;
};

/** Reads a text in which no object has a key twice. False, with `where` set, where it is not JSON.
 */
bool json_document_read(struct json_document *document, const char *text, size_t length,
                        json_error_t *where);

/** Gives back all of its values. */
void json_document_clear(struct json_document *document);
