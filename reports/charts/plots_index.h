// SPDX-License-Identifier: MIT
#pragma once
// plots.md: all charts of a folder in one page of Markdown.
#include "reports/charts/charts.h"

/** Appends the page; texts from outside are shown, never taken for Markdown or HTML. */
void plots_index_append(GString *out, const struct run *run, const struct drawings *drawings);
