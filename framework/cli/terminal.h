// SPDX-License-Identifier: MIT
#pragma once
// The terminal that stdout is connected to, if it is.
#include "reports/charts/charts.h"

/** Its width in columns, or COLUMNS; 0 if stdout is not a terminal and COLUMNS is unset. */
unsigned terminal_width(void);

/**
 * What charts can be drawn with there: graphics where the terminal says that it has them, by its
 * environment (kitty) or when asked (sixel; waits a fifth of a second for an answer). Text else.
 * They get `width` columns; 0: REPORT_WIDTH.
 */
struct terminal terminal_detect(unsigned width);
