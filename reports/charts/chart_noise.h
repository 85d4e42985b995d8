// SPDX-License-Identifier: MIT
#pragma once
// The empty loop of a machine over time.
#include "framework/machine/noise.h"
#include "reports/charts/chart_plan.h"
#include "reports/charts/charts.h"

/** The charts of a machine's noise, for charts_draw_planned() and charts_svg_planned(). */
struct planned chart_noise_plan(const struct noise *noise);
