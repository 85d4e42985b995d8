// SPDX-License-Identifier: MIT
#pragma once
// What a search for a commit has measured so far, in a file of the user's cache: so that it
// continues after Ctrl-C, a crash or a reboot, and says again at once what it found. Written
// atomically after each commit; one that is not used for 30 days is removed.
#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

#include "framework/history/level.h"
#include "framework/result/comparison.h"

/** A commit's case compared with that of another. */
struct measured {
    char *base; // the other, such as the good end of the range
    char *commit;
    struct level level; // its ratio is NAN where it could not be measured
    enum verdict verdict;
    bool in_layouts;   // several of the machine code
    bool is_last;      // of the commit that was found, against its parent
    char *why;         // it says nothing; NULL: it does
    char *note;        // of the comparison; NULL: there is none
    char *explanation; // lines, as --explain has them; NULL: it was not explained
};

struct measured *measured_new(const char *base, const char *commit);
void measured_free(struct measured *measured);
json_t *measured_to_json(const struct measured *measured);

struct bisect_file {
    char *path;
    char *case_id;       // that is compared; NULL: nothing was measured yet
    GPtrArray *measured; // struct measured *, in the order in which they were
};

/** Opens the file of a search, by what identifies it; `is_fresh`: without what it says. */
bool bisect_file_open(struct bisect_file *file, const char *key, bool is_fresh, GError **error);
void bisect_file_clear(struct bisect_file *file);

/** What is known of a commit; NULL: nothing. `is_last` as in what is looked for. */
struct measured *bisect_file_find(const struct bisect_file *file, const char *base,
                                  const char *commit, bool is_last);

/** Takes what was measured, in place of what was known of the same, and writes the file. */
bool bisect_file_put(struct bisect_file *file, struct measured *measured, GError **error);
