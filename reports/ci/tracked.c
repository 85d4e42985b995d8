// SPDX-License-Identifier: MIT
#include "reports/ci/tracked.h"

#include <stdbool.h>
#include <string.h>

static bool ends_with_path(const char *path, const char *tail)
{
    size_t length = strlen(path), wanted = strlen(tail);
    return length > wanted && path[length - wanted - 1] == '/' &&
           strcmp(path + length - wanted, tail) == 0;
}

// What follows the next slash; NULL after the last.
static const char *next_tail(const char *tail)
{
    const char *slash = strchr(tail, '/');
    return slash ? slash + 1 : NULL;
}

// The longest end of the file's name that is a whole path.
static const char *find_whole(char *const *tracked, const char *file)
{
    for (const char *tail = file; tail; tail = next_tail(tail))
        for (char *const *path = tracked; *path; path++)
            if (strcmp(*path, tail) == 0)
                return *path;
    return NULL;
}

// The longest end of the file's name that is the end of one path, and of no other.
static const char *find_end(char *const *tracked, const char *file)
{
    for (const char *tail = file; tail; tail = next_tail(tail)) {
        const char *found = NULL;
        for (char *const *path = tracked; *path; path++) {
            if (!ends_with_path(*path, tail))
                continue;
            if (found)
                return NULL;
            found = *path;
        }
        if (found)
            return found;
    }
    return NULL;
}

const char *tracked_find(char *const *tracked, const char *file)
{
    if (!tracked || !file || !*file)
        return NULL;
    const char *whole = find_whole(tracked, file);
    return whole ? whole : find_end(tracked, file);
}
