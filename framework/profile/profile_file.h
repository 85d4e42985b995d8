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

/** The text of the file. */
void profile_append(GString *out, const struct profile *profile);

bool profile_write(const struct profile *profile, const char *path, GError **error);

/** Whether the text of a file says that it is a profile, whole or not. */
bool profile_is_one(const char *text, size_t length);

/** Whether the file at a path says so; not where it cannot be read. */
bool profile_is_file(const char *path);

/** Reads a file; the error names it. */
struct profile *profile_read(const char *path, GError **error);

/** NULL and an error that names the key where the text is no profile, or one of a newer version. */
struct profile *profile_parse(const char *text, size_t length, GError **error);
