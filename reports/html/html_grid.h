// SPDX-License-Identifier: MIT
#pragma once
// A grid of a terminal as a table of a page.
#include "reports/terminal/grid.h"

/** Appends it. */
void html_grid(GString *out, const struct grid *grid);
