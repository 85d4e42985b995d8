// SPDX-License-Identifier: MIT
#pragma once
// What gnuplot's SVG lacks: a title and a description for those who do not see it, ids that are
// unique in a page of many, and points that can be seen.
#include <glib.h>
#include <stdbool.h>

/**
 * gnuplot's SVG with `title` and `description` in it, every id prefixed, all texts escaped, and the
 * titles that gnuplot gives to lines taken out, since browsers show these as tooltips. `is_inline`
 * leaves out the XML declaration. NULL when `svg` is none of gnuplot's, or cut short.
 */
char *svg_finish(const char *svg, const char *prefix, const char *title, const char *description,
                 bool is_inline);
