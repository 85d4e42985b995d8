// SPDX-License-Identifier: MIT
#pragma once
// Finds elements of an array by a key, in a time that does not grow with their number.
#include <glib.h>

/** What an array is searched by. */
struct lookup_key {
    gconstpointer (*of)(gconstpointer element); // its key; NULL: it has none and is not found
    GHashFunc hash;
    GEqualFunc equal;
};

/**
 * A table of the elements of one array, which it borrows together with their keys. `{.key = ...}`
 * is a valid empty one. It takes in elements that were added since the last search; after any other
 * change of the array or of a key in it, call lookup_clear().
 */
struct lookup {
    const struct lookup_key *key;
    GHashTable *first; // by key: the first element that has it
    const GPtrArray *array;
    guint n; // elements that are in the table
};

/** The first element of `array` with that key; NULL: there is none. */
gpointer lookup_find(struct lookup *lookup, const GPtrArray *array, gconstpointer key);

/** Forgets the array; the next search makes a new table. */
void lookup_clear(struct lookup *lookup);
