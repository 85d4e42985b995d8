// SPDX-License-Identifier: MIT
#pragma once
// The text of a profile file becomes a profile again.
#include "framework/profile/profile.h"

/** Reads a file; the error names it. */
struct profile *profile_read(const char *path, GError **error);

/** NULL and an error that names the key where the text is no profile, or one of a newer version. */
struct profile *profile_parse(const char *text, size_t length, GError **error);
