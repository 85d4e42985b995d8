// SPDX-License-Identifier: MIT
#pragma once
// What programs show of themselves, as process 7 would write it.
#include <stddef.h>
#include <stdint.h>

enum { LIVE_SEED_BYTES = 4096 };

/** Some spans and labels; returns the length. */
size_t seed_span_table(uint8_t out[LIVE_SEED_BYTES]);

/** A run with some cases. */
size_t seed_run_card(uint8_t out[LIVE_SEED_BYTES]);
