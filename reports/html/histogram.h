// SPDX-License-Identifier: MIT
#pragma once
// How the samples of a case are spread, small enough to be shown for thousands of cases.
#include <glib.h>

#include "framework/result/result.h"

/** The times that are shown, and how many lie above them, so that a few do not squeeze the rest. */
struct spread {
    double low_ns, high_ns;
    size_t shown, above;
};

/** Of one result, or of two that share an axis (NULL: none); false where there are no samples. */
bool spread_of(const struct result *result, const struct result *other, struct spread *out);

enum { HISTOGRAM_BINS = 48, HISTOGRAM_HEIGHT = 100 };

/**
 * Appends the outline of a result's samples as the data of an SVG path: HISTOGRAM_BINS wide, from
 * the bottom at HISTOGRAM_HEIGHT to its highest bin at 0. Samples that are left out of the summary
 * do not count.
 */
void histogram_append_path(GString *out, const struct result *result, const struct spread *spread);
