// SPDX-License-Identifier: MIT
#pragma once
// Whether this build has AddressSanitizer, as gcc and clang say it: it has its own words for a
// crash.

#include <stdbool.h>

#if defined(__SANITIZE_ADDRESS__)
static const bool is_sanitised = true;
#elif defined(__has_feature)
static const bool is_sanitised = __has_feature(address_sanitizer);
#else
static const bool is_sanitised = false;
#endif
