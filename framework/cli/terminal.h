// SPDX-License-Identifier: MIT
#pragma once
// The terminal behind stdout, where there is one.
#include "reports/charts/charts.h"

/** Its width in columns; 0 where stdout is no terminal. */
unsigned terminal_width(void);

/**
 * What charts can be drawn with there: graphics where the terminal says that it has them, by its
 * environment (kitty) or when asked (sixel; waits a fifth of a second for an answer). Text else.
 */
struct terminal terminal_detect(void);
