// SPDX-License-Identifier: MIT
#pragma once
// Series over commits as grids, for a terminal and for a page.
#include "framework/history/series.h"
#include "reports/report.h"
#include "reports/terminal/grid.h"

/** A row for each series, with its trend. */
struct grid *history_grid_of_all(const struct history_report *report);

/** A row for each point of a series; each drawn on the same scale. */
struct grid *history_grid_of_points(const struct history_report *report,
                                    const struct history_series *series);
