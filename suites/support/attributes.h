// SPDX-License-Identifier: MIT
#pragma once
// An object as a small hash table from names to values, as interpreters keep it: open addressing
// over names that are interned, so that one name is one address and its hash is known.
#include <stdint.h>

struct attribute_name {
    const char *text;
    uint32_t hash;
};

union attribute_value {
    uint64_t integer;
    double number;
};

// Twice what an object has, so that few probes find a name.
enum { ATTRIBUTES_SLOTS = 16 };

/** `{0}` is an object without attributes. */
struct attributes {
    struct attribute_slot {
        const struct attribute_name *name; // NULL: free
        union attribute_value value;
    } slots[ATTRIBUTES_SLOTS];
};

/** Fills in a name's hash from its text. */
void attribute_name_init(struct attribute_name *name, const char *text);

/** The value of a name that is there or becomes so, as 0; NULL where the table is full. */
union attribute_value *attributes_at(struct attributes *attributes,
                                     const struct attribute_name *name);

/** The value of a name; NULL where the object has none of this name. */
const union attribute_value *attributes_find(const struct attributes *attributes,
                                             const struct attribute_name *name);
