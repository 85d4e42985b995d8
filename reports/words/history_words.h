// SPDX-License-Identifier: MIT
#pragma once
// Series over commits in words. Every text is printable and to be freed.
#include "framework/history/series.h"

/** "1.372 us", "9.44 GiB/s", "2998"; empty where it is not known. */
char *history_value(const struct history_series *series, double value);

/** Whether its interval is as wide as the value, or reaches 0: it says little of the value. */
bool history_is_wide(const struct history_point *point);

/** "[1.360–1.385]", in the unit of the value, "wide", or empty where there is none. */
char *history_interval(const struct history_series *series, const struct history_point *point);

/** "0123456789ab", with a "+" where there were changes; "-" where the commit is not known. */
char *history_commit_name(const struct history_run *run);

/** "2026-01-31": when it was committed, or else started; empty where neither is known. */
char *history_date(const struct history_run *run);

/** "2026-01-31T12:00:00Z"; NULL where it is not known. */
char *history_moment(int64_t seconds);

/** How much it is above that of the commit before, as a ratio; NAN for the first one. */
double history_change(const struct history_series *series, guint at);

/**
 * "normalised by reference l2, adds ±3.10%", of a series that several machines measured; NULL where
 * it is of one.
 */
char *history_normalised(const struct history_series *series);

/** "reference l2, adds ±3.10%"; empty where it is of one. */
char *history_normalised_by(const struct history_series *series);

/** Whether one of them (struct history_series *) is of several. */
bool history_has_normalised(const GPtrArray *series);

/**
 * "sum/lanes, time, of the suite sum on the machine aec82a4bb303da11", or "... on 3 x86_64
 * machines, as on aec82a4bb303da11, normalised by reference l2, adds ±3.10%"; where compilers or
 * flags differ, "..., of the suite sum, built by -O3 on ...".
 */
char *history_about(const struct history_series *series);

/**
 * How its compiler and flags differ from those of the other series, shortened: "-O3"; empty where
 * all have the same.
 */
char *history_built_by(const struct history_series *series);

/** "+8.30%", or "0 -> 3" where there is no ratio: what a step changed. */
char *history_step_change(const struct history_series *series, double before, double after,
                          double ratio);

/** "+8.30% at 0123456789ab": the newest of its steps (struct history_step); NULL where none is. */
char *history_last_step(const struct history_series *series, const GArray *steps);

/**
 * "sum/lanes: 1.372 us at 0123456789ab, +8.30% since the commit before"; where it has steps
 * (struct history_step), "sum/lanes: 1.372 us at 0123456789ab; last step: +8.30% at 9876543210ab".
 */
char *history_finding(const struct history_series *series, const GArray *steps);

/** How many commits a series has; a run without one counts as one. */
guint history_count_commits(const struct history_series *series);
