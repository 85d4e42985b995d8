// SPDX-License-Identifier: MIT
#include "framework/program/code_place.h"

// How many instructions of a function, ignoring padding, come before an address.
static size_t place_of(struct walk *walk, unsigned side, const struct image_symbol *function,
                       uint64_t at)
{
    size_t n = 0;
    size_t place = 0;
    const struct instruction *instructions =
        disassembly_range(walk->maps[side]->disassembly, function->start, at, &n);
    if (!walk_spend(walk, n))
        return 0;
    for (size_t i = 0; i < n; i++)
        place += instructions[i].kind != INSTRUCTION_PADDING;
    return place;
}

bool walk_is_same_place(struct walk *walk, const struct image_symbol *const functions[2],
                        const uint64_t at[2])
{
    return place_of(walk, 0, functions[0], at[0]) == place_of(walk, 1, functions[1], at[1]);
}
