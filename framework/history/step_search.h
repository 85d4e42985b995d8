// SPDX-License-Identifier: MIT
#pragma once
// The steps in the series of a history: which commit changed what (framework/stats/steps.h finds
// them, docs/history.md describes how).
#include "framework/history/series.h"

enum step_direction { STEP_UNKNOWN, STEP_BETTER, STEP_WORSE };

/** `better`, `worse`; NULL where it is not known which is. */
const char *step_direction_word(enum step_direction direction);

// What measuring both sides of a step again showed.
enum step_check {
    STEP_UNCHECKED,
    STEP_CONFIRMED,
    STEP_REFUTED,    // there is no such change
    STEP_UNMEASURED, // could not be
};

struct found_step {
    const struct history_series *series;
    guint at;                        // the first point after it
    const struct history_run *last;  // the one before it
    const struct history_run *first; // the one after it
    // It lies after `from` and not after `to`: the nearest that clearly are of the level before and
    // after. `last` and `first`, where these are clear.
    const struct history_run *from, *to;
    double before, after; // the medians on its sides
    double ratio;         // after to before; NAN: values are not all above 0
    double interval[2];   // of the ratio at 95 %
    double p;
    guint age;          // commits since, its own included
    bool is_last_alone; // it rests on one commit
    bool is_small;      // below the margin
    bool is_called;     // together with all of the search, and not small
    bool is_accepted;   // somebody said that it is meant
    enum step_direction direction;
    enum step_check check;
    char *checked; // what measuring it again showed, or why it was not; NULL: nothing did
};

struct step_search {
    GPtrArray *steps;    // struct found_step *, the newest commit first
    double level;        // steps with a p of at most this are called
    guint n_series;      // searched
    guint n_short;       // of these, with too few commits for a step
    guint n_compilers;   // of these, with values of several compilers
    guint n_left_out;    // values that are no numbers
    guint n_uncommitted; // values of code that is in no commit
};

/** Fewer commits cannot show a step, except the newest one's. */
enum { STEP_SEARCH_LEAST = 8 };

/** What is called a step. */
struct step_rules {
    double alpha;     // the share of false calls that is allowed, over all series together
    double margin;    // the smallest change that is called, as a ratio less 1, in what varies
    bool only_judged; // no series of metrics of which nobody knows what is better
};

struct step_search *step_search_new(const struct history_reading *reading,
                                    const struct step_rules *rules);
void step_search_free(struct step_search *search);
// g_autoptr(StepSearch), as GLib wants a name of one word.
typedef struct step_search StepSearch;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StepSearch, step_search_free)

/** Whether `from` and `to` are farther apart than `last` and `first`. */
bool found_step_is_vague(const struct found_step *step);

/** Whether the compiler, with its flags, changed along with a step. */
bool found_step_has_new_compiler(const struct found_step *step);

/**
 * Marks the steps that were accepted (`accepted_has()` of accepted.h), each with two commits to
 * spare: more values may move a step by as much.
 */
void step_search_accept(struct step_search *search, GHashTable *accepted);
