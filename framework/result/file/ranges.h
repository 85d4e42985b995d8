// SPDX-License-Identifier: MIT
#pragma once
// What the numbers of a file may be: a reader refuses all others, so that what computes with a run
// need not ask. What benchrun writes is within. docs/result-file.md names the range of each key.
#include "framework/base/json.h"

extern const struct json_range range_any;        // finite, as all numbers of JSON
extern const struct json_range range_amount;     // from 0
extern const struct json_range range_share;      // from 0 to 1
extern const struct json_range range_time_ns;    // from 0 to a century
extern const struct json_range range_time_s;     // the same
extern const struct json_range range_count;      // from 0 to what a double holds exactly
extern const struct json_range range_unsigned;   // from 0 to UINT_MAX
extern const struct json_range range_integer;    // all of 64 bits, of either sign
extern const struct json_range range_iterations; // of a sample: from 1
extern const struct json_range range_hertz;      // of a clock
extern const struct json_range range_parts;      // of a whole
extern const struct json_range range_planned;    // cases and comparisons of a whole
extern const struct json_range range_threads;
extern const struct json_range range_layout;
extern const struct json_range range_cpu; // -1: none
