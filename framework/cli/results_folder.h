// SPDX-License-Identifier: MIT
#pragma once
// The folder that results are saved in.
#include <glib.h>
#include <stdbool.h>

/** Makes it if it is missing; one of the usual name is ignored by git. */
bool results_folder_make(const char *folder, GError **error);
