// SPDX-License-Identifier: MIT
#include "framework/result/file/ranges.h"

#include <limits.h>

const struct json_range range_any = {-JSON_MOST, JSON_MOST};
const struct json_range range_amount = {0, JSON_MOST};
const struct json_range range_share = {0, 1};
// Ends of few digits: a number near an end is written in 15, and must not be rounded beyond it.
const struct json_range range_time_ns = {0, 4.6e18};
const struct json_range range_time_s = {0, 4.6e9};
const struct json_range range_count = {0, 9e15};
const struct json_range range_unsigned = {0, UINT_MAX};
const struct json_range range_integer = {-0x1p63, 0x1p64};
const struct json_range range_iterations = {1, 4.6e18};
const struct json_range range_hertz = {0, 1e15};
const struct json_range range_parts = {0, 100000};
const struct json_range range_planned = {0, 1e7};
const struct json_range range_threads = {0, 1 << 20};
const struct json_range range_layout = {0, 999};
const struct json_range range_cpu = {-1, 65535};
