// SPDX-License-Identifier: MIT
#pragma once
// A grid of texts as a table of a page.
#include "reports/terminal/grid.h"

/** Appends it; the first column names the rows. */
void html_grid(GString *out, const struct grid *grid);
