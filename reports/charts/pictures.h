// SPDX-License-Identifier: MIT
#pragma once
// Charts drawn: each on each canvas, all by one gnuplot.
#include "reports/charts/chart_script.h"

struct picture {
    const struct chart *chart;
    struct canvas canvas;
    char *file;    // its name, in no folder
    char *content; // NULL: it could not be drawn
    size_t length;
    char *failure; // why not; NULL
};

struct picture *picture_new(const struct chart *chart, const struct canvas *canvas,
                            const char *file);
void picture_free(struct picture *picture);

/** Draws all; false where gnuplot could not run at all. Nothing is left on the disk. */
bool pictures_draw(const GPtrArray *pictures, const char *program, GError **error);
