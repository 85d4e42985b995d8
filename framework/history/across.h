// SPDX-License-Identifier: MIT
#pragma once
// Joins the series of different machines.
#include "framework/history/reading.h"

/**
 * Of each case, joins the series of times of all machines of one architecture into one, whose
 * values are as on the machine of the newest: each is multiplied by what the reference that fits
 * best (reference_fit.h) takes there over what it takes on its own machine, and the error of that
 * is added to its interval, in quadrature of the logs. `normalised` of a series says so. The runs
 * must have been read with their references.
 *
 * Series of a case on one machine, and of other metrics than time, stay as they are; those of
 * machines without references are left out where others have the case. Notes of the reading say
 * what was left out.
 */
void history_join_machines(struct history_reading *reading);
