// SPDX-License-Identifier: MIT
#pragma once
// A profile as a file: strict JSON, described in docs/profile-file.md.
#include "framework/profile/profile.h"

#define PROFILE_FILE_ERROR (profile_file_error_quark())
GQuark profile_file_error_quark(void);
enum profile_file_error {
    PROFILE_FILE_ERROR_FORMAT,  // no JSON, or no profile
    PROFILE_FILE_ERROR_VERSION, // of a newer benchrun
};

enum { PROFILE_FILE_VERSION = 1 };
#define PROFILE_FILE_MARK "benchrun_profile" // the key of the version

/** The text of the file. */
void profile_append(GString *out, const struct profile *profile);

bool profile_write(const struct profile *profile, const char *path, GError **error);

/** Whether the text of a file says that it is a profile, whole or not. */
bool profile_is_one(const char *text, size_t length);

/** Whether the file at a path says so; not where it cannot be read. */
bool profile_is_file(const char *path);
