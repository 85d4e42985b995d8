// SPDX-License-Identifier: MIT
#pragma once
// The colours and shapes of everything that is drawn: each means one thing, in every chart.
// Verdicts and sides are Okabe and Ito's (Color Universal Design, 2008), the series of alternatives
// Paul Tol's muted scheme (SRON/EPS/TN/09-002), both made for the colour-blind.
#include <glib.h>

#include "framework/result/comparison.h"

enum colour {
    COLOUR_TEXT = 0x000000,
    COLOUR_QUIET = 0x555555, // what is less important: subtitles, borders, reference lines
    COLOUR_GRID = 0xd8d8d8,
    COLOUR_MARGIN = 0xececec, // what counts as no difference
    COLOUR_PLAIN = 0x444444,  // without a verdict
    COLOUR_BASE = 0x56B4E9,
    COLOUR_HEAD = 0x009E73, // of a run of one build too
    COLOUR_DISTURBED = 0xCC79A7,
};

/** How a verdict is drawn: colour and shape each suffice. Shapes are gnuplot's point types. */
struct mark {
    unsigned colour, shape;
};
struct mark palette_verdict(enum verdict verdict);
extern const struct mark palette_plain;

/** The colour of a verdict in the tables of a terminal, as libsmartcols calls it; NULL: none. */
const char *palette_terminal(enum verdict verdict);

/** Appends the gnuplot commands that name the colours (colour_text, ...) and style the series. */
void palette_append(GString *script);
