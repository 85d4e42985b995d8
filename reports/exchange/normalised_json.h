// SPDX-License-Identifier: MIT
#pragma once
// How the series of several machines became one, in JSON: docs/history.md.
#include <jansson.h>

#include "framework/history/reading.h"

/** Sets `normalised`; does nothing where the series is of one machine. */
void put_normalised(json_t *object, const struct history_series *series);
