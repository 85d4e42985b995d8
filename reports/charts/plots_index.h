// SPDX-License-Identifier: MIT
#pragma once
// plots.md: all charts of a folder in one page of Markdown.
#include "framework/result/run.h"
#include "reports/charts/drawing.h"

/** Appends the page; texts from outside are shown, never taken for Markdown or HTML. */
void plots_index_append(GString *out, const struct run *run, const struct drawings *drawings);
