// SPDX-License-Identifier: MIT
#pragma once
// What a body produced with bench_output*(), and whether two alternatives agree.
#include <glib.h>
#include <stdbool.h>

#include "framework/runner/worker.h"

struct outputs {
    GPtrArray *items; // struct output *, in the order of the calls
    guint64 bytes;    // that they announced, all together
};

struct outputs *outputs_new(void);
void outputs_free(struct outputs *outputs);
// g_autoptr(Outputs), as GLib wants a name of one word.
typedef struct outputs Outputs;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Outputs, outputs_free)

/** Takes one line of a worker's answer to `check`; false when it makes no sense. */
bool outputs_take_line(const char *line, void *outputs);

/** Which output came with less data than it announced, as text to free; NULL: none. */
char *outputs_cut(const struct outputs *outputs);

/**
 * NULL when `actual` agrees with `expected`, which `reference` produced, else where they differ
 * first and both values, as text to free. Floats may differ by the larger tolerance of both,
 * relative to the larger magnitude, absolutely below 1. NaN agrees with NaN. Bytes are shown as
 * text where all of them are, else as the integers that they probably are. No output may be
 * incomplete.
 */
char *outputs_difference(const struct outputs *expected, const struct outputs *actual,
                         const char *reference);
