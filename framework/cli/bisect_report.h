// SPDX-License-Identifier: MIT
#pragma once
// What a search for a commit came to, as text or JSON.
#include "framework/build/commits.h"
#include "framework/cli/bisect_file.h"

enum bisect_outcome {
    BISECT_FOUND,         // one commit
    BISECT_UNCLEAR,       // one of several, which could not be distinguished
    BISECT_NO_DIFFERENCE, // between the ends of the range
    BISECT_ELSEWHERE,     // the difference began outside the range
};

struct bisect_report {
    enum bisect_outcome outcome;
    const struct git_repository *repository;
    const struct git_range *range;
    const struct bisect_file *file;
    const struct measured *whole; // the bad end against the good one
    GPtrArray *possible;          // char *: the commits; the last is the newest
    const char *parent;           // of the one that was found; NULL: it has none
    const struct measured *last;  // it against that; NULL: not measured
    const char *fork;             // a commit outside that is like the bad end; NULL: none
    char *const *options;         // words that were given beside the range, for another search
};

/** The outcome's word in JSON. */
const char *bisect_outcome_word(enum bisect_outcome outcome);

/** How a commit compares, `+3.10% [+2.90%, +3.30%]`; to free. */
char *bisect_change_words(const struct measured *measured);

/** All of it, for stdout: `text` or `json`; to free. NULL and an error where a commit is gone. */
char *bisect_report_make(const struct bisect_report *report, const char *format, GError **error);
