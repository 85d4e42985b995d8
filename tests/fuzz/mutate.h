// SPDX-License-Identifier: MIT
#pragma once
// Changes of JSON that leave it JSON, so that what reads it gets beyond the parser: numbers at the
// ends of what is allowed, texts that attack, members and elements taken out, doubled or exchanged.
#include <stddef.h>
#include <stdint.h>

#include "framework/stats/random.h"

/** A changed copy; one of a seed if `data` is no JSON. To be freed. */
char *mutate_json(struct random *random, const uint8_t *data, size_t size);
