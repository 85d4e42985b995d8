// SPDX-License-Identifier: MIT
#pragma once
// A look at a machine, made by hand.
#include "framework/machine/checkup.h"

/** One finding of each severity, and noise; `text` is in all that may come from outside. */
struct checkup *sample_checkup(const char *text);
