// SPDX-License-Identifier: MIT
#pragma once
// Libraries of benchrun's that are loaded into a worker before all others.
#include <glib.h>

/**
 * `LD_PRELOAD=...` for a library: in front of what `environment` (KEY=VALUE, ends with NULL; NULL:
 * nothing) or else our own environment has. NULL and an error where benchrun was installed
 * without the library, or where the loader could not read its path. To free.
 */
char *preload_setting(const char *library, const char *const *environment, GError **error);
