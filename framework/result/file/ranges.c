// SPDX-License-Identifier: MIT
#include "framework/result/file/ranges.h"

#include <float.h>
#include <limits.h>

const struct json_range range_any = {-DBL_MAX, DBL_MAX};
const struct json_range range_amount = {0, DBL_MAX};
const struct json_range range_share = {0, 1};
const struct json_range range_time_ns = {0, 0x1p62};
const struct json_range range_time_s = {0, 0x1p62 / 1e9};
const struct json_range range_count = {0, 0x1p53};
const struct json_range range_unsigned = {0, UINT_MAX};
const struct json_range range_integer = {-0x1p63, 0x1p64};
const struct json_range range_iterations = {1, 0x1p62};
const struct json_range range_hertz = {0, 1e15};
const struct json_range range_threads = {0, 1 << 20};
const struct json_range range_layout = {0, 999};
const struct json_range range_cpu = {-1, 65535};
const struct json_range range_log_ratio = {-2000, 2000}; // of the largest double and the smallest
