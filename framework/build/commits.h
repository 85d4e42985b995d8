// SPDX-License-Identifier: MIT
#pragma once
// The commits of a range, with their parents, and what can be said of one.
#include "framework/build/git.h"

struct commit {
    char *id;
    GArray *parents; // guint: their places in the list, the first one first; outside: none
    bool is_outside; // not in the range, but a parent of one that is, or the range's start
};

/**
 * The commits that can be reached from `head` and not from `base`, parents before their children:
 * `head` is the last. Those outside come first, and `base` is the first of all.
 */
GPtrArray *commits_list(const struct git_repository *repository, const char *base, const char *head,
                        GError **error);

/** What is said of a commit; text from outside, as it is. */
struct commit_words {
    char *subject;
    char *body;   // the rest of its message, of any number of lines
    char *author; // `Jane Doe <jane@localhost>`
    char *date;   // of the author, ISO 8601
};
bool commit_words_read(const struct git_repository *repository, const char *commit,
                       struct commit_words *out, GError **error);
void commit_words_clear(struct commit_words *words);
