// SPDX-License-Identifier: MIT
#pragma once
// Charts that are not of a run: into the folder that --plot names, or for a page.
#include "framework/cli/options.h"
#include "reports/charts/chart_plan.h"

/** Draws them where --plot asks for it; an exit code. Without gnuplot only the charts are missing.
 */
int planned_charts_draw(const struct planned *planned, const struct options *options);

/** The same for a page: NULL where none can be drawn, which is said. */
struct drawings *planned_charts_for_page(const struct planned *planned);
