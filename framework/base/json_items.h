// SPDX-License-Identifier: MIT
#pragma once
// The elements of one array of a JSON text, found without reading them: of a result file of 100,000
// cases, each case can be read and forgotten before the next.
#include <glib.h>
#include <stdbool.h>

struct json_items {
    const char *begin, *end; // what is between the brackets, in the text that was searched
    const char *at;          // before the next element
    bool has_begun;
};

/**
 * Finds the array that `key` names in the object that the text is; false if there is none. The text
 * may be anything: only brackets are looked at. If the rest and each element are JSON, the whole
 * is.
 */
bool json_items_find(struct json_items *items, const char *text, size_t length, const char *key);

/** The text with that array empty. */
GString *json_items_rest(const struct json_items *items, const char *text, size_t length);

/** The next element, without the comma after it; false at the end. An element may be empty. */
bool json_items_next(struct json_items *items, const char **element, size_t *length);
