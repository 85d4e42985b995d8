// SPDX-License-Identifier: MIT
#pragma once
// The kinds of charts, for the table in chart_plan.c.
#include "reports/charts/chart.h"

// Each appends what charts a run has.
void chart_alternatives_plan(const struct chart_plan *plan);
void chart_comparison_plan(const struct chart_plan *plan);
void chart_arguments_plan(const struct chart_plan *plan);
void chart_throughput_plan(const struct chart_plan *plan);
void chart_threads_plan(const struct chart_plan *plan);
void chart_latency_plan(const struct chart_plan *plan);
void chart_stages_plan(const struct chart_plan *plan);
void chart_break_even_plan(const struct chart_plan *plan);
void chart_cases_plan(const struct chart_plan *plan);
