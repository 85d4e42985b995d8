// SPDX-License-Identifier: MIT
#pragma once
// Numbers as people read them. Three or four significant digits, a point in every locale; what is
// not finite is an empty text. The caller frees every text.
#include <stdbool.h>
#include <stddef.h>

/** How all times of a column are written: one unit, one number of decimals. */
struct time_scale {
    const char *unit; // "ns", "us", "ms", "s"
    double unit_ns;
    int decimals;
};

/**
 * The scale in which the smallest time has at least three digits and starts at 1 or above, as far
 * as the largest keeps to eight digits before the point. Times that are not finite or not above
 * zero do not count.
 */
struct time_scale time_scale_for(const double *times_ns, size_t n);

/**
 * The scale for a column of times with at most five digits each, of which the smallest keeps at
 * least three; `unit` says which ("ns", "us", "ms", "s"), whatever the digits; NULL: any. False
 * where no unit suits all of them: then each takes its own (units_time()).
 */
bool time_scale_common(const double *times_ns, size_t n, const char *unit, struct time_scale *out);

/** A time in a scale, without the unit. */
char *units_scaled(const struct time_scale *scale, double time_ns);

/** "1.372 us". */
char *units_time(double time_ns);

/** The same in a unit of choice; NULL: automatic. */
char *units_time_in(double time_ns, const char *unit);

/** "1.50 MiB", "48 B". */
char *units_bytes(double bytes);

/** "12.3 GiB/s". */
char *units_byte_rate(double bytes_per_s);

/** Without a unit: "7", "123.4", "4120", "1.23 M". */
char *units_count(double count);

/** "12.3 M/s". */
char *units_item_rate(double items_per_s);

/** Of a share: "0.9%" for 0.009. */
char *units_percent(double share);

/** How much longer it takes: "+8.30%" of a ratio of 1.083, "+860.0%" of 9.6. */
char *units_change(double ratio);

/** Of such a ratio, "[+6.13%, +10.47%]". */
char *units_change_interval(const double interval[2]);

/**
 * How many times as fast as the baseline: "5.61x" for a `ratio` of 0.178, which is time over the
 * baseline's time. Above 1x is faster.
 */
char *units_speedup(double ratio);

/** The interval of the speed-up, "[5.50–5.71]", from that of the ratio, with as many decimals. */
char *units_speedup_interval(double ratio, const double ratio_ci95[2]);

// Labels of axes: round numbers, and no more digits than these have.

/** "0.5". */
char *units_number(double number);

/** "0.5x". */
char *units_times(double ratio);

/** "20 us" of 20000. */
char *units_round_time(double time_ns);

/** "32 KiB" of 32768. */
char *units_round_bytes(double bytes);

/** The unit that an axis of byte rates up to `most_per_s` counts in. */
struct rate_scale {
    const char *unit; // "B", "KiB", ... a second
    double bytes;
};
struct rate_scale rate_scale_for(double most_per_s);
