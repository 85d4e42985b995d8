// SPDX-License-Identifier: MIT
#pragma once
// A throw-away git repository, with its own home and cache, at a path with blanks and
// quotes.
#include <glib.h>

struct throwaway {
    char *folder;     // of all the rest
    char *repository; // `it's a "repository"`, with the commits `first` and `second` (tags)
    char *cache;      // XDG_CACHE_HOME
    char *count;      // a file: a line for each run of the build command
};

/**
 * Each commit has `suite`, a script that prints the commit's word, and COUNTED_COPY builds it. The
 * environment of this process is changed so that git and benchrun see nothing of the user.
 */
void throwaway_init(struct throwaway *throwaway);
void throwaway_clear(struct throwaway *throwaway);

#define COUNTED_COPY "echo run >>\"$BENCHRUN_TEST_COUNT\" && cp {source}/suite {build}/"

/** Runs a shell script in a folder, and asserts that it succeeds; what it prints. */
char *throwaway_sh(const char *folder, const char *script);

/** How often the build command ran. */
guint throwaway_count(const struct throwaway *throwaway);

/** All that can be seen of the repository: names, kinds, modes, times, sizes, contents. */
char *throwaway_fingerprint(const struct throwaway *throwaway);
