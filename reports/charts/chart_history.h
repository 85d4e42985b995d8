// SPDX-License-Identifier: MIT
#pragma once
// Series over commits.
#include "reports/charts/chart_plan.h"
#include "reports/charts/charts.h"
#include "reports/report.h"

enum { HISTORY_MOST_CHARTS = 50 };

/**
 * A chart for each of the first `most` series that have two points: values with their intervals
 * and, where the report has steps, marks there and the levels between them. For
 * charts_draw_planned() and charts_svg_planned(); a drawing's `case_id` is the case's.
 */
struct planned chart_history_plan(const struct history_report *report, guint most);
