// SPDX-License-Identifier: MIT
#pragma once
// The smallest change of each kernel, a column for each time, and of all of them.
#include "framework/machine/noise.h"
#include "reports/terminal/grid.h"

struct grid *noise_grid(const struct noise *noise);
