// SPDX-License-Identifier: MIT
#include "suites/support/attributes.h"

#include <stdbool.h>
#include <stddef.h>

void attribute_name_init(struct attribute_name *name, const char *text)
{
    uint32_t hash = 2166136261u; // FNV-1a
    for (const char *c = text; *c != '\0'; c++)
        hash = (hash ^ (unsigned char)*c) * 16777619u;
    *name = (struct attribute_name){.text = text, .hash = hash};
}

// The place of the slot that holds the name, else of the free one where it belongs, else the number
// of slots.
static uint32_t find_place(const struct attributes *attributes, const struct attribute_name *name)
{
    for (uint32_t probe = 0; probe < ATTRIBUTES_SLOTS; probe++) {
        uint32_t place = (name->hash + probe) % ATTRIBUTES_SLOTS;
        const struct attribute_slot *slot = &attributes->slots[place];
        if (slot->name == name || slot->name == NULL)
            return place;
    }
    return ATTRIBUTES_SLOTS;
}

union attribute_value *attributes_at(struct attributes *attributes,
                                     const struct attribute_name *name)
{
    uint32_t place = find_place(attributes, name);
    if (place == ATTRIBUTES_SLOTS)
        return NULL;
    attributes->slots[place].name = name;
    return &attributes->slots[place].value;
}

const union attribute_value *attributes_find(const struct attributes *attributes,
                                             const struct attribute_name *name)
{
    uint32_t place = find_place(attributes, name);
    bool is_there = place < ATTRIBUTES_SLOTS && attributes->slots[place].name == name;
    return is_there ? &attributes->slots[place].value : NULL;
}
