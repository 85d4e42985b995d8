// SPDX-License-Identifier: MIT
#pragma once
// An address in a module as frames of a profile: the function with its line, and those that the
// compiler put in place there.
#include <elfutils/libdwfl.h>

#include "framework/profile/profile.h"

struct frames;

struct frames *frames_new(struct profile *profile);
void frames_free(struct frames *frames);

/**
 * The frames of the profile (guint) at an address, innermost first; at least one. A `module` of
 * NULL is code of no file. Lives as long as `frames`.
 */
const GArray *frames_find(struct frames *frames, Dwfl_Module *module, uint64_t address);

/** The tool of a pass whose addresses become names here, with libdw's version; to free. */
char *frames_tool(const char *tool);

/** The frame of code that is in no file, by a name: `kernel`. */
guint frames_named(struct frames *frames, const char *name, const char *module);
