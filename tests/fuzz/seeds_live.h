// SPDX-License-Identifier: MIT
#pragma once
// What programs leave in memory and files, as process 7 would write it.
#include <stddef.h>
#include <stdint.h>

enum { SEED_BYTES = 4096 };

/** Some spans and labels; returns the length, as all below. */
size_t seed_span_table(uint8_t out[SEED_BYTES]);

/** A run with some cases. */
size_t seed_run_card(uint8_t out[SEED_BYTES]);

/** Two threads that poll, from the number of slots on. */
size_t seed_watch(uint8_t out[SEED_BYTES]);

/** Three paths, after the maps of their process. */
size_t seed_paths(uint8_t out[SEED_BYTES]);

/** A mapping and a sample of the kernel. */
size_t seed_perf(uint8_t out[SEED_BYTES]);
