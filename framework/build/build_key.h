// SPDX-License-Identifier: MIT
#pragma once
// The name of a built tree: equal where the same files would be built in the same way.
#include "framework/build/build.h"

/**
 * `PROJECT-COMMIT-HASH`, equally long for all trees of a repository, so that the paths that
 * compilers put into programs are too. The hash is of the repository's place, the commit, the
 * command, the layout, `overlay_id`, the compiler's variables and the compilers that they name.
 */
char *build_key(const struct build_request *request, const char *overlay_id);
