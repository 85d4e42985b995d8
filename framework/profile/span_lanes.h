// SPDX-License-Identifier: MIT
#pragma once
// The spans of a profile as lanes: one for each thread, in which they lie within each other or one
// after the other. Those that lie across others, as of an event loop, are in further lanes of their
// thread.
#include "framework/profile/profile.h"

enum { SPAN_ROWS = 64, SPAN_TRACKS = 64 }; // more rows of a lane or lanes of a thread there are not

struct span_place {
    guint span; // of the profile
    guint row;  // how many of its lane are around it
};

struct span_lane {
    guint pid, tid;
    guint track;    // of its thread, from 0
    guint n_rows;   // at least 1
    GArray *places; // struct span_place, in the order in which they began
    double *ends;   // of this module alone
    guint depth;    // the same
};

/**
 * The lanes, by the first span of their thread: g_ptr_array_unref() frees them. `left_out`: spans
 * that have no place.
 */
GPtrArray *span_lanes(const struct profile *profile, guint *left_out);
