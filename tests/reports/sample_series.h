// SPDX-License-Identifier: MIT
#pragma once
// Series over commits, made up, whose texts contain a word.
#include "framework/history/series.h"

/**
 * Five runs at four commits; two series of times, and one of a metric that has no interval and that
 * the newest run lacks.
 */
struct history_reading *sample_series(const char *word);
