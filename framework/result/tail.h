// SPDX-License-Identifier: MIT
#pragma once
// The tail of a case's latencies: how long the iterations took that a share of all does not exceed,
// of all processes together; for charts.
#include <glib.h>

struct tail_point {
    double share; // of the iterations, from 0 to 1, ascending
    double ns;    // none of these took longer
};

/** Points (struct tail_point) of a curve; g_array_unref() frees it. */
GArray *tail_new(void);
